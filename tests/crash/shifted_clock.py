"""The computer's clock, put forward: hours of downtime pass at once, for the server and for the bot's next process."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class ShiftedClock:
    """Real time and ``shift_s`` seconds more."""

    def __init__(self, shift_s: float = 0.0) -> None:
        self.shift_s = shift_s

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.shift_s)

    def monotonic(self) -> float:
        return time.monotonic() + self.shift_s

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def leap(self, seconds: float) -> None:
        """Put it forward."""
        self.shift_s += seconds
