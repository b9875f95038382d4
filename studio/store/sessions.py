"""Sessions, and which version of the film each stands at."""

import secrets
from collections.abc import Callable
from sqlite3 import Row

from studio.store.database import Database
from studio.store.model import Session


class Sessions:
    """One row a project."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def open(self, account: str, task_name: str, language: str | None) -> Session:
        """Make a new, empty session."""
        session = Session(secrets.token_hex(16), account, "task_" + secrets.token_hex(10), task_name, None, None)
        async with self._database.write("session.open") as db:
            await db.execute(
                "INSERT INTO sessions (id, account, task, task_name, language, created_ms) VALUES (?, ?, ?, ?, ?, ?)",
                (session.id, account, session.task, task_name, language, self._now_ms()),
            )
        return session

    async def get(self, session: str, account: str | None = None) -> Session | None:
        """The session, if it exists and (where an account is given) belongs to it."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall("SELECT * FROM sessions WHERE id = ?", (session,))
        return next((_session(row) for row in rows if account in {None, row["account"]}), None)


def _session(row: Row) -> Session:
    return Session(row["id"], row["account"], row["task"], row["task_name"], row["version"], row["tip"])
