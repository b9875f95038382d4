"""Server-sent events from bytes, with a limit on the length of a line.

Written here because a library that hands over finished events hides two things a client must see: comment lines,
which are heartbeats, and the bytes of a line that never ends. Lines end at CR, LF or CRLF only: U+2028 and U+0085
stand raw inside the JSON of a text.
"""

from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from dataclasses import dataclass

MAX_LINE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Payload:
    """One event of the stream, or one comment line (``comment``), whose words do not matter."""

    event: str = ""
    data: str = ""
    comment: bool = False


class Lines:
    """Splits bytes into lines; a line over the limit is dropped, its bytes never held."""

    def __init__(self, max_bytes: int = MAX_LINE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._line = bytearray()
        self._too_long = False
        self._after_cr = False

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The lines that end in this chunk. A line that was too long is told as a comment: a sign of life."""
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_cr = chunk.endswith(b"\r")
        *ended, rest = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for piece in ended:
            self._append(piece)
            yield self._take()
        self._append(rest)

    def rest(self) -> str:
        """What stands after the last end of a line."""
        return self._take()

    def _append(self, piece: bytes) -> None:
        if self._too_long or len(self._line) + len(piece) > self._max_bytes:
            self._too_long = True
            self._line.clear()
        else:
            self._line += piece

    def _take(self) -> str:
        text = ":" if self._too_long else self._line.decode("utf-8", "replace")
        self._line.clear()
        self._too_long = False
        return text


class Events:
    """Collects the fields of an event until the empty line that ends it."""

    def __init__(self) -> None:
        self._event = ""
        self._data: list[str] = []
        self._bytes = 0

    def line(self, line: str) -> Payload | None:
        """Take one line; the event or comment it completes, if it does."""
        if not line:
            return self.end()
        if line.startswith(":"):
            return Payload(comment=True)
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._event = value
        elif name == "data":
            self._keep(value)
        return None

    def end(self) -> Payload | None:
        """The event collected so far, if there is one."""
        if not self._event and not self._data:
            return None
        payload = Payload(self._event, "\n".join(self._data))
        self._event, self._data, self._bytes = "", [], 0
        return payload

    def _keep(self, value: str) -> None:
        # An event of endless short lines is held to the same limit as an endless line.
        self._bytes += len(value)
        if self._bytes <= MAX_LINE_BYTES:
            self._data.append(value)


async def payloads(chunks: AsyncIterable[bytes]) -> AsyncGenerator[Payload, None]:
    """Every event and comment of a stream of bytes."""
    lines, events = Lines(), Events()
    async for chunk in chunks:
        for line in lines.feed(chunk):
            payload = events.line(line)
            if payload is not None:
                yield payload
    last = events.line(lines.rest()) or events.end()
    if last is not None:
        yield last
