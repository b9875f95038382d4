"""How the core's values stand in the database: as JSON, readable by every later version of Cutdesk.

Text from platforms may hold halves of surrogate pairs, which UTF-8 cannot carry: they become U+FFFD here.
"""

import json
from datetime import UTC, datetime

from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    IncomingMessage,
    JsonObject,
    MessageId,
    MessageRef,
    PlatformName,
    Sender,
    SenderId,
)


def clean(text: str) -> str:
    """The text with every lone surrogate replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def dump(value: object) -> str:
    """A JSON value as text that SQLite can hold. Raises TypeError for anything JSON does not know."""
    return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def load(text: str) -> JsonObject:
    """A JSON object from its text."""
    value: JsonObject = json.loads(text)
    return value


def dump_moment(moment: datetime) -> str:
    """An aware moment as UTC text of fixed width: the order of the texts is the order of the moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def load_moment(text: str) -> datetime:
    """The moment, in UTC."""
    return datetime.fromisoformat(text)


def chat_key(chat: ChatRef) -> str:
    """A chat as one unambiguous text; ids may contain any character."""
    return dump([chat.platform, chat.chat_id, chat.thread_id])


def dump_attachment(attachment: Attachment) -> str:
    """An attachment as text."""
    return dump(_attachment(attachment))


def load_attachment(text: str) -> Attachment:
    """The attachment."""
    return _to_attachment(load(text))


def dump_message(message: IncomingMessage) -> str:
    """A message with all its fields as text."""
    return dump(
        {
            "ref": _ref(message.ref),
            "event_id": message.event_id,
            "sender": {
                "id": message.sender.id,
                "name": message.sender.name,
                "locale": message.sender.locale,
                "is_admin": message.sender.is_admin,
            },
            "text": message.text,
            "received_at": dump_moment(message.received_at),
            "attachments": [_attachment(attachment) for attachment in message.attachments],
            "reply_to": None if message.reply_to is None else _ref(message.reply_to),
            "addressed": message.addressed,
            "amends": message.amends,
            "within": message.within,
            "hides_reply": message.hides_reply,
        }
    )


def load_message(text: str) -> IncomingMessage:
    """The message; ``received_at`` in UTC."""
    wire = load(text)
    sender = wire["sender"]
    return IncomingMessage(
        ref=_to_ref(wire["ref"]),
        event_id=wire["event_id"],
        sender=Sender(SenderId(sender["id"]), sender["name"], sender["locale"], sender["is_admin"]),
        text=wire["text"],
        received_at=load_moment(wire["received_at"]),
        attachments=tuple(_to_attachment(attachment) for attachment in wire["attachments"]),
        reply_to=None if wire["reply_to"] is None else _to_ref(wire["reply_to"]),
        addressed=wire["addressed"],
        amends=wire.get("amends", False),
        within=tuple(wire.get("within", ())),
        hides_reply=wire.get("hides_reply", False),
    )


def _ref(ref: MessageRef) -> JsonObject:
    chat = ref.chat
    return {"platform": chat.platform, "chat": chat.chat_id, "thread": chat.thread_id, "message": ref.message_id}


def _to_ref(wire: JsonObject) -> MessageRef:
    chat = ChatRef(PlatformName(wire["platform"]), ChatId(wire["chat"]), wire["thread"])
    return MessageRef(chat, MessageId(wire["message"]))


def _attachment(attachment: Attachment) -> JsonObject:
    return {
        "id": attachment.id,
        "filename": attachment.filename,
        "size_bytes": attachment.size_bytes,
        "url": attachment.url,
        "unique": attachment.unique,
    }


def _to_attachment(wire: JsonObject) -> Attachment:
    return Attachment(AttachmentId(wire["id"]), wire["filename"], wire["size_bytes"], wire["url"], wire.get("unique"))
