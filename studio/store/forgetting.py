"""Deleting a session for good: its rows in one transaction, then the files that nothing else refers to.

A studio killed in between finds those files stray when it opens its folder, and removes them then. Generated music is
left to that sweep as well: it is nobody's, and another session may be about to use the same.
"""

from aiosqlite import Connection

from studio.store.database import Database
from studio.store.media import MediaFolder

_FILES = """
SELECT hash, extension FROM sources WHERE session = ?1 AND NOT generated
UNION SELECT film, extension FROM renders WHERE session = ?1 AND film IS NOT NULL"""

# Whatever the extension: an untouched film is a copy of its source.
_USED = "SELECT 1 FROM sources WHERE hash = ?1 UNION ALL SELECT 1 FROM renders WHERE film = ?1 LIMIT 1"


class Forgetting:
    """Takes a session out of all tables and off the disk. Nothing of it may run any more."""

    def __init__(self, database: Database, media: MediaFolder) -> None:
        self._database = database
        self._media = media

    async def forget(self, session: str) -> None:
        """Delete it; one that is not there is no error."""
        async with self._media.clearing():
            async with self._database.write("session.forget") as db:
                files = [(row["hash"], row["extension"]) for row in await db.execute_fetchall(_FILES, (session,))]
                for table in ("versions", "edits", "renders", "sources"):
                    await db.execute(f"DELETE FROM {table} WHERE session = ?", (session,))  # noqa: S608 - our own names
                await db.execute("DELETE FROM sessions WHERE id = ?", (session,))
                stray = [file for file in files if not await _is_used(db, file[0])]
                await db.executemany("DELETE FROM analyses WHERE hash = ?", [(hash_,) for hash_, _ in stray])
            for hash_, extension in stray:
                await self._media.discard(hash_, extension)


async def _is_used(db: Connection, hash_: str) -> bool:
    return bool(list(await db.execute_fetchall(_USED, (hash_,))))
