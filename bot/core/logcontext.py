"""Which turn a log line belongs to: set by the dispatcher, read by the log format."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.core.model import Turn

CHAT: ContextVar[str] = ContextVar("chat", default="-")
TURN: ContextVar[str] = ContextVar("turn", default="-")


@contextmanager
def in_turn(turn: Turn) -> Iterator[None]:
    """Mark everything logged inside as belonging to the turn."""
    chat, number = CHAT.set(turn.message.ref.chat.key), TURN.set(turn.id[:8])
    try:
        yield
    finally:
        CHAT.reset(chat)
        TURN.reset(number)
