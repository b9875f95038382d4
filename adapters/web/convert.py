"""Between the page's shapes and the core's: posted messages in, replies and log entries out. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from adapters.web.links import PAGE, Signer, Ticket, download_name, page_expiry
from adapters.web.log import LogEntry, UploadEntry
from adapters.web.wire import PostedMessage
from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    Film,
    IncomingMessage,
    JsonObject,
    MediaId,
    MessageId,
    MessageRef,
    PlatformName,
    Reply,
    Sender,
    SenderId,
)

PLATFORM = PlatformName("web")
_MEDIA_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
}


def chat_of(cookie: str) -> ChatRef:
    """The chat a session cookie opens. The chat's id is a digest, so that a log line never holds the cookie."""
    return ChatRef(PLATFORM, ChatId(hashlib.sha256(cookie.encode()).hexdigest()[:32]))


def person_message_id(client_id: str) -> MessageId:
    """The transcript's id of a message the page named."""
    return MessageId(f"p-{client_id}")


def bot_message_id(chat: ChatRef, key: str) -> MessageId:
    """The transcript's id of a send: the same key gives the same message."""
    return MessageId(f"b-{hashlib.sha256(f'{chat.key}/{key}'.encode()).hexdigest()[:32]}")


def media_type(filename: str) -> str | None:
    """The type a browser may show inline, None for whatever else: that is only ever downloaded."""
    return _MEDIA_TYPES.get(filename.rpartition(".")[2].lower())


def to_incoming(
    chat: ChatRef, posted: PostedMessage, uploads: Mapping[str, UploadEntry], now: datetime
) -> IncomingMessage:
    """A posted message as the core takes it. The one person of a web chat may do anything in it."""
    return IncomingMessage(
        ref=MessageRef(chat, person_message_id(posted.id)),
        event_id=f"{chat.chat_id}/{posted.id}",
        sender=Sender(SenderId(chat.chat_id), "", locale=posted.language, is_admin=True),
        text=posted.text,
        received_at=now,
        attachments=tuple(
            Attachment(AttachmentId(upload), entry.name, entry.size_bytes) for upload, entry in uploads.items()
        ),
    )


def person_content(posted: PostedMessage, uploads: Sequence[UploadEntry]) -> JsonObject:
    """What the transcript keeps of a person's message."""
    files = [{"name": entry.name, "size_bytes": entry.size_bytes, "media": entry.media} for entry in uploads]
    return {"text": posted.text, "files": files}


def reply_content(reply: Reply) -> JsonObject:
    """What the transcript keeps of a reply."""
    content: JsonObject = {"text": reply.text, "silent": reply.silent}
    if reply.buttons:
        content["buttons"] = [{"label": button.label, "says": button.says} for button in reply.buttons]
    if reply.film is not None:
        content["film"] = _film_content(reply.film)
    if reply.link is not None:
        expires_at = reply.link.expires_at
        content["link"] = {"url": reply.link.url, "expires_at": expires_at and expires_at.isoformat()}
    return content


def shown(chat: ChatRef, entry: LogEntry, signer: Signer, now: datetime) -> JsonObject:
    """A log entry as the page gets it: media ids have become tickets that open in this chat's browser alone."""

    def address(media: str, name: str) -> str:
        ticket = Ticket(MediaId(media), download_name(name), page_expiry(now), chat.chat_id)
        return f"/media/{signer.sign(PAGE, ticket)}"

    content = dict(entry.content)
    if "files" in content:
        content["files"] = [
            {"name": file["name"], "size_bytes": file["size_bytes"], "url": address(file["media"], file["name"])}
            for file in content["files"]
        ]
    if "film" in content:
        film = dict(content["film"])
        media, poster = film.pop("media"), film.pop("poster")
        film["key"] = hashlib.sha256(media.encode()).hexdigest()[:16]
        film["url"] = address(media, film["filename"])
        film["poster"] = poster and address(poster, "poster.jpg")
        content["film"] = film
    return {
        "id": entry.message_id,
        "position": entry.position,
        "event": entry.event,
        "author": entry.author,
        "at": entry.at.isoformat(),
        **content,
    }


def _film_content(film: Film) -> JsonObject:
    suffix = f".{film.facts.extension}"
    named = film.filename.lower().endswith(suffix)
    return {
        "media": film.media.id,
        "poster": film.poster and film.poster.id,
        "filename": film.filename if named else f"{film.filename}{suffix}",
        "kind": film.facts.kind.value,
        "extension": film.facts.extension,
        "duration_ms": film.facts.duration_ms,
        "width": film.facts.width,
        "height": film.facts.height,
        "size_bytes": film.media.size_bytes,
    }
