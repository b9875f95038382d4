"""From what Discord tells to the core's inbox: whose turn it is, and in what order it is handled.

A message's event is its id, so one that comes twice (after a resumed line, or looked up after a restart) is taken once.
"""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from functools import partial

import discord

from adapters.discord import addressing, convert
from adapters.discord.addressing import Said
from adapters.discord.book import DiscordBook
from adapters.discord.memory import Memory
from adapters.discord.routes import message_ref
from adapters.discord.seen import Seen
from adapters.discord.threads import Threads
from adapters.lanes import Lanes, Work
from bot.core import language
from bot.core.errors import StorageFailed
from bot.core.model import Attachment, ChatRef, IncomingMessage, MessageRef
from bot.core.ports import Clock, Inbox

_log = logging.getLogger(__name__)

_OLD_EDIT_HOURS = 48


@dataclass(frozen=True, slots=True)
class Hearing:
    """What taking in an event needs; ``me`` is our own user id."""

    me: int
    inbox: Inbox
    book: DiscordBook
    seen: Seen
    clock: Clock
    threads: Threads
    tongues: Memory[str] = field(default_factory=Memory)
    """The language each person lately used with us, or that of their client."""


class Intake:
    """Takes events in the order of their arrival; its work runs in the group given."""

    def __init__(self, hearing: Hearing, group: asyncio.TaskGroup) -> None:
        self._h = hearing
        self._group = group
        self._lanes = Lanes(group)

    def message(self, message: discord.Message) -> None:
        """See to a message, after all that came before it in its chat. Returns at once."""
        self.in_order(convert.chat_of_message(message), partial(self.take, message))

    def edited(self, message: discord.Message) -> None:
        """See to a newer version of a message; Discord also calls it one when only a preview was added to it."""
        if message.edited_at is None or convert.is_older_than(message, self._h.clock.now(), _OLD_EDIT_HOURS):
            return
        self.in_order(convert.chat_of_message(message), partial(self.take, message, is_edit=True))

    def in_order(self, chat: ChatRef, work: Work) -> None:
        """Have it done after all that came before it in its chat."""
        self._lanes.put(chat.key, partial(self._see_to, work))

    def beside(self, work: Work) -> None:
        """See to something that waits for nothing: somebody looks at a screen until it is answered."""
        self._group.create_task(self._see_to(work))

    async def _see_to(self, work: Work) -> None:
        """Do the work. A mistake of ours costs one event, not all that come after it."""
        try:
            await work()
        except StorageFailed:
            raise
        except Exception:  # noqa: BLE001  # the border of one event
            _log.exception("an event was not understood")

    async def take(self, message: discord.Message, *, is_edit: bool = False) -> None:
        """Hand a message in, or a newer version of one; or only its files, or nothing. Raises StorageFailed."""
        chat = convert.chat_of_message(message)
        if addressing.is_ignored(message):
            self._h.seen.passed(chat, message.id)
            return
        said, files = addressing.read(message, self._h.me), convert.files_of(message)
        if not said.addressed or not (said.text or files or _is_asking(message)):
            await self._remember(chat, message)
            self._h.seen.passed(chat, message.id)
            return
        whole = await self._addressed(chat, message, said, files)
        if is_edit and message.edited_at is not None:
            version = f"edit/{message.id}/{message.edited_at.timestamp():.3f}"
            whole = replace(whole, event_id=version, amends=True)
        whole = await self._h.threads.of_message(message, whole)
        for spoken_in in {chat, whole.ref.chat}:
            await self._h.seen.follow(spoken_in, message.id - 1)
        await self._h.inbox.accept(whole)
        self._h.seen.passed(chat, message.id)

    async def _addressed(
        self, chat: ChatRef, message: discord.Message, said: Said, files: tuple[Attachment, ...]
    ) -> IncomingMessage:
        """A message for us, with the files of the message it answers remembered: we may never have seen that one."""
        other = addressing.replied_to(message)
        if other is not None and other.author.id != self._h.me:
            await self._remember(chat, other)
        return IncomingMessage(
            ref=message_ref(chat, message.id),
            event_id=f"message/{message.id}",
            sender=convert.sender_of(
                message.author, is_admin=convert.may_moderate(message), locale=self._tongue(message, said.text)
            ),
            text=said.text,
            received_at=self._h.clock.now(),
            attachments=files,
            reply_to=_answered(chat, message),
            within=convert.within(message.channel, message.author),
            hides_reply=other is not None and addressing.is_hidden(other),
        )

    def _tongue(self, message: discord.Message, words: str) -> str | None:
        """The language its author lately used with us, else the server's: with messages Discord tells none."""
        person, spoken = str(message.author.id), language.spoken(words)
        if spoken is not None:
            self._h.tongues.put(person, spoken.value)
        ours = None if message.guild is None else str(message.guild.preferred_locale)
        return self._h.tongues.get(person) or ours

    async def _remember(self, chat: ChatRef, message: discord.Message) -> None:
        """Keep the files of a message nobody asks about, by reference."""
        files = convert.material_of(message)
        if files:
            await self._h.inbox.accept(convert.sighting(chat, message, files))


def _answered(chat: ChatRef, message: discord.Message) -> MessageRef | None:
    """The message this one answers, whether Discord still has it or not."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return None
    return message_ref(chat, reference.message_id)


def _is_asking(message: discord.Message) -> bool:
    """Whether a message without words or files wants an answer all the same: our bare name, or a sticker in private."""
    if convert.guild_of(message) is not None:
        return bool(message.content)
    return bool(message.content or message.stickers or message.poll)
