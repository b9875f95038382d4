"""A small TCP proxy on 127.0.0.1 that makes trouble: cuts, delays, swallows, refuses, goes silent.

    async with chaos_proxy(server.url) as proxy:
        proxy.plan = seeded(7)                        # every connection draws its own trouble
        proxy.next(Trouble(cut_down_after=100))       # or just the next one
        bot = telegram.Bot(token, base_url=f"{proxy.url}/bot")

Trouble belongs to a connection, and connections carry many calls: ``proxy.hang_up()`` ends those that are open.
"""

import asyncio
import random
import socket
import struct
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PIECE = 1 << 16
_NO_LINGER = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Trouble:
    """What happens to one connection. Bytes are counted from its start; up is towards the server, down comes back."""

    refuse: bool = False
    """Reset as soon as it is made."""
    black_hole: bool = False
    """Accepted, and then nothing, ever."""
    cut_up_after: int | None = None
    cut_down_after: int | None = None
    """Reset both ends after so many bytes."""
    swallow_after: int | None = None
    """From then on answers get lost, while the connection stays open."""
    delay_s: float = 0.0
    """Each piece of an answer waits so long."""
    bytes_per_s: float = 0.0
    """How fast uploads go; 0 is as fast as they come."""


CALM = Trouble()


@dataclass
class Passage:
    """One connection, and what became of it."""

    trouble: Trouble
    up: int = 0
    down: int = 0
    swallowed: int = 0
    was_cut: bool = False


@dataclass
class ChaosProxy:
    """The running proxy. ``plan`` says what befalls the connection of a number, counted from 0."""

    host: str
    port: int
    plan: Callable[[int], Trouble] = lambda _: CALM
    url: str = ""
    passages: list[Passage] = field(default_factory=list)
    _next: deque[Trouble] = field(default_factory=deque)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def next(self, *troubles: Trouble) -> None:
        """These befall the next connections, before the plan goes on."""
        self._next.extend(troubles)

    def hang_up(self) -> None:
        """Reset every open connection, so that the next call makes a new one."""
        for writer in list(self._writers):
            _reset(writer)

    @property
    def troubled(self) -> int:
        """How many connections were cut, refused, or lost something."""
        return sum(each.was_cut or each.swallowed > 0 or each.trouble.black_hole for each in self.passages)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        trouble = self._next.popleft() if self._next else self.plan(len(self.passages))
        passage = Passage(trouble)
        self.passages.append(passage)
        self._writers.add(writer)
        try:
            await self._pass(passage, reader, writer)
        except OSError:
            pass  # one end went first
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _pass(self, passage: Passage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if passage.trouble.refuse:
            passage.was_cut = True
            _reset(writer)
            return
        if passage.trouble.black_hole:
            while await reader.read(_PIECE):
                pass
            return
        back, forth = await asyncio.open_connection(self.host, self.port)
        self._writers.add(forth)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._up(passage, reader, forth, writer))
                group.create_task(self._down(passage, back, writer, forth))
        except* OSError:
            pass  # one end went first, or was cut
        finally:
            self._writers.discard(forth)
            forth.close()

    async def _up(
        self, passage: Passage, reader: asyncio.StreamReader, forth: asyncio.StreamWriter, writer: asyncio.StreamWriter
    ) -> None:
        trouble = passage.trouble
        while piece := await reader.read(_PIECE):
            piece, is_end = _until(piece, passage.up, trouble.cut_up_after)
            if trouble.bytes_per_s:
                await asyncio.sleep(len(piece) / trouble.bytes_per_s)
            await _write(forth, piece)
            passage.up += len(piece)
            if is_end:
                _cut(passage, writer, forth)
        forth.close()

    async def _down(
        self, passage: Passage, back: asyncio.StreamReader, writer: asyncio.StreamWriter, forth: asyncio.StreamWriter
    ) -> None:
        trouble = passage.trouble
        while piece := await back.read(_PIECE):
            if trouble.swallow_after is not None and passage.down >= trouble.swallow_after:
                passage.swallowed += len(piece)
                continue
            piece, is_end = _until(piece, passage.down, trouble.cut_down_after)
            if trouble.delay_s:
                await asyncio.sleep(trouble.delay_s)
            await _write(writer, piece)
            passage.down += len(piece)
            if is_end:
                _cut(passage, writer, forth)
        if passage.swallowed == 0:
            writer.close()


def seeded(seed: int, share: float = 0.3) -> Callable[[int], Trouble]:
    """A plan in which that share of the connections has trouble, the same for the same seed."""

    def plan(number: int) -> Trouble:
        dice = random.Random(f"{seed}/{number}")
        if dice.random() >= share:
            return Trouble(delay_s=dice.choice((0.0, 0.0, 0.02)))
        many = int(10 ** dice.uniform(1.5, 5.0))
        kinds = (
            Trouble(refuse=True),
            Trouble(cut_up_after=many),
            Trouble(cut_down_after=many),
            Trouble(swallow_after=many),
            Trouble(black_hole=True),
        )
        return dice.choices(kinds, weights=(3, 3, 4, 2, 1))[0]

    return plan


@asynccontextmanager
async def chaos_proxy(target: str) -> AsyncGenerator[ChaosProxy, None]:
    """Stand before an address like ``http://127.0.0.1:8081`` on a free port until the block is left."""
    address = urlsplit(target)
    proxy = ChaosProxy(address.hostname or "127.0.0.1", address.port or 80)
    listener = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        listener.close()
        proxy.hang_up()
        await listener.wait_closed()


async def _write(writer: asyncio.StreamWriter, piece: bytes) -> None:
    writer.write(piece)
    await writer.drain()


def _until(piece: bytes, before: int, end: int | None) -> tuple[bytes, bool]:
    """As much of a piece as still goes through, and whether that is the end."""
    if end is None or before + len(piece) < end:
        return piece, False
    return piece[: max(0, end - before)], True


def _cut(passage: Passage, *writers: asyncio.StreamWriter) -> None:
    passage.was_cut = True
    for writer in writers:
        _reset(writer)
    raise ConnectionResetError


def _reset(writer: asyncio.StreamWriter) -> None:
    plug = writer.transport.get_extra_info("socket")
    with suppress(OSError):
        if plug is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()
