"""The one connection to the one SQLite file: opening, migrations, transactions, and the translation of failures.

Everything is written through ``write`` and read through ``read``; nobody else commits.
There is one connection on purpose: SQLite before 3.51.3 can corrupt a WAL file that two connections write
(sqlite.org/wal.html, "the WAL-reset bug").
"""

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

import aiosqlite

from bot.core.errors import ConfigurationError, StorageFailed
from storage.shared_commits import CommitListener, Rows, SharedCommits

SqlValue = str | int | float | bytes | None
Statement = tuple[str, Sequence[SqlValue]]

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")


class Database:
    """The open database. Its methods may be called from many tasks; they take turns."""

    def __init__(self, connection: aiosqlite.Connection, on_commit: CommitListener) -> None:
        self._connection = connection
        self._jobs = SharedCommits(connection, on_commit)
        self._on_commit = on_commit

    @classmethod
    async def open(cls, path: Path, on_commit: CommitListener | None = None) -> Self:
        """Open the file (made if absent, for its owner only) and bring its schema up to date.

        ``on_commit`` hears "before" and "after" each commit with its label, in the database's thread; crash tests kill
        the process there. Raises StorageFailed, and ConfigurationError when a newer version of Cutdesk wrote the file.
        """
        try:
            _make_private(path)
            connection = await aiosqlite.connect(path, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise StorageFailed(f"open: {error}") from error
        connection.row_factory = sqlite3.Row
        database = cls(connection, on_commit or _unheard)
        try:
            await database._prepare()
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await self._connection.close()

    async def write(self, label: str, *statements: Statement) -> list[list[sqlite3.Row]]:
        """Run the statements in one transaction; all of them are durable on return, or none.

        Returns each statement's rows (of its RETURNING clause). ``label`` names the write for ``on_commit``. Writes
        that wait at the same time may share a commit, but one that fails takes only itself back. Raises StorageFailed.
        """

        def run(connection: sqlite3.Connection) -> Rows:
            return [connection.execute(sql, values).fetchall() for sql, values in statements]

        return await self._jobs.do(label, run, is_write=True)

    async def read(self, sql: str, *values: SqlValue) -> list[sqlite3.Row]:
        """The rows of one query. Raises StorageFailed."""
        (rows,) = await self._jobs.do("read", lambda made: [made.execute(sql, values).fetchall()], is_write=False)
        return rows

    async def _prepare(self) -> None:
        for pragma in _PRAGMAS:
            await self.read(f"PRAGMA {pragma}")
        rows = await self.read("PRAGMA user_version")
        scripts = _migrations()
        version, newest = int(rows[0][0]), max(scripts, default=0)
        if version > newest:
            raise ConfigurationError(
                f"the database has schema {version}, this version of Cutdesk knows {newest}: "
                "start the newer version, or restore an older copy"
            )
        for number in range(version + 1, newest + 1):
            await self._migrate(number, scripts[number])

    async def _migrate(self, number: int, script: str) -> None:
        label = f"migrate {number}"

        def run(connection: sqlite3.Connection) -> Rows:
            self._on_commit("before", label)
            try:
                connection.executescript(f"BEGIN;\n{script}\nPRAGMA user_version={number};\nCOMMIT;")
            except sqlite3.Error:
                connection.rollback()
                raise
            self._on_commit("after", label)
            return []

        await self._jobs.do(label, run, is_write=False)


def _migrations() -> dict[int, str]:
    found = {}
    for path in sorted(_MIGRATIONS.glob("*.sql")):
        match = _MIGRATION_NAME.fullmatch(path.name)
        if match is None:
            raise ConfigurationError(f"{path.name} is not named like a migration")
        found[int(match[1])] = path.read_text(encoding="utf-8")
    return found


def _make_private(path: Path) -> None:
    """The database holds tokens and messages: nobody but its owner may read it, whatever the umask."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(PermissionError):  # a mounted folder may belong to somebody else; the file itself stays closed
        path.parent.chmod(0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


def _unheard(_moment: Literal["before", "after"], _label: str) -> None:
    return None
