"""Flood control: an allowance per chat and one over all, and penalties that grow when a bot does not wait."""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import NoReturn

from tests.platforms.telegram.clock import Clock
from tests.platforms.telegram.model import Chat
from tests.platforms.telegram.refusals import too_many

# Two calls may cross with the first refusal: one that comes so soon after it could not know. Seconds, and how many.
CROSSING_S = 0.25
MOST_CROSSING = 50


@dataclass(frozen=True)
class Allowance:
    """So many calls within any stretch of so many seconds."""

    calls: int
    per_s: float


@dataclass(frozen=True)
class EarlyCall:
    """A call made before a penalty was over. ``early_s``: by how much."""

    chat_id: int
    method: str
    early_s: float


@dataclass
class _Budget:
    calls: deque[float] = field(default_factory=deque)
    parked_until_s: float = 0.0
    penalty_s: float = 0.0
    told_at_s: float | None = None
    """When the bot heard of the penalty; None is not yet."""
    crossed: int = 0
    """Calls that were on their way when it was told."""


class Flood:
    """Counts sends and edits alike. Off until allowances are set.

    A chat over its allowance is parked for the time until the allowance is free again, at least ``least_penalty_s``;
    each call made while it is parked, although the bot was told, makes the penalty ``growth`` times as long from that
    moment on, up to ``most_penalty_s``. Calls that were on their way then (``CROSSING_S``) are refused without that.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.group: Allowance | None = None
        self.private: Allowance | None = None
        self.overall: Allowance | None = None
        self.least_penalty_s = 1.0
        self.most_penalty_s = 4 * 3600.0
        self.growth = 2.0
        self.early_calls: list[EarlyCall] = []
        self.refused: list[tuple[int, str, int]] = []
        """Chat, method and seconds of every 429."""
        self._chats: dict[int, _Budget] = {}
        self._all = _Budget()

    def park(self, chat: Chat, seconds: float) -> None:
        """Punish a chat from outside: nothing goes there for so long."""
        budget = self._chats.setdefault(chat.id, _Budget())
        budget.parked_until_s, budget.told_at_s = self._clock.monotonic() + seconds, None

    def count(self, chat: Chat, method: str, messages: int = 1) -> None:
        """Count a call that makes or changes so many messages. Raises Refused (429) if it is one too many."""
        allowance = self.private if chat.is_private else self.group
        budgets = [(self._chats.setdefault(chat.id, _Budget()), allowance), (self._all, self.overall)]
        for budget, each in budgets:
            self._refuse_if_parked(budget, chat, method)
            self._refuse_if_spent(budget, each, chat, method)
        for budget, _ in budgets:
            budget.calls.extend([self._clock.monotonic()] * messages)

    def _refuse_if_parked(self, budget: _Budget, chat: Chat, method: str) -> None:
        now_s = self._clock.monotonic()
        early_s = budget.parked_until_s - now_s
        if early_s <= 0:
            return
        if budget.told_at_s is None:
            budget.penalty_s = early_s
            self._refuse(budget, early_s, chat, method)
        elif now_s - budget.told_at_s <= CROSSING_S and budget.crossed < MOST_CROSSING:
            budget.crossed += 1
            self._answer(early_s, chat, method)
        self.early_calls.append(EarlyCall(chat.id, method, early_s))
        budget.penalty_s = max(budget.penalty_s, early_s) * self.growth
        self._refuse(budget, budget.penalty_s, chat, method)

    def _refuse_if_spent(self, budget: _Budget, allowance: Allowance | None, chat: Chat, method: str) -> None:
        if allowance is None:
            return
        now_s = self._clock.monotonic()
        while budget.calls and budget.calls[0] <= now_s - allowance.per_s:
            budget.calls.popleft()
        if len(budget.calls) >= allowance.calls:
            free_in_s = budget.calls[0] + allowance.per_s - now_s
            budget.penalty_s = max(free_in_s, self.least_penalty_s)
            self._refuse(budget, budget.penalty_s, chat, method)

    def _refuse(self, budget: _Budget, seconds: float, chat: Chat, method: str) -> NoReturn:
        now_s = self._clock.monotonic()
        wait_s = math.ceil(min(seconds, self.most_penalty_s))
        budget.parked_until_s, budget.told_at_s, budget.crossed = now_s + wait_s, now_s, 0
        self._answer(wait_s, chat, method)

    def _answer(self, seconds: float, chat: Chat, method: str) -> NoReturn:
        wait_s = math.ceil(seconds)
        self.refused.append((chat.id, method, wait_s))
        raise too_many(wait_s)
