"""Ends the own process by SIGKILL at one durable operation: just before its commit, just after, or a moment later.

The specification is ``NUMBER:MOMENT[:MILLISECONDS]``, for example ``7:before``, ``7:after``, ``7:during:40``: the last
means that many milliseconds after the commit, while the call it announces is under way. Every commit is appended to
``commits``, so that the judge knows which were reached.
"""

import os
import signal
import threading
from pathlib import Path


class KillSwitch:
    """The ``on_commit`` hook. Without a specification it only counts."""

    def __init__(self, specification: str, commits: Path) -> None:
        self._number, self._moment, self._delay_s = 0, "", 0.0
        if specification:
            number, moment, *delay = specification.split(":")
            self._number, self._moment = int(number), moment
            self._delay_s = int(delay[0]) / 1000 if delay else 0.0
        self._commits = commits
        self._count = 0

    def __call__(self, moment: str, label: str) -> None:
        """Hear of a commit."""
        if moment == "before":
            self._count += 1
            with self._commits.open("a") as file:
                file.write(f"{label}\n")
        if self._count != self._number:
            return
        if self._moment == moment:
            _kill()
        elif self._moment == "during" and moment == "after":
            threading.Timer(self._delay_s, _kill).start()


class LabelSwitch:
    """The ``on_commit`` hook that ends the process at the first commit whose label begins in a certain way.

    The specification is ``LABEL:MOMENT[:MILLISECONDS]``, for example ``complete result:before``; "" never kills. Every
    label is appended to ``commits``.
    """

    def __init__(self, specification: str, commits: Path) -> None:
        self._label, self._moment, *delay = [*specification.split(":"), ""] if specification else ["", "", ""]
        self._delay_s = int(delay[0] or 0) / 1000
        self._commits = commits.open("a", buffering=1)

    def __call__(self, moment: str, label: str) -> None:
        """Hear of a commit."""
        if moment == "before":
            self._commits.write(f"{label}\n")
        if not self._label or not label.startswith(self._label):
            return
        if self._moment == moment:
            _kill()
        elif self._moment == "during" and moment == "after":
            threading.Timer(self._delay_s, _kill).start()


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
