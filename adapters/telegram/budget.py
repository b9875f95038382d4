"""How fast may be written to all chats together, and when Telegram's silence is meant for the whole bot. Pure.

Telegram allows about thirty messages a second (https://core.telegram.org/bots/faq). Any second here has fewer, and a
quiet bot may use them at once. A refusal names no chat and no reason: when two chats that were hardly written to are
refused in the same few seconds, and nothing went through in between, it is the bot that is meant.
"""

from adapters.telegram.pace import AFTER_PENALTY_S, Mark

WRITES_PER_S = 28
_SECOND_S = 1.0
_RUNNING_S = 5.0
"""When Telegram counts a call is not told; one that runs counts until a second after its end, and at most so long."""
_FEW_WRITES = 3
"""In a minute, with the one that was refused: no chat is punished for these."""
_TOGETHER_S = 3.0
_LONGEST_PAUSE_S = 120.0
"""After which a call finds out whether the silence still holds."""
_SLOW_S = 60.0


class Budget:
    """The calls of the last second over all chats. Moments are seconds of one clock."""

    def __init__(self, writes_per_s: float = WRITES_PER_S) -> None:
        self._most = max(1, int(writes_per_s))
        self._marks: list[Mark] = []
        self._refused: tuple[int, float] | None = None
        self._parked_until = float("-inf")
        self._slow_until = float("-inf")

    def due(self, now: float) -> float:
        """The earliest moment for a call, ``now`` or later."""
        if now < self._parked_until:
            return self._parked_until
        leaving = sorted(moment for mark in self._marks if (moment := _leaves(mark)) > now)
        most = self._most if now >= self._slow_until else max(1, self._most // 2)
        return now if len(leaving) < most else leaving[len(leaving) - most]

    def start(self, mark: Mark) -> None:
        """A call goes out."""
        self._marks = [other for other in self._marks if _leaves(other) > mark.started]
        self._marks.append(mark)

    def went_through(self, mark: Mark) -> None:
        """A call was not refused for its pace: what was refused before it was that chat's own affair."""
        if self._refused is not None and mark.started > self._refused[1]:
            self._refused = None

    def refused(self, chat_id: int, now: float, penalty_s: float, *, writes: int) -> bool:
        """A chat met a penalty after so many ``writes`` in a minute; whether the whole bot now keeps silence for it."""
        if writes > _FEW_WRITES:
            return False
        before, self._refused = self._refused, (chat_id, now)
        if before is None or before[0] == chat_id or now - before[1] > _TOGETHER_S:
            return False
        pause_s = min(penalty_s + AFTER_PENALTY_S, _LONGEST_PAUSE_S)
        self._parked_until = max(self._parked_until, now + pause_s)
        self._slow_until = self._parked_until + _SLOW_S
        return True

    def parked_s(self, now: float) -> float:
        """How much longer the whole bot keeps silence."""
        return max(0.0, self._parked_until - now)


def _leaves(mark: Mark) -> float:
    """When a call does not count any more."""
    if mark.ended is not None:
        return mark.ended + _SECOND_S
    return mark.started + (_SECOND_S if mark.long else _RUNNING_S)
