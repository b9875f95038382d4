"""Updates as Telegram sends them, with defaults for all that a test does not care about."""

from itertools import count
from typing import Any

from telegram import Message

from adapters.telegram.addressing import Myself
from bot.core.model import ChatRef, JsonObject

ME = Myself(4242, "cutdesk_bot")
BOT = {"id": ME.id, "is_bot": True, "first_name": "Cutdesk", "username": ME.username}
MEI = {"id": 11, "is_bot": False, "first_name": "Mei", "last_name": "Lin", "language_code": "zh-hans"}
TOM = {"id": 12, "is_bot": False, "first_name": "Tom", "language_code": "en"}
OTHER_BOT = {"id": 99, "is_bot": True, "first_name": "Other", "username": "other_bot"}

PRIVATE = {"id": 11, "type": "private", "first_name": "Mei"}
GROUP = {"id": -100_200, "type": "supergroup", "title": "Film club"}

NOON = 1_795_176_000
"""2026-11-20, noon, UTC, as Telegram writes moments."""

_numbers = count(1)


def video(name: str | None = "talk.mp4", *, file: str = "v1", size: int | None = 1000) -> JsonObject:
    made = {"file_id": f"id-{file}", "file_unique_id": f"u-{file}", "width": 640, "height": 360, "duration": 3}
    return made | ({} if name is None else {"file_name": name}) | ({} if size is None else {"file_size": size})


def photo(*sides: int) -> list[JsonObject]:
    return [{"file_id": f"p{side}", "file_unique_id": f"up{side}", "width": side, "height": side} for side in sides]


def document(name: str | None, mime: str | None, file: str = "d1") -> JsonObject:
    made = {"file_id": f"id-{file}", "file_unique_id": f"u-{file}", "file_size": 5}
    return made | {key: value for key, value in (("file_name", name), ("mime_type", mime)) if value is not None}


def entities(text: str, *marks: tuple[str, str] | tuple[str, str, JsonObject]) -> list[JsonObject]:
    """Entities over the first place each piece stands at, counted in UTF-16 units."""
    made = []
    for mark in marks:
        piece, kind, more = (*mark, {})[:3]
        before = text[: text.index(piece)]
        units = len(before.encode("utf-16-le")) // 2, len(piece.encode("utf-16-le")) // 2
        made.append({"type": kind, "offset": units[0], "length": units[1], **more})
    return made


def message(
    text: str | None = None,
    *marks: Any,
    chat: JsonObject = PRIVATE,
    sender: JsonObject | None = MEI,
    number: int | None = None,
    at: int = NOON,
    **fields: Any,
) -> JsonObject:
    """A message; ``caption=`` has its marks as well."""
    made: JsonObject = {"message_id": number or next(_numbers), "date": at, "chat": chat, **fields}
    if sender is not None:
        made["from"] = sender
    words = text if text is not None else fields.get("caption")
    if text is not None:
        made["text"] = text
    if words is not None and marks:
        made["entities" if text is not None else "caption_entities"] = entities(words, *marks)
    return made


def parsed(raw: JsonObject) -> Message:
    """The message as the library reads it."""
    return Message.de_json(raw, None)


def update(kind: str = "message", number: int | None = None, **body: Any) -> JsonObject:
    """An update around a body."""
    return {"update_id": number or next(_numbers), kind: body}


def arriving(raw: JsonObject, kind: str = "message", number: int | None = None) -> JsonObject:
    """An update with that message."""
    return {"update_id": number or next(_numbers), kind: raw}


def chat_ref(chat: JsonObject, thread: str | None = None) -> ChatRef:
    """The core's name of a chat."""
    return ChatRef("telegram", str(chat["id"]), thread)
