"""How long to wait before Discord is called again after a failure: growing pauses with jitter."""

import random
from collections.abc import Callable

from bot.core.ports import Clock

_SURPRISE = random.SystemRandom()


class Backoff:
    """One line of attempts: ``rest`` after each failure, ``reset`` on success. Pauses double up to ``longest_s``."""

    def __init__(
        self,
        clock: Clock,
        *,
        first_s: float = 1.0,
        longest_s: float = 60.0,
        surprise: Callable[[], float] = _SURPRISE.random,
    ) -> None:
        """``surprise`` gives a number from 0 to 1: pauses are cut by up to half, lest all bots come back at once."""
        self._clock = clock
        self._first_s, self._longest_s = first_s, longest_s
        self._surprise = surprise
        self._failures = 0

    def next_s(self) -> float:
        """The pause after one more failure, in seconds."""
        pause_s: float = min(self._longest_s, self._first_s * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return pause_s * (1 - self._surprise() / 2)

    def again_s(self) -> float:
        """The pause after something that may well go at once the first time."""
        if self._failures:
            return self.next_s()
        self._failures = 1
        return 0.0

    def reset(self) -> None:
        """It went well: the next failure begins with the first pause again."""
        self._failures = 0

    async def rest(self, pause_s: float) -> None:
        """Wait."""
        await self._clock.sleep(pause_s)
