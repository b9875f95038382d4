"""Server-sent events of a response, read by httpx-sse from a body that is bounded first.

httpx-sse splits lines as the standard has it (U+2028 and U+0085 stay inside a text), but it holds a line that never
ends in memory and passes over comments. So the body is filtered on its way: a line is cut at its limit, which leaves
broken JSON for the reader to ignore, and a comment between events becomes an event named ``heartbeat``.
"""

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

import httpx
from httpx_sse import EventSource

MAX_LINE_BYTES = 4 * 1024 * 1024
HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True)
class Payload:
    """One event of the stream."""

    event: str = ""
    data: str = ""


class BoundedBody(httpx.AsyncByteStream):
    """The chunks with over-long lines and events cut, and comments made audible."""

    def __init__(self, chunks: AsyncIterable[bytes], max_bytes: int = MAX_LINE_BYTES) -> None:
        self._chunks = chunks
        self._max_bytes = max_bytes
        self._event_bytes = 0
        self._at_line_start = True
        self._in_comment = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            if kept := self.feed(chunk):
                yield kept
        yield b"\n\n"  # an event whose last empty line is missing is still an event

    def feed(self, chunk: bytes) -> bytes:
        """What of this chunk goes on to the decoder."""
        return b"".join(self._piece(piece) for piece in chunk.splitlines(keepends=True))

    def _piece(self, piece: bytes) -> bytes:
        """A line, or as much of one as this chunk holds."""
        starts, ends = self._at_line_start, piece.endswith((b"\n", b"\r"))
        self._at_line_start = ends
        if starts:
            self._in_comment = piece.startswith(b":")
            if not piece.strip(b"\r\n"):
                self._event_bytes = 0
                return piece
        if self._in_comment:
            return f"event: {HEARTBEAT}\n\n".encode() if ends and self._event_bytes == 0 else b""
        fits = self._event_bytes + len(piece) <= self._max_bytes
        self._event_bytes += len(piece)
        if fits:
            return piece
        return b"\n" if ends else b""


async def payloads(chunks: AsyncIterable[bytes], max_bytes: int = MAX_LINE_BYTES) -> AsyncGenerator[Payload, None]:
    """Every event of a body whose content type was found to be an event stream; comments come as heartbeats."""
    headers = {"content-type": "text/event-stream; charset=utf-8"}
    bounded = httpx.Response(200, headers=headers, stream=BoundedBody(chunks, max_bytes))
    async with aclosing(EventSource(bounded).aiter_sse()) as events:
        async for event in events:
            yield Payload("" if event.event == "message" else event.event, event.data)
