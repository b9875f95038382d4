"""Time that only moves when a test moves it."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
_SETTLING_STEPS = 50


class FakeClock:
    """A clock turned by hand: ``advance`` wakes the sleepers on its way, in their order."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    @property
    def sleepers(self) -> int:
        """How many tasks sleep just now."""
        return sum(not woken.done() for _, _, woken in self._sleepers)

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Move time on; tasks woken on the way run, and may sleep again within the same stretch."""
        target = self._elapsed + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            due, _, woken = heapq.heappop(self._sleepers)
            self._elapsed = max(self._elapsed, due)
            if not woken.done():
                woken.set_result(None)
                await settle()
        self._elapsed = target
        await settle()

    async def until_asleep(self, sleepers: int = 1, limit_s: float = 5.0) -> None:
        """Wait until that many tasks sleep; real time, for tasks that come here through threads or sockets."""
        async with asyncio.timeout(limit_s):
            while self.sleepers < sleepers:
                await asyncio.sleep(0.001)


async def settle() -> None:
    """Let every task that can run do so."""
    for _ in range(_SETTLING_STEPS):
        await asyncio.sleep(0)
