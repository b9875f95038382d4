"""One edit's stream, heard to its end: pieces put together, words that stand for errors told as errors.

What goes on to the core keeps three promises, whatever the backend does: every piece is followed by its whole; no
text carries a token or a link that binds the account; a failure's message is fit for the log.
"""

from collections.abc import Iterator
from dataclasses import replace

from backend import redaction, stream, words
from backend.codes import OUT_OF_CREDITS
from backend.sse import Payload
from backend.traits import Dialect
from bot.core.model import BackendEvent, Heartbeat, StreamFailure, TextChunk, ToolActivity


class Listener:
    """Feed it the payloads in their order, then end it."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._pieces = ""

    def hear(self, payload: Payload) -> Iterator[BackendEvent]:
        """What one payload tells the core."""
        for event in stream.events_in(payload):
            match event:
                case TextChunk(partial=True):
                    yield self._piece(event)
                case TextChunk():
                    if self._pieces.strip() in event.text:
                        self._pieces = ""  # this is their whole, and not another text
                    yield from self.end()
                    yield self._whole(event)
                case ToolActivity():
                    yield from self.end()
                    yield event
                case StreamFailure():
                    yield from self.end()
                    yield self._failure(event)
                case Heartbeat():
                    yield event

    def end(self) -> Iterator[BackendEvent]:
        """The whole of pieces that no whole came for."""
        text, self._pieces = self._pieces, ""
        if text:
            yield self._whole(TextChunk(text))

    def _piece(self, event: TextChunk) -> BackendEvent:
        """A piece as it came; once it may be part of a link it is only a sign of life, and the whole tells it."""
        self._pieces += event.text
        return Heartbeat() if redaction.may_hold_link(self._pieces) else event

    def _failure(self, event: StreamFailure) -> StreamFailure:
        is_passing = self._dialect.speaks_in_words and words.tells_passing_trouble(event.message)
        return StreamFailure(redaction.for_log(event.message), event.code, is_passing)

    def _whole(self, event: TextChunk) -> BackendEvent:
        if self._dialect.speaks_in_words:
            if words.tells_used_up_credits(event.text):
                return StreamFailure("said in words: the credits are used up", OUT_OF_CREDITS)
            if words.tells_passing_trouble(event.text):
                return StreamFailure("said in words: a temporary issue", is_passing=True)
        return replace(event, text=redaction.redacted(event.text))
