"""Discord's messages into the core's: files, senders, chats, replies. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import discord

from adapters.discord.handles import FileHandle
from adapters.discord.routes import chat_of, message_ref
from bot.core.model import Attachment, ChatRef, IncomingMessage, JsonObject, Sender, SenderId

_NAME_CHARS = 200
_VIDEO_SUFFIXES = {".mp4", ".mov", ".m4v", ".avi", ".webm", ".mkv"}
_SOUND_SUFFIXES = {".mp3", ".wav", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac"}
_IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"}
_TEXT_SUFFIXES = {".srt", ".vtt", ".txt"}
_MEDIA_SUFFIXES = _VIDEO_SUFFIXES | _SOUND_SUFFIXES | _IMAGE_SUFFIXES | _TEXT_SUFFIXES

Person = discord.User | discord.Member


def chat_of_message(message: discord.Message) -> ChatRef:
    """The channel, thread or direct message it stands in."""
    return chat_of(message.channel.id, guild_of(message))


def guild_of(message: discord.Message) -> int | None:
    """The server it stands in; a server that is not known yet is none the less one."""
    if message.guild is not None:
        return message.guild.id
    channel = message.channel
    return channel.guild_id if isinstance(channel, discord.PartialMessageable) else None


def files_of(message: discord.Message) -> tuple[Attachment, ...]:
    """The message's own files, and those of a message it forwards: they are asked for anew by the forwarding one."""
    forwarded = [file for snapshot in message.message_snapshots for file in snapshot.attachments]
    return tuple(_file(file, message) for file in [*message.attachments, *forwarded])


def given_files(raw: Iterable[JsonObject]) -> tuple[Attachment, ...]:
    """The files given with a slash command, as Discord describes them."""
    return tuple(_made(file, None, None) for file in raw)


def material_of(message: discord.Message) -> tuple[Attachment, ...]:
    """Its files that may be edited, as far as can be told unseen: other papers are left."""
    forwarded = [file for snapshot in message.message_snapshots for file in snapshot.attachments]
    files = [*message.attachments, *forwarded]
    return tuple(_file(file, message) for file in files if _is_material(file.content_type, file.filename))


def material_of_raw(raw: JsonObject) -> tuple[Attachment, ...]:
    """As ``material_of``, for a message as Discord describes it beside a command."""
    snapshots = [shot.get("message") or {} for shot in raw.get("message_snapshots") or ()]
    files = [file for source in (raw, *snapshots) for file in source.get("attachments") or ()]
    where = int(raw["channel_id"]), int(raw["id"])
    return tuple(
        _made(file, *where) for file in files if _is_material(file.get("content_type"), file.get("filename") or "")
    )


def sender_of(author: Person, *, is_admin: bool = False, locale: str | None = None) -> Sender:
    """Who speaks, under the name that is shown in this server.

    Messages do not tell a person's language; a community server has one, which its owner has chosen.
    """
    if locale is None and isinstance(author, discord.Member) and "COMMUNITY" in author.guild.features:
        locale = str(author.guild.preferred_locale)
    return Sender(SenderId(str(author.id)), author.display_name, locale, is_admin)


def may_moderate(message: discord.Message) -> bool:
    """Whether its author may delete other people's messages there: who may cancel and reset for all."""
    author, channel = message.author, message.channel
    if not isinstance(author, discord.Member) or message.guild is None:
        return False
    if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return channel.permissions_for(author).manage_messages
    return author.guild_permissions.manage_messages


def within(channel: object, author: Person) -> tuple[str, ...]:
    """What the operator may have allowed it under: the channel, the one its thread is in, the author's roles."""
    ids: list[int] = []
    if isinstance(channel, discord.abc.GuildChannel):
        ids.append(channel.id)
    elif isinstance(channel, discord.Thread):
        ids += [channel.id, channel.parent_id]
    if isinstance(author, discord.Member):
        ids += [role.id for role in author.roles if not role.is_default()]
    return tuple(map(str, ids))


def sighting(chat: ChatRef, message: discord.Message, files: Sequence[Attachment]) -> IncomingMessage:
    """A message's files to be remembered, not answered; seen when it was posted."""
    return IncomingMessage(
        message_ref(chat, message.id),
        seen_event(message.id),
        sender_of(message.author),
        "",
        message.created_at,
        tuple(files),
        addressed=False,
        within=within(message.channel, message.author),
    )


def seen_event(message_id: int) -> str:
    """The event of a message's files being noticed."""
    return f"seen/{message_id}"


def is_older_than(message: discord.Message, now: datetime, hours: float) -> bool:
    """Whether it was posted longer ago than that."""
    return (now - message.created_at).total_seconds() > hours * 3600


def _file(file: discord.Attachment, message: discord.Message) -> Attachment:
    handle = FileHandle(file.id, file.url, message.channel.id, message.id)
    return Attachment(handle.to_id(), _name(file.filename), file.size, None, str(file.id))


def _made(file: dict[str, Any], channel_id: int | None, message_id: int | None) -> Attachment:
    number = int(file["id"])
    handle = FileHandle(number, str(file["url"]), channel_id, message_id)
    return Attachment(handle.to_id(), _name(str(file.get("filename") or "")), file.get("size"), None, str(number))


def _name(filename: str) -> str:
    return filename[-_NAME_CHARS:] or "file"


def _is_material(kind: str | None, filename: str) -> bool:
    if (kind or "").startswith(("video/", "audio/", "image/")):
        return True
    return PurePosixPath(filename).suffix.lower() in _MEDIA_SUFFIXES
