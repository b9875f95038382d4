"""Rate limits: buckets per request and channel told in headers, one over all, and the count of invalid requests.

Buckets are off until told: ``server.limits.per_channel["create_message"] = Allowance(5, 5.0)``, or all of them with
``server.limits.realistic()``. Always on: no more than 3 edits in 6 s of messages older than an hour, per channel
(30046); and 10 000 answers of 401, 403 or 429 in ten minutes shut the address out.
"""

import hashlib
from collections import deque
from dataclasses import dataclass, field

from tests.platforms.discord import refusals
from tests.platforms.telegram.clock import Clock
from tests.platforms.telegram.flood import Allowance

INVALID_LIMIT = 10_000
INVALID_WINDOW_S = 600.0
OLD_S = 3600.0
OLD_EDITS = Allowance(3, 6.0)
GLOBAL = Allowance(50, 1.0)
OBSERVED = {
    "create_message": Allowance(5, 5.0),
    "update_message": Allowance(5, 5.0),
    "delete_message": Allowance(5, 1.0),
    "execute_webhook": Allowance(5, 2.0),
    "update_original_webhook_message": Allowance(5, 2.0),
    "update_webhook_message": Allowance(5, 2.0),
    "trigger_typing_indicator": Allowance(5, 5.0),
}
"""What people have seen of the real ones, which are not published."""
OPEN = Allowance(50, 1.0)
"""Told where nothing is limited: without headers discord.py lets no two requests of a kind go at once."""


@dataclass
class Window:
    """The times of what happened within some seconds."""

    times: deque[float] = field(default_factory=deque)

    def count(self, now_s: float, per_s: float) -> int:
        while self.times and self.times[0] <= now_s - per_s:
            self.times.popleft()
        return len(self.times)

    def free_in(self, now_s: float, per_s: float) -> float:
        return max(self.times[0] + per_s - now_s, 0.001) if self.times else 0.0


@dataclass(frozen=True)
class Refusal:
    """A 429 as it was given."""

    operation: str
    place: str
    retry_after_s: float
    is_global: bool


class Limits:
    """Counts every request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.per_channel: dict[str, Allowance] = {}
        self.overall: Allowance | None = None
        self.given: list[Refusal] = []
        self._buckets: dict[tuple[str, str], Window] = {}
        self._all = Window()
        self._old: dict[str, Window] = {}
        self._invalid = Window()
        self._parked: dict[tuple[str, str], float] = {}

    def realistic(self) -> None:
        """Turn everything on."""
        self.per_channel = dict(OBSERVED)
        self.overall = GLOBAL

    def park(self, operation: str, place: str, seconds: float) -> None:
        """Nothing of the kind goes there for so long."""
        self._parked[operation, place] = self._clock.monotonic() + seconds

    @property
    def invalid(self) -> int:
        """Answers of 401, 403 and 429 within the last ten minutes."""
        return self._invalid.count(self._clock.monotonic(), INVALID_WINDOW_S)

    @property
    def is_shut_out(self) -> bool:
        return self.invalid >= INVALID_LIMIT

    def answered(self, status: int) -> None:
        """Note an answer."""
        if status in {401, 403, 429}:
            self._invalid.times.append(self._clock.monotonic())

    def count(self, operation: str, place: str, *, is_interaction: bool) -> dict[str, str]:
        """Count a request; its headers. Raises RateLimited if it is one too many."""
        now_s = self._clock.monotonic()
        parked_s = self._parked.get((operation, place), 0.0) - now_s
        if parked_s > 0:
            self._refuse(operation, place, parked_s)
        if self.overall is not None and not is_interaction:
            if self._all.count(now_s, self.overall.per_s) >= self.overall.calls:
                self._refuse(operation, "", self._all.free_in(now_s, self.overall.per_s))
            self._all.times.append(now_s)
        allowance = self.per_channel.get(operation)
        if allowance is None:
            return self._headers(operation, OPEN, OPEN.calls - 1, Window(deque([now_s])))
        window = self._buckets.setdefault((operation, place), Window())
        used = window.count(now_s, allowance.per_s)
        if used >= allowance.calls:
            self._refuse(operation, place, window.free_in(now_s, allowance.per_s))
        window.times.append(now_s)
        return self._headers(operation, allowance, allowance.calls - used - 1, window)

    def count_old_edit(self, channel_id: str) -> None:
        """Count an edit of a message older than an hour. Raises RateLimited (30046)."""
        now_s = self._clock.monotonic()
        window = self._old.setdefault(channel_id, Window())
        if window.count(now_s, OLD_EDITS.per_s) >= OLD_EDITS.calls:
            raise refusals.old_edits(window.free_in(now_s, OLD_EDITS.per_s))
        window.times.append(now_s)

    def _headers(self, operation: str, allowance: Allowance, remaining: int, window: Window) -> dict[str, str]:
        reset_after_s = window.free_in(self._clock.monotonic(), allowance.per_s)
        return {
            "X-RateLimit-Limit": str(allowance.calls),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": f"{self._clock.now().timestamp() + reset_after_s:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after_s:.3f}",
            "X-RateLimit-Bucket": hashlib.md5(operation.encode(), usedforsecurity=False).hexdigest(),
        }

    def _refuse(self, operation: str, place: str, retry_after_s: float) -> None:
        self.given.append(Refusal(operation, place, retry_after_s, not place))
        raise refusals.RateLimited(round(retry_after_s, 3), is_global=not place)
