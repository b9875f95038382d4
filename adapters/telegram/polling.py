"""The long poll: updates are kept before the offset that confirms them moves, and nothing but the operator ends it."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.backoff import Backoff
from adapters.telegram.book import TelegramBook
from adapters.telegram.client import TelegramClient, refusal, told
from bot.core.model import JsonObject
from bot.core.ports import Clock

_log = logging.getLogger(__name__)

_LEAST_S = 0.5
"""An answer without updates that comes sooner than this is no long poll: the next one waits."""
_NO_NUMBER = 2**62


@dataclass(frozen=True, slots=True)
class PollingPace:
    """``wait_s``: how long Telegram holds a poll, at most 50. ``watchdog_s``: one that took longer hangs for good.

    ``rival_s``: first and longest pause while another program polls with our token.
    """

    wait_s: int = 50
    watchdog_s: float = 120.0
    pause_s: tuple[float, float] = (1.0, 60.0)
    rival_s: tuple[float, float] = (5.0, 300.0)


class Taker(Protocol):
    """Who sees to updates."""

    async def take(self, raw: JsonObject, *, again: bool = False) -> None:
        """See to one update."""


class Poller:
    """Brings the updates of one bot."""

    def __init__(self, client: TelegramClient, book: TelegramBook, bot: int, clock: Clock, pace: PollingPace) -> None:
        self._client = client
        self._book = book
        self._bot = bot
        self._clock = clock
        self._pace = pace
        self._backoff = Backoff(clock, first_s=pace.pause_s[0], longest_s=pace.pause_s[1])
        self._rival = Backoff(clock, first_s=pace.rival_s[0], longest_s=pace.rival_s[1])

    async def run(self, taker: Taker, kinds: Sequence[str]) -> None:
        """Hand over what an earlier process left, then what comes, until cancelled.

        Raises StorageFailed, and ConfigurationError when Telegram does not know the token any more.
        """
        offset = await self._book.offset(self._bot)
        for raw in await self._book.pending(self._bot):
            await taker.take(raw, again=True)
        while True:
            began = self._clock.monotonic()
            try:
                async with asyncio.timeout(self._pace.watchdog_s):
                    updates = await self._client.updates(offset, self._pace.wait_s, list(kinds))
            except (TelegramError, TimeoutError) as error:
                await self._recover(error)
                continue
            self._backoff.reset()
            self._rival.reset()
            if updates:
                offset = await self._keep(updates, offset, taker)
            elif self._clock.monotonic() - began < min(_LEAST_S, self._pace.wait_s):
                await self._clock.sleep(_LEAST_S)

    async def _keep(self, updates: list[Any], offset: int | None, taker: Taker) -> int | None:
        """Put a batch into the book and hand over what is new in it. The offset to ask for next."""
        numbered = [raw for raw in updates if isinstance(raw, dict) and _is_number(raw.get("update_id"))]
        if len(numbered) < len(updates):
            _log.error("%d updates came without a number", len(updates) - len(numbered))
        if not numbered:
            await self._clock.sleep(_LEAST_S)
            return offset
        following = max(int(raw["update_id"]) for raw in numbered) + 1
        fresh = await self._book.keep(self._bot, numbered, following)
        for raw in numbered:
            if raw["update_id"] in fresh:
                await taker.take(raw)
        return following

    async def _recover(self, error: Exception) -> None:
        """Wait as long as the failure asks for; mend what can be mended."""
        match error:
            case InvalidToken() if await self._client.is_refused():
                raise refusal() from None
            case Conflict() if "webhook" in error.message.lower():
                await self._drop_webhook(error)
            case Conflict():
                pause_s = self._rival.after(error)
                _log.error("another program polls with this bot's token: stop it; trying again in %.0f s", pause_s)
                await self._rival.rest(pause_s)
            case RetryAfter():
                await self._backoff.rest(self._backoff.after(error))
            case TelegramError():
                pause_s = self._backoff.after(error)
                _log.warning("no updates from Telegram (%s); trying again in %.1f s", told(error), pause_s)
                await self._backoff.rest(pause_s)
            case _:
                _log.warning("a poll hung for %.0f s; its connections are made anew", self._pace.watchdog_s)
                await self._client.restart_polling()
                await self._backoff.rest(self._backoff.after(error))

    async def _drop_webhook(self, conflict: Exception) -> None:
        """Take it away, then wait all the same: somebody may be setting it again and again."""
        try:
            await self._client.drop_webhook()
        except TelegramError as error:
            conflict = error
        await self._backoff.rest(self._backoff.after(conflict))


def _is_number(number: object) -> bool:
    """Whether it can be an update's: one that the book could not keep would end every process again."""
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < _NO_NUMBER
