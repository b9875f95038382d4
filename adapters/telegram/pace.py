"""How fast one chat may be written to. Pure: moments come in as seconds of one clock, nothing waits here.

Telegram allows about one message a second in a chat and twenty a minute in a group, sends and edits together, and
punishes more with silence (https://core.telegram.org/bots/faq, https://github.com/tdlib/td/issues/3034). When it
counts a call is not told: somewhere between its start and its end. So a call counts until a minute after its end.
"""

from dataclasses import dataclass, field
from enum import IntEnum

SPACING_S = 1.0
"""Between two starts in one chat."""
PRIVATE_EDIT_SPACING_S = 2.0
GROUP_EDIT_SPACING_S = 5.0
WINDOW_S = 60.0
GROUP_WRITES = 18
"""In a group in a minute, of the 20 allowed: a little stays free for what an earlier process has sent."""
GROUP_STATUS_WRITES = 12
"""Of these, sends and edits of status messages: the rest is kept for answers and results."""
AFTER_PENALTY_S = 0.5
SLOW_S = 600.0
"""For how long after a penalty the chat is written to at half the pace."""
_ONE_AT_A_TIME_S = 5.0


class Rank(IntEnum):
    """What a call is for; the smaller goes first."""

    RESULT = 0
    ANSWER = 1
    STATUS = 2
    STATUS_EDIT = 3


@dataclass(slots=True, eq=False)
class Mark:
    """One call that was let go. ``ended`` is None while it runs; ``long``: it carries a file."""

    rank: Rank
    started: float
    long: bool = False
    ended: float | None = None


@dataclass(slots=True)
class Pace:
    """What one chat was sent of late, and when it may be sent something again."""

    shared: bool
    _marks: list[Mark] = field(default_factory=list)
    _parked_until: float = float("-inf")
    _slow_until: float = float("-inf")

    def due(self, rank: Rank, now: float) -> float:
        """The earliest moment for a call of that rank, ``now`` or later; infinity while it depends on a call's end."""
        slowness = 2 if now < self._slow_until else 1
        at = max(now, self._parked_until, self._spaced(rank, slowness), self._after_short_calls())
        if self.shared:
            at = max(at, _free_at(self._marks, GROUP_WRITES // slowness))
            if rank >= Rank.STATUS:
                status = [mark for mark in self._marks if mark.rank >= Rank.STATUS]
                at = max(at, _free_at(status, GROUP_STATUS_WRITES // slowness))
        return at

    def start(self, rank: Rank, now: float, *, long: bool) -> Mark:
        """A call goes out now."""
        self._forget(now)
        mark = Mark(rank, now, long)
        self._marks.append(mark)
        return mark

    def end(self, mark: Mark, now: float) -> None:
        """The call is over, well or not."""
        mark.ended = now

    def writes(self, now: float) -> int:
        """How many calls of the last minute there were."""
        self._forget(now)
        return len(self._marks)

    def park(self, now: float, penalty_s: float) -> None:
        """Telegram wants silence for so many seconds; the pace is halved for a while after."""
        self._parked_until = max(self._parked_until, now + penalty_s + AFTER_PENALTY_S)
        self._slow_until = self._parked_until + SLOW_S

    def parked_s(self, now: float) -> float:
        """How much of a penalty is left; 0 without one."""
        return max(0.0, self._parked_until - now)

    def is_idle(self, now: float) -> bool:
        """Whether nothing need be remembered of the chat."""
        self._forget(now)
        return not self._marks and now >= self._slow_until

    def _spaced(self, rank: Rank, slowness: int) -> float:
        at = max((_latest(mark) + SPACING_S * slowness for mark in self._marks), default=float("-inf"))
        if rank is not Rank.STATUS_EDIT:
            return at
        spacing_s = GROUP_EDIT_SPACING_S if self.shared else PRIVATE_EDIT_SPACING_S
        edits = (_latest(mark) + spacing_s * slowness for mark in self._marks if mark.rank is Rank.STATUS_EDIT)
        return max(at, max(edits, default=at))

    def _after_short_calls(self) -> float:
        """Words go one after the other, so that they stay in order; a call that hangs holds the next only so long."""
        running = (mark.started + _ONE_AT_A_TIME_S for mark in self._marks if mark.ended is None and not mark.long)
        return max(running, default=float("-inf"))

    def _forget(self, now: float) -> None:
        self._marks = [mark for mark in self._marks if mark.ended is None or mark.ended > now - WINDOW_S]


def _latest(mark: Mark) -> float:
    return mark.started if mark.ended is None else mark.ended


def _free_at(marks: list[Mark], limit: int) -> float:
    """When fewer than ``limit`` of the calls count."""
    excess = len(marks) - limit + 1
    if excess <= 0:
        return float("-inf")
    leaving = sorted(mark.ended + WINDOW_S for mark in marks if mark.ended is not None)
    return leaving[excess - 1] if excess <= len(leaving) else float("inf")
