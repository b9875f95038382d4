"""Whether a message is meant for us, and what it says once our own name is taken out. Pure.

Private chats: always. Groups: a command of ours, an answer to one of our messages, or our name in the text or caption.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.constants import ChatType

COMMANDS = (
    "start",
    "help",
    "edit",
    "new",
    "export",
    "status",
    "credits",
    "undo",
    "cancel",
    "profile",
    "language",
    "forget",
)
"""The commands people are offered, in the order they are listed in."""

_AFTER_NAME = " \t\n,，:：、;；"
_SPACES = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Myself:
    """Who we are: ``username`` without its at sign. ``has_privacy``: groups hand us only what is meant for bots."""

    id: int
    username: str
    has_privacy: bool = True

    def is_called(self, name: str) -> bool:
        """Whether a user name, without its at sign, is ours."""
        return bool(name) and name.lower() == self.username.lower()


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a message for the core to read, and whether they are meant for us."""

    text: str
    addressed: bool


def is_ignored(message: Message) -> bool:
    """Whether nobody in this chat said it: posts a channel forwards by itself, other bots, ourselves.

    Anonymous admins and channels speak through a bot of Telegram's, and stand in ``sender_chat``.
    """
    if message.is_automatic_forward:
        return True
    return message.sender_chat is None and (message.from_user is None or message.from_user.is_bot)


def replied_to(message: Message) -> Message | None:
    """The message this one answers. Every message of a topic "answers" the topic's first one: that counts as none."""
    other = message.reply_to_message
    if other is None or other.forum_topic_created is not None:
        return None
    if message.is_topic_message and other.message_id == message.message_thread_id:
        return None
    return other


def read(message: Message, me: Myself) -> Said:
    """The words without our name, and whether they are for us."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    other = replied_to(message)
    is_answer = other is not None and other.from_user is not None and other.from_user.id == me.id
    addressed = message.chat.type == ChatType.PRIVATE or is_answer
    units = text.encode("utf-16-le", "surrogatepass")
    command = next((one for one in entities if one.type == MessageEntity.BOT_COMMAND and one.offset == 0), None)
    if command is not None:
        name, _, target = _piece(units, command)[1:].partition("@")
        if target and not me.is_called(target):
            return Said(text, addressed=message.chat.type == ChatType.PRIVATE)
        addressed = addressed or bool(target) or name.lower() in COMMANDS
    words, named = _without_name(units, entities, me)
    return Said(words, addressed or named)


def _without_name(units: bytes, entities: Sequence[MessageEntity], me: Myself) -> tuple[str, bool]:
    """The text without mentions of us, with hidden links put behind their words; and whether we were mentioned.

    Offsets of entities count UTF-16 units (core.telegram.org/bots/api#messageentity).
    """
    parts: list[str] = []
    done, named = 0, False
    for entity in sorted(entities, key=lambda one: one.offset):
        start, end = entity.offset * 2, (entity.offset + entity.length) * 2
        if start < done:
            continue
        piece = _piece(units, entity)
        instead = _instead(entity, piece, me)
        if instead is None:
            continue
        named = named or (instead == "" and entity.type != MessageEntity.BOT_COMMAND)
        before = _text(units[done:start])
        parts += [before, instead]
        done = end
    rest = _text(units[done:])
    if named and not "".join(parts).strip():
        rest = rest.lstrip(_AFTER_NAME)
    return _SPACES.sub(" ", "".join([*parts, rest])).strip() if parts else rest, named


def _instead(entity: MessageEntity, piece: str, me: Myself) -> str | None:
    """What stands for a piece of the text; None where it stays as it is."""
    match entity.type:
        case MessageEntity.MENTION if me.is_called(piece[1:]):
            return ""
        case MessageEntity.TEXT_MENTION if entity.user is not None and entity.user.id == me.id:
            return ""
        case MessageEntity.BOT_COMMAND if entity.offset == 0 and "@" in piece:
            return piece.partition("@")[0]
        case MessageEntity.TEXT_LINK if entity.url and entity.url.startswith(("http://", "https://")):
            return f"{piece} {entity.url} "
        case _:
            return None


def _piece(units: bytes, entity: MessageEntity) -> str:
    return _text(units[entity.offset * 2 : (entity.offset + entity.length) * 2])


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")
