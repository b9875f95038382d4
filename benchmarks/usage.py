"""The CPU time a program has used, told by itself: its own, its ended children's, and the database thread's part."""

import os
import resource
import time
from dataclasses import asdict, dataclass, fields
from typing import Self

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds since the program began. ``own``: user and system of all its threads; ``main``: of the first alone;
    ``children``: of those that have ended."""

    own: float
    own_system: float
    main: float
    children: float
    wall: float

    @classmethod
    def now(cls) -> Self:
        """What was used until now."""
        mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        first = [thread for thread in psutil.Process().threads() if thread.id == os.getpid()]
        return cls(
            own=mine.ru_utime + mine.ru_stime,
            own_system=mine.ru_stime,
            main=sum(thread.user_time + thread.system_time for thread in first),
            children=theirs.ru_utime + theirs.ru_stime,
            wall=time.perf_counter(),
        )

    def per(self, since: "Usage", turns: int) -> dict[str, float]:
        """What one turn used, in ms."""
        before = asdict(since)
        return {each.name: (getattr(self, each.name) - before[each.name]) / turns * 1000 for each in fields(self)}
