"""The thread that has the one SQLite connection: what came in while it was at work goes into one transaction together.

A commit waits for the disk, and every message and step is a commit: when many chats are busy they share it.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from bot.core.errors import StorageFailed

CommitListener = Callable[[Literal["before", "after"], str], None]
Rows = list[list[sqlite3.Row]]
Work = Callable[[sqlite3.Connection], Rows]

_FAILURES = (sqlite3.Error, OSError)


@dataclass(slots=True, eq=False)
class _Job:
    """Something to do with the connection. ``is_write``: in a transaction, durable before it is answered."""

    label: str
    work: Work
    is_write: bool
    answer: asyncio.Future[Rows]
    rows: Rows = field(default_factory=list)
    error: BaseException | None = None


class SqliteThread:
    """Does jobs in the order they are handed in; ends with ``close``, or with the process."""

    def __init__(self, connection: sqlite3.Connection, on_commit: CommitListener) -> None:
        """``connection``: in autocommit mode, and usable from other threads than its own."""
        self._connection = connection
        self._on_commit = on_commit
        self._jobs = queue.SimpleQueue[_Job]()
        self._is_closed = False
        threading.Thread(target=self._run, name="database", daemon=True).start()

    async def do(self, label: str, work: Work, *, is_write: bool) -> Rows:
        """What the work returns; a failure takes back all it wrote. A caller that is cancelled does not learn whether
        it was done. Raises StorageFailed."""
        if self._is_closed:
            raise StorageFailed(f"{label}: the database is closed")
        job = _Job(label, work, is_write, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        return await job.answer

    async def close(self) -> None:
        """Finish what was handed in, and close the connection. Raises StorageFailed."""
        if self._is_closed:
            return
        job = _Job("close", _close, is_write=False, answer=asyncio.get_running_loop().create_future())
        self._is_closed = True
        self._jobs.put(job)
        await job.answer

    def _run(self) -> None:
        while True:
            jobs = [self._jobs.get()]
            while not self._jobs.empty():
                jobs.append(self._jobs.get())
            self._do([job for job in jobs if not job.answer.cancelled()])
            for loop in {job.answer.get_loop() for job in jobs}:
                with suppress(RuntimeError):  # a loop that is closed has nobody who waits
                    loop.call_soon_threadsafe(_answer, [job for job in jobs if job.answer.get_loop() is loop])
            if any(job.work is _close for job in jobs):
                return

    def _do(self, jobs: Sequence[_Job]) -> None:
        if sum(job.is_write for job in jobs) > 1 and self._together(jobs):
            return
        for job in jobs:
            try:
                if job.is_write:
                    self._commit([job])
                else:
                    job.rows = job.work(self._connection)
            except BaseException as error:  # noqa: BLE001  # carried to the job's caller
                job.error = error

    def _together(self, jobs: Sequence[_Job]) -> bool:
        """One transaction for all; False where one of them fails, and nothing is done then."""
        try:
            self._commit(jobs)
        except _FAILURES:
            return False
        except BaseException as error:  # noqa: BLE001  # carried to the jobs' callers
            for job in jobs:
                job.error = error
        return True

    def _commit(self, jobs: Sequence[_Job]) -> None:
        labels = [job.label for job in jobs if job.is_write]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for job in jobs:
                job.rows = job.work(self._connection)
            for label in labels:
                self._on_commit("before", label)
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.rollback()
            raise
        for label in labels:
            self._on_commit("after", label)


def _close(connection: sqlite3.Connection) -> Rows:
    connection.close()
    return []


def _answer(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        if job.answer.done():
            continue
        if isinstance(job.error, _FAILURES):
            failed = StorageFailed(f"{job.label}: {job.error}")
            failed.__cause__ = job.error
            job.answer.set_exception(failed)
        elif job.error is not None:
            job.answer.set_exception(job.error)
        else:
            job.answer.set_result(job.rows)
