"""From a kept update to the core's inbox: what kind it is, whose turn it is, and when it is handled.

An update is marked as handled only after the inbox has its message, so a crash in between brings it once more; the
message's event is the same then, and the core takes it once.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from telegram import ChatMemberUpdated, Message, Update

from adapters.lanes import Lanes, Work
from adapters.telegram import addressing, convert, membership
from adapters.telegram.addressing import Myself, Said
from adapters.telegram.admins import Admins
from adapters.telegram.albums import OPEN_S, Album, Albums, Joined
from adapters.telegram.book import TelegramBook
from adapters.telegram.lanes import Receipts
from adapters.telegram.presses import Presses
from adapters.telegram.routes import Place, Routes
from bot.core.errors import StorageFailed
from bot.core.model import Attachment, ChatRef, IncomingMessage, JsonObject
from bot.core.ports import Clock, Inbox

_log = logging.getLogger(__name__)

KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The updates asked for; the list is kept by Telegram, so it is always told."""

_OLD_EDIT_HOURS = 48


@dataclass(frozen=True, slots=True)
class Hearing:
    """What taking in an update needs."""

    me: Myself
    inbox: Inbox
    book: TelegramBook
    routes: Routes
    admins: Admins
    presses: Presses
    receipts: Receipts
    clock: Clock
    show_sign: Callable[[Place], Coroutine[Any, Any, None]] | None = None
    """Shows people that somebody is there, where an answer must wait."""


