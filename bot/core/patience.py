"""Waiting out a backend that is briefly away: the one place where a call is made again by itself.

Only calls that certainly did not reach the backend (``BackendUnreachable``) or were definitely refused for their
pace (``RateLimited``, once) are repeated; an unknown outcome never is.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.core.errors import BackendUnreachable, RateLimited
from bot.core.ports import Clock

_T = TypeVar("_T")

_WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_RATE_LIMIT_WAIT_S = 30.0


async def insist(clock: Clock, call: Callable[[], Awaitable[_T]]) -> _T:
    """Make the call, for about a minute if the backend is away. Raises its last error."""
    rate_limited = False
    waits = iter(_WAITS_S)
    while True:
        try:
            return await call()
        except BackendUnreachable:
            wait_s = next(waits, None)
            if wait_s is None:
                raise
        except RateLimited as error:
            if rate_limited:
                raise
            rate_limited = True
            wait_s = float(error.facts.get("retry_after_s", _RATE_LIMIT_WAIT_S))
        await clock.sleep(wait_s)
