"""Telegram's messages into the core's: files, senders, chats, replies. Pure."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from telegram import (
    Animation,
    Audio,
    Document,
    ExternalReplyInfo,
    LivePhoto,
    Message,
    PhotoSize,
    User,
    Video,
    VideoNote,
    Voice,
)
from telegram.constants import ChatType

from adapters.telegram.routes import Routes, message_ref
from bot.core.model import Attachment, AttachmentId, ChatRef, IncomingMessage, MessageRef, Sender, SenderId

_File = Animation | Audio | Document | LivePhoto | PhotoSize | Video | VideoNote | Voice

_GENERAL = 1
_NAME_CHARS = 200
_VIDEO_SUFFIXES = {".mp4", ".mov", ".m4v", ".avi", ".webm", ".mkv"}
_SOUND_SUFFIXES = {".mp3", ".wav", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac"}
_IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"}
_TEXT_SUFFIXES = {".srt", ".vtt", ".txt"}
_MEDIA_SUFFIXES = _VIDEO_SUFFIXES | _SOUND_SUFFIXES | _IMAGE_SUFFIXES | _TEXT_SUFFIXES
_SUFFIXES = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/x-m4a": ".m4a",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/aac": ".aac",
    "audio/ogg": ".ogg",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
}


def file_of(message: Message | ExternalReplyInfo) -> Attachment | None:
    """The one file a message has, whichever way it was sent; its size as Telegram declares it.

    An animation also fills ``document`` and a live photo also ``photo``, so these two come first
    (core.telegram.org/bots/api#message).
    """
    named: Sequence[tuple[str, str, _File | None]] = (
        ("animation", ".mp4", message.animation),
        ("live-photo", ".mp4", message.live_photo),
        ("video", ".mp4", message.video),
        ("video-message", ".mp4", message.video_note),
        ("file", "", message.document),
        ("audio", ".mp3", message.audio),
        ("voice", ".ogg", message.voice),
        ("photo", ".jpg", largest(message.photo or ())),
    )
    for stem, suffix, file in named:
        if file is not None:
            kind = getattr(file, "mime_type", None) or ""
            name = getattr(file, "file_name", None) or f"{stem}{_SUFFIXES.get(kind, suffix)}"
            return Attachment(
                AttachmentId(file.file_id), name[-_NAME_CHARS:], file.file_size, None, file.file_unique_id
            )
    return None


def largest(sizes: Sequence[PhotoSize]) -> PhotoSize | None:
    """The photo in the most pixels there are of it."""
    return max(sizes, key=lambda size: size.width * size.height, default=None)


def is_material(message: Message) -> bool:
    """Whether the message has a file that may be edited, as far as can be told unseen: other papers are left."""
    document = message.document
    if document is None or message.animation is not None:
        return file_of(message) is not None
    if (document.mime_type or "").startswith(("video/", "audio/", "image/")):
        return True
    return PurePosixPath(document.file_name or "").suffix.lower() in _MEDIA_SUFFIXES


def is_shared(message: Message) -> bool:
    """Whether several people are in the chat."""
    return message.chat.type != ChatType.PRIVATE


def chat_of(routes: Routes, message: Message) -> ChatRef:
    """The chat, or the topic. General is the chat itself; threads of replies in a plain group are no topics."""
    thread = message.message_thread_id if message.is_topic_message else None
    return routes.chat(message.chat.id, None if thread == _GENERAL else thread)


def ref_of(chat: ChatRef, message: Message) -> MessageRef:
    """The message as the core names it."""
    return message_ref(chat, message.chat.id, message.message_id)


def sender_of(message: Message, *, is_admin: bool) -> Sender:
    """Who speaks. Anonymous admins and channels are who they appear as, not the bot that Telegram puts in."""
    speaker = message.sender_chat
    if speaker is not None:
        name = message.author_signature or speaker.title or speaker.username or ""
        return Sender(SenderId(str(speaker.id)), name, is_admin=is_admin)
    return person(message.from_user, is_admin=is_admin)


def person(user: User | None, *, is_admin: bool) -> Sender:
    """A user as the core names one; a message of nobody comes from nobody."""
    if user is None:
        return Sender(SenderId(""), "")
    return Sender(SenderId(str(user.id)), user.full_name, user.language_code, is_admin)


def files_of(message: Message) -> tuple[Attachment, ...]:
    """The message's own file; and the one it quotes from another chat, which is nowhere else to be found."""
    quoted = message.external_reply
    files = (file_of(message), None if quoted is None else file_of(quoted))
    return tuple(file for file in files if file is not None)


def sighting(chat: ChatRef, message: Message) -> IncomingMessage | None:
    """A message's file to be remembered, not answered; seen when it was posted. None without a file."""
    file = file_of(message)
    if file is None:
        return None
    return IncomingMessage(
        ref_of(chat, message),
        f"seen/{message.chat.id}/{message.message_id}",
        sender_of(message, is_admin=False),
        "",
        message.date,
        (file,),
        addressed=False,
    )


def event_of(message: Message) -> str:
    """The event of a message's arrival: the same however often Telegram brings it."""
    return f"message/{message.chat.id}/{message.message_id}"


def is_worth_words(message: Message) -> bool:
    """Whether a message without words or file was still said by a person: a sticker, a place, a poll."""
    said = (message.sticker, message.location, message.contact, message.poll, message.dice, message.venue)
    return any(part is not None for part in (*said, message.story, message.paid_media, message.game, message.checklist))


def is_older_than(message: Message, now: datetime, hours: float) -> bool:
    """Whether it was posted longer ago than that."""
    return (now - message.date).total_seconds() > hours * 3600
