"""Time that runs faster than the computer's, for real sockets: penalties of minutes pass in seconds."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class BriskClock:
    """A clock that goes ``speed`` times as fast as time; the server and the bot of a test share one."""

    def __init__(self, speed: float = 20.0) -> None:
        self._speed = speed
        self._began = time.monotonic()
        self._start = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._speed)
