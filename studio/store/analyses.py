"""What was once found out about a file's content, so that it is measured once."""

import json
from typing import Any

from studio.store.database import Database


class Analyses:
    """Results by content hash and kind; any JSON value. A kind's name changes with its method."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, hash_: str, kind: str) -> Any | None:
        """The stored result, None if there is none."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall("SELECT result FROM analyses WHERE hash = ? AND kind = ?", (hash_, kind))
        return next((json.loads(row["result"]) for row in rows), None)

    async def put(self, hash_: str, kind: str, result: Any) -> None:
        """Keep a result, replacing the one before."""
        async with self._database.write("analysis.put") as db:
            await db.execute("INSERT OR REPLACE INTO analyses VALUES (?, ?, ?)", (hash_, kind, json.dumps(result)))
