"""How often a new session may be asked for: a bot that says IDENTIFY a thousand times a day loses its token.

Counted over all processes, for it is the crash loop that asks too often (discord.com/developers/docs/topics/gateway,
session start limit). Within any day there are at most 200, and fewer within shorter times, so that a loop is slowed
down before the day is used up.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.discord.book import DiscordBook
from bot.core.ports import Clock

_log = logging.getLogger(__name__)

DAY = timedelta(days=1)
MOST = ((timedelta(seconds=5), 1), (timedelta(minutes=10), 10), (timedelta(hours=1), 30), (DAY, 200))
"""At most so many within any time of that length; Discord itself wants 5 s between two."""
_WORTH_A_WORD_S = 30.0


class IdentifyBudget:
    """The IDENTIFYs of one bot."""

    def __init__(self, book: DiscordBook, clock: Clock, bot: int) -> None:
        self._book = book
        self._clock = clock
        self._bot = bot
        self._told_wait_s = 0.0

    def told(self, left: int, anew_s: float) -> None:
        """What Discord says is left of its own count, and when that starts anew: others may use the token."""
        self._told_wait_s = anew_s if left <= 0 else 0.0

    async def spend(self) -> None:
        """Wait until one more may be said, and record it before it is. Raises StorageFailed."""
        while (wait_s := await self._wait_s()) > 0:
            if wait_s >= _WORTH_A_WORD_S:
                _log.warning(
                    "Discord was asked for very many sessions lately; the next one waits for %.0f minutes, lest the "
                    "token be taken away. If this program keeps ending, mend that first",
                    wait_s / 60,
                )
            self._told_wait_s = 0.0
            await self._clock.sleep(wait_s)
        await self._book.identified(self._bot, self._clock.now())

    async def _wait_s(self) -> float:
        now = self._clock.now()
        # A clock that was set back must not silence us; Discord's own count still holds then.
        said = [at for at in await self._book.identifies_since(self._bot, now - DAY) if at <= now]
        return max(self._told_wait_s, (due(said) - now).total_seconds() if said else 0.0)


def due(said: Sequence[datetime]) -> datetime:
    """The earliest moment for one more, after those that were said, the earliest first; at least one."""
    return max(said[-most] + span for span, most in MOST if len(said) >= most)
