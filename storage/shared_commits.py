"""Work for the one SQLite connection: what came in while its thread was busy goes into one transaction together.

A commit waits for the disk, and every message and step is a commit: when many chats are busy they share it. The thread
is aiosqlite's.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

import aiosqlite

from bot.core.errors import StorageFailed

CommitListener = Callable[[Literal["before", "after"], str], None]
Rows = list[list[sqlite3.Row]]
Work = Callable[[sqlite3.Connection], Rows]

_FAILURES = (sqlite3.Error, OSError)


@dataclass(slots=True, eq=False)
class _Job:
    """Something to do with the connection. ``is_write``: in a transaction, durable before it is answered.

    ``is_left``: nobody waits for it any more, so it need not begin.
    """

    label: str
    work: Work
    is_write: bool
    is_left: bool = False
    rows: Rows = field(default_factory=list)
    error: BaseException | None = None


class SharedCommits:
    """Does jobs in the order they are handed in, each within one visit to the connection's thread."""

    def __init__(self, connection: aiosqlite.Connection, on_commit: CommitListener) -> None:
        """``connection``: open, in autocommit mode."""
        self._connection = connection
        self._on_commit = on_commit
        self._waiting = deque[_Job]()

    async def do(self, label: str, work: Work, *, is_write: bool) -> Rows:
        """What the work returns; a failure takes back all it wrote. A caller that is cancelled does not learn whether
        it was done. Raises StorageFailed."""
        job = _Job(label, work, is_write)
        self._waiting.append(job)
        try:
            # Its public calls visit the thread once a statement; a whole transaction needs one visit.
            await self._connection._execute(self._do_waiting)  # type: ignore[no-untyped-call]  # noqa: SLF001
        except asyncio.CancelledError:
            job.is_left = True
            raise
        except ValueError as error:
            raise StorageFailed(f"{label}: the database is closed") from error
        if isinstance(job.error, _FAILURES):
            raise StorageFailed(f"{label}: {job.error}") from job.error
        if job.error is not None:
            raise job.error
        return job.rows

    def _do_waiting(self) -> None:
        """In the thread: all that waits, this visit's own job or an earlier visitor's share included."""
        jobs = [self._waiting.popleft() for _ in range(len(self._waiting))]
        jobs = [job for job in jobs if not job.is_left]
        if sum(job.is_write for job in jobs) > 1 and self._together(jobs):
            return
        for job in jobs:
            try:
                if job.is_write:
                    self._commit(job)
                else:
                    job.rows = job.work(self._connection._conn)  # noqa: SLF001
            except BaseException as error:  # noqa: BLE001  # carried to the job's caller
                job.error = error

    def _together(self, jobs: Sequence[_Job]) -> bool:
        """One transaction for all; False where one of them fails, and nothing is done then.

        A commit that fails is the disk's failure: all are told of it, and nothing is tried again.
        """
        try:
            try:
                self._work(jobs)
            except _FAILURES:
                return False
            self._end([job.label for job in jobs if job.is_write])
        except BaseException as error:  # noqa: BLE001  # carried to the jobs' callers
            for job in jobs:
                job.error = error
        return True

    def _commit(self, job: _Job) -> None:
        self._work([job])
        self._end([job.label])

    def _work(self, jobs: Sequence[_Job]) -> None:
        """Begin a transaction and do the jobs in it; where one fails it is taken back."""
        connection = self._connection._conn  # noqa: SLF001
        with _taken_back(connection):
            connection.execute("BEGIN IMMEDIATE")
            for job in jobs:
                job.rows = job.work(connection)

    def _end(self, labels: Sequence[str]) -> None:
        """Make what was done durable."""
        connection = self._connection._conn  # noqa: SLF001
        with _taken_back(connection):
            for label in labels:
                self._on_commit("before", label)
            connection.execute("COMMIT")
        for label in labels:
            self._on_commit("after", label)


@contextmanager
def _taken_back(connection: sqlite3.Connection) -> Iterator[None]:
    """What fails within leaves no transaction behind."""
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.rollback()
        raise
