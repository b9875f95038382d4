"""Both ledgers for the contract suites, and messages for them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.core.ledger import Ledger
from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    IncomingMessage,
    MessageId,
    MessageRef,
    PlatformName,
    Sender,
    SenderId,
    Turn,
)
from storage.database import Database
from storage.ledger import SqliteLedger
from tests.fakes.ledger import MemoryLedger

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CHAT = ChatRef(PlatformName("web"), ChatId("c1"))


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncGenerator[Ledger, None]:
    """The ledger of that kind, "memory" or "sqlite"."""
    if kind == "memory":
        yield MemoryLedger()
        return
    database = await Database.open(folder / "bot.db")
    try:
        yield SqliteLedger(database)
    finally:
        await database.close()


def clip(name: str = "clip.mp4", **fields: object) -> Attachment:
    """An attachment whose id is made from its name."""
    return Attachment(AttachmentId(f"file-{name}"), name, **fields)


def message(event: str = "e1", *, chat: ChatRef = CHAT, **fields: object) -> IncomingMessage:
    """A message with defaults for all that a test does not care about."""
    defaults: dict[str, object] = {
        "ref": MessageRef(chat, MessageId(f"m-{event}")),
        "event_id": event,
        "sender": Sender(SenderId("p1"), "Ana"),
        "text": "make it shorter",
        "received_at": NOON,
    }
    return IncomingMessage(**{**defaults, **fields})


async def accepted(ledger: Ledger, event: str = "e1", **fields: object) -> Turn:
    """The turn of a new message."""
    turn = await ledger.accept(message(event, **fields))
    assert turn is not None
    return turn
