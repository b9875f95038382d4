"""The studio's one SQLite connection: migrations, transactions, and stopping when the disk fails.

Every write is one transaction with a label; ``on_commit`` is told "before" and "after" each durable commit, so that a
test can end the process at any of them. A failing database is reported to ``on_failure`` and raised as
``StorageFailed``: the process must end rather than go on with work it cannot keep.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import aiosqlite

from studio.store.errors import StorageFailed

CommitHook = Callable[[str, str], None]
FailureHook = Callable[[Exception], None]

_MIGRATIONS = Path(__file__).with_name("migrations")


def _ignore_commit(_moment: str, _label: str) -> None:
    """Nobody watches the commits."""


def _ignore_failure(_error: Exception) -> None:
    """Nobody but the caller hears of a failure."""


class Database:
    """One connection for everything: SQLite before 3.51.3 can corrupt a WAL that two connections reset."""

    def __init__(self, connection: aiosqlite.Connection, on_commit: CommitHook, on_failure: FailureHook) -> None:
        self._connection = connection
        self._on_commit = on_commit
        self._on_failure = on_failure
        self._turn = asyncio.Lock()

    @classmethod
    async def open(
        cls, path: Path, *, on_commit: CommitHook = _ignore_commit, on_failure: FailureHook = _ignore_failure
    ) -> Self:
        """Open or create the file (mode 0600) and bring its schema up to date. Raises StorageFailed."""
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            path.chmod(0o600)
            connection = await aiosqlite.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            on_failure(error)
            raise StorageFailed(f"cannot open the database: {error}") from error
        database = cls(connection, on_commit, on_failure)
        try:
            await database._prepare()
        except BaseException:
            await connection.close()
            raise
        return database

    async def close(self) -> None:
        """Finish what is queued and close the file."""
        async with self._turn:
            await self._connection.close()

    @asynccontextmanager
    async def write(self, label: str) -> AsyncGenerator[aiosqlite.Connection, None]:
        """One transaction: committed durably at the end of the block, rolled back if it raises.

        Raises StorageFailed. A cancellation that arrives during the commit lets the commit finish first.
        """
        async with self._turn:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._on_commit("before", label)
                await asyncio.shield(self._connection.commit())
                self._on_commit("after", label)
            except BaseException as error:
                await self._undo()
                raise self._judged(error) from error

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[aiosqlite.Connection, None]:
        """Look without changing; never sees another's half-done transaction. Raises StorageFailed."""
        async with self._turn:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise self._judged(error) from error

    def durable(self, moment: str, label: str) -> None:
        """Tell the commit hook of a durable step outside the database (a file moved into place)."""
        self._on_commit(moment, label)

    async def _undo(self) -> None:
        try:
            # Queued behind a commit that is still running, so the connection is free when this returns.
            await asyncio.shield(self._connection.rollback())
        except (sqlite3.Error, ValueError):
            return

    def _judged(self, error: BaseException) -> BaseException:
        """The error to raise: a broken store stops the process, a broken rule of the schema is the caller's."""
        if not isinstance(error, sqlite3.Error) or isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            return error
        self._on_failure(error)
        return StorageFailed(str(error))

    async def _prepare(self) -> None:
        async with self.read() as connection:
            connection.row_factory = sqlite3.Row
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
                await connection.execute(f"PRAGMA {pragma}")
            row = await (await connection.execute("PRAGMA user_version")).fetchone()
        done = int(row[0]) if row else 0
        for script in await asyncio.to_thread(lambda: sorted(_MIGRATIONS.glob("*.sql"))):
            number = int(script.name.split("_")[0])
            if number > done:
                await self._migrate(number, await asyncio.to_thread(script.read_text, encoding="utf-8"))

    async def _migrate(self, number: int, script: str) -> None:
        async with self.write(f"migration.{number}") as connection:
            for statement in _statements(script):
                await connection.execute(statement)
            await connection.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> list[str]:
    """The script's statements one by one: ``executescript`` would commit before the first."""
    statements: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            statements.append(pending)
            pending = ""
    if pending.strip():
        raise ValueError("a migration ends in an unfinished statement")
    return statements
