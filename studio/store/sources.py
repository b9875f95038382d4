"""Uploads and generated media of the sessions."""

import secrets
from collections.abc import Callable, Sequence
from fractions import Fraction
from sqlite3 import IntegrityError, Row

from aiosqlite import Connection

from studio.store.database import Database
from studio.store.errors import SessionGone
from studio.store.media import StoredFile
from studio.store.model import KeptSource
from studio.timeline.model import Source, SourceId, SourceKind

_INSERT = """
INSERT INTO sources (id, session, upload_key, name, kind, extension, hash, size_bytes, duration_ms, width, height, fps,
                     has_audio, generated, created_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def new_source_id() -> SourceId:
    """A fresh name for a source."""
    return SourceId("src_" + secrets.token_hex(8))


class Sources:
    """What the sessions can edit with."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def add_upload(self, session: str, sources: Sequence[KeptSource], key: str | None) -> list[KeptSource]:
        """Keep all files of one request, or none. A key used before brings back what it brought then.

        Raises SessionGone.
        """
        try:
            async with self._database.write("upload.done") as db:
                if key is not None and (before := await _with_key(db, session, key)):
                    return before
                for kept in sources:
                    await insert_source(db, session, kept, self._now_ms())
        except IntegrityError as error:
            raise SessionGone from error
        return list(sources)

    async def of_upload(self, session: str, key: str) -> list[KeptSource]:
        """What an upload with this key brought; empty if there was none."""
        async with self._database.read() as db:
            return await _with_key(db, session, key)

    async def of(self, session: str) -> list[KeptSource]:
        """All sources of a session, oldest first."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall("SELECT * FROM sources WHERE session = ? ORDER BY row", (session,))
        return [_kept(row) for row in rows]

    async def is_kept(self, file: StoredFile) -> bool:
        """Whether any session holds this file."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall(
                "SELECT 1 FROM sources WHERE hash = ? AND extension = ? LIMIT 1", (file.hash, file.extension)
            )
        return bool(list(rows))


async def insert_source(db: Connection, session: str, kept: KeptSource, now_ms: int) -> None:
    """Add one source within a transaction."""
    source, file = kept.source, kept.file
    await db.execute(
        _INSERT,
        (
            *(source.id, session, kept.upload_key, source.name, source.kind, file.extension, file.hash),
            *(file.size_bytes, source.duration_ms, source.width, source.height),
            *(None if source.fps is None else str(source.fps), source.has_audio, source.generated, now_ms),
        ),
    )


async def _with_key(db: Connection, session: str, key: str) -> list[KeptSource]:
    rows = await db.execute_fetchall(
        "SELECT * FROM sources WHERE session = ? AND upload_key = ? ORDER BY row", (session, key)
    )
    return [_kept(row) for row in rows]


def _kept(row: Row) -> KeptSource:
    source = Source(
        id=SourceId(row["id"]),
        name=row["name"],
        kind=SourceKind(row["kind"]),
        duration_ms=row["duration_ms"],
        width=row["width"],
        height=row["height"],
        fps=None if row["fps"] is None else Fraction(row["fps"]),
        has_audio=bool(row["has_audio"]),
        generated=bool(row["generated"]),
    )
    file = StoredFile(row["hash"], row["extension"], row["size_bytes"])
    return KeptSource(source, file, row["upload_key"], row["used_by"] is not None)
