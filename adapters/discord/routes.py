"""Where a chat of the core lies on Discord, and back.

A channel or thread of a guild is a chat of its own, under the guild's id; a direct message is a chat without a thread.
Message ids are unique over all of Discord, so a ``MessageId`` is the bare number.
"""

from dataclasses import dataclass

from bot.core.model import ChatId, ChatRef, MessageId, MessageRef, PlatformName

PLATFORM = PlatformName("discord")
_INTERACTION = "i"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to post: the channel, thread or direct message, and the guild it is in (None for a direct message)."""

    channel_id: int
    guild_id: int | None


def chat_of(channel_id: int, guild_id: int | None) -> ChatRef:
    """The core's name of a channel or thread of a guild, or of a direct message (``guild_id`` None)."""
    if guild_id is None:
        return ChatRef(PLATFORM, ChatId(str(channel_id)))
    return ChatRef(PLATFORM, ChatId(str(guild_id)), str(channel_id))


def place_of(chat: ChatRef) -> Place:
    """Where the chat is. Raises ValueError for a chat that ``chat_of`` did not make."""
    if chat.thread_id is None:
        return Place(int(chat.chat_id), None)
    return Place(int(chat.thread_id), int(chat.chat_id))


def channel_id(chat: ChatRef) -> int:
    """The channel, thread or direct message to post in. Raises ValueError for a chat that ``chat_of`` did not make."""
    return place_of(chat).channel_id


def is_shared(chat: ChatRef) -> bool:
    """Whether several people are in the chat: all but direct messages."""
    return chat.thread_id is not None


def message_ref(chat: ChatRef, message_id: int) -> MessageRef:
    """A message as the core names it."""
    return MessageRef(chat, MessageId(str(message_id)))


def interaction_ref(chat: ChatRef, interaction_id: int) -> MessageRef:
    """What a slash command counts as: it is a request, but no message that could be answered or changed."""
    return MessageRef(chat, MessageId(f"{_INTERACTION}{interaction_id}"))


def answerable(ref: MessageRef) -> int | None:
    """The id of a message that an answer can point to; None where the request was no message."""
    return int(ref.message_id) if ref.message_id.isascii() and ref.message_id.isdecimal() else None


def discord_message(ref: MessageRef) -> int:
    """The message's id on Discord. Raises ValueError for a reference that ``message_ref`` did not make."""
    return int(ref.message_id)
