"""Trouble on purpose: by method, for so many calls, after so many."""

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What can go wrong with a call. The first four do nothing; with the last three the deed is done."""

    ERROR = "error"
    """Answered with a 5xx."""
    RESET = "reset"
    """The connection is reset."""
    SILENCE = "silence"
    """Nothing comes back until the bot gives up."""
    DELAY = "delay"
    """Done and answered, but only after a while."""
    LATE = "late"
    """Done at once, answered after a while."""
    CUT = "cut"
    """Done, but the answer breaks off half-way."""
    LOST = "lost"
    """Done, but no answer comes."""


@dataclass
class Fault:
    """One order of trouble. ``after``: calls of the method that go well first."""

    method: str
    trouble: Trouble
    times: int = 1
    after: int = 0
    status: int = 502
    seconds: float = 0.0
    html: bool = False
    """The error page of a web server in front, instead of the Bot API's JSON."""


class Faults:
    """The orders that stand; the oldest that fits is taken."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self.done: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._orders.append(fault)

    def clear(self) -> None:
        self._orders.clear()

    def take(self, method: str) -> Fault | None:
        """The trouble for this call, if any."""
        for fault in self._orders:
            if fault.method not in {method, "*"}:
                continue
            if fault.after > 0:
                fault.after -= 1
                return None
            fault.times -= 1
            if fault.times <= 0:
                self._orders.remove(fault)
            self.done.append(fault)
            return fault
        return None