class Intake:
    """Takes updates in the order of their arrival; its work runs in the group given."""

    def __init__(self, hearing: Hearing, group: asyncio.TaskGroup) -> None:
        self._h = hearing
        self._group = group
        self._lanes = Lanes(group)
        self._albums = Albums(hearing.clock)

    async def take(self, raw: JsonObject, *, again: bool = False) -> None:
        """See to one update; ``again`` for one that was under way when an earlier process ended.

        Returns soon: answering is done beside. One that cannot be read is logged, and is handled with that.
        """
        await self._lanes.room()
        number: int = raw["update_id"]
        try:
            update = Update.de_json(raw, None)
        except Exception as error:  # noqa: BLE001  # whatever the library stumbles over must not come again and again
            _log.error("update %d cannot be read: %s", number, type(error).__name__)
            self._h.receipts.add([number])
            return
        if update.callback_query is not None:
            work = partial(self._h.presses.take, update.callback_query, self._h.inbox, again=again)
            self._group.create_task(self._see_to([number], work))
        elif update.my_chat_member is not None:
            lane = self._h.routes.chat(update.my_chat_member.chat.id, None).key
            self._lanes.put(lane, partial(self._see_to, [number], partial(self._member, update.my_chat_member)))
        elif update.message is not None:
            move = membership.move_told(update.message)
            if move is not None:
                await self._follow(*move)
            self._message(number, update.message, is_move=move is not None)
        elif update.edited_message is not None:
            self._edited(number, update.edited_message)
        else:
            self._h.receipts.add([number])

    async def _follow(self, old: int, new: int) -> None:
        """The chat goes on under its new id, and the book knows it before anything from there is seen to."""
        routes = self._h.routes
        routes.move(old, new)
        if routes.place(routes.chat(old, None)).chat_id == new:
            await self._h.book.move(old, new)

    def _message(self, number: int, message: Message, *, is_move: bool) -> None:
        if is_move or addressing.is_ignored(message):
            self._h.receipts.add([number])
        elif message.media_group_id is None:
            self._put(message, [number], partial(self._single, message))
        else:
            self._piece(number, message)

    def _edited(self, number: int, message: Message) -> None:
        if addressing.is_ignored(message) or convert.is_older_than(message, self._h.clock.now(), _OLD_EDIT_HOURS):
            self._h.receipts.add([number])
        elif message.media_group_id is None:
            self._put(message, [number], partial(self._single, message, edit=number))
        elif self._albums.find(message) is None:  # of an album handed in long ago, or by an earlier process
            self._put(message, [number], partial(self._single, message, edit=number, is_part=True))
        else:
            self._piece(number, message)

    def _piece(self, number: int, message: Message) -> None:
        album, joined = self._albums.join(number, message)
        if joined is Joined.FIRST:
            self._put(message, [], partial(self._album, album))
        elif joined is Joined.LATE:
            self._put(message, [number] if album.is_closed else [], partial(self._hand_in, album))

    def _put(self, message: Message, numbers: Sequence[int], work: Work) -> None:
        lane = convert.chat_of(self._h.routes, message).key
        self._lanes.put(lane, partial(self._see_to, numbers, work))

    async def _see_to(self, numbers: Sequence[int], work: Work) -> None:
        """Do the work and mark its updates. A mistake of ours costs one update, not all that come after it."""
        try:
            await work()
        except StorageFailed:
            raise
        except Exception:  # noqa: BLE001  # the border of one update: whatever is wrong must not come again and again
            _log.exception("an update was not understood")
        self._h.receipts.add(numbers)

    async def _member(self, change: ChatMemberUpdated) -> None:
        greeting = membership.greeting(change, self._h.routes, self._h.clock.now())
        if greeting is not None:
            await self._h.inbox.accept(greeting)

    async def _single(self, message: Message, *, edit: int | None = None, is_part: bool = False) -> None:
        """One message, or a newer version of one (``edit``: the update that brought it; ``is_part``: of an album)."""
        said, files = addressing.read(message, self._h.me), convert.files_of(message)
        if not said.text and not files and not _is_asking(message, said):
            return
        event = convert.event_of(message) if edit is None else f"edit/{edit}"
        chat = convert.chat_of(self._h.routes, message)
        if not said.addressed:
            await self._remember(chat, message)
            return
        self._show_sign(chat)
        whole = await self._addressed(message, said, files, event, addressing.replied_to(message))
        await self._h.inbox.accept(replace(whole, amends=edit is not None, is_part=is_part))

    async def _album(self, album: Album) -> None:
        """Wait until the album is whole, as far as can be known, and hand it in; keep it open for what comes late."""
        await album.quiet()
        await self._hand_in(album)
        self._group.create_task(self._close(album))

    def forget(self, chat: ChatRef) -> Sequence[int]:
        """Let go of the chat's albums that were handed in; their updates, which must not bring them again."""
        gone = self._albums.let_go(lambda album: convert.chat_of(self._h.routes, album.first) == chat)
        return [update for album in gone for update in album.updates]

    async def _close(self, album: Album) -> None:
        """Its updates stay in the book while pieces may come: after a crash they must join the same album."""
        await self._h.clock.sleep(OPEN_S)
        album.is_closed = True
        self._h.receipts.add(album.updates)

    async def _hand_in(self, album: Album) -> None:
        """The album as it is; again when it has grown, or one of its pieces was edited."""
        album.is_handed_in = True
        said, files, count = album.said(self._h.me), album.files, len(album.updates)
        if not said.addressed:
            for piece in album.pieces:
                await self._remember(convert.chat_of(self._h.routes, piece), piece)
            return
        whole = await self._addressed(album.first, said, files, album.event, album.reply)
        if not album.is_a_turn and await self._h.inbox.accept(whole):
            album.is_a_turn = True
            return
        # Known: it has grown since, or was handed in by an earlier process, perhaps with fewer pieces.
        album.is_a_turn = True
        await self._h.inbox.accept(replace(whole, event_id=f"{album.event}/{count}", amends=True))

    async def _addressed(
        self, message: Message, said: Said, files: tuple[Attachment, ...], event: str, other: Message | None
    ) -> IncomingMessage:
        """A message for us, with the file of the message it answers remembered: we may never have seen that one."""
        chat = convert.chat_of(self._h.routes, message)
        if other is not None and (other.from_user is None or other.from_user.id != self._h.me.id):
            await self._remember(chat, other)
        is_admin = convert.is_shared(message) and await self._h.admins.wrote(message)
        return IncomingMessage(
            ref=convert.ref_of(chat, message),
            event_id=event,
            sender=convert.sender_of(message, is_admin=is_admin),
            text=said.text,
            received_at=self._h.clock.now(),
            attachments=files,
            reply_to=None if other is None else convert.ref_of(chat, other),
        )

    def _show_sign(self, chat: ChatRef) -> None:
        if self._h.show_sign is not None:
            self._group.create_task(self._h.show_sign(self._h.routes.place(chat)))

    async def _remember(self, chat: ChatRef, message: Message) -> None:
        """Keep the file of a message nobody asks about, by reference."""
        seen = convert.sighting(chat, message) if convert.is_material(message) else None
        if seen is not None:
            await self._h.inbox.accept(seen)


def _is_asking(message: Message, said: Said) -> bool:
    """Whether a message without words or file wants an answer all the same: our bare name, or a sticker in private."""
    if convert.is_shared(message):
        return said.addressed and bool(message.text)
    return convert.is_worth_words(message)
