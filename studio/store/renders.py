"""Export jobs: their ids, states and films."""

import json
from collections.abc import Callable
from sqlite3 import IntegrityError, Row

from aiosqlite import Connection

from studio.store.database import Database
from studio.store.media import StoredFile
from studio.store.model import NEXT_STATES, Render, RenderedFilm, RenderState


class RenderIdTaken(Exception):
    """The account already has a render of this id."""


class Renders:
    """One row a render, for ever."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def add(self, account: str, id_: str, session: str, draft: str, short_side: int | None) -> Render:
        """Keep a new render as pending. Raises RenderIdTaken."""
        try:
            async with self._database.write("render.accept") as db:
                await db.execute(
                    "INSERT INTO renders (account, id, session, draft, short_side, state, created_ms)"
                    " VALUES (?, ?, ?, ?, ?, 'pending', ?)",
                    (account, id_, session, draft, short_side, self._now_ms()),
                )
                return await _one(db, account, id_)
        except IntegrityError as error:
            raise RenderIdTaken from error

    async def get(self, account: str, id_: str) -> Render | None:
        """An account's render."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall("SELECT * FROM renders WHERE account = ? AND id = ?", (account, id_))
        return next((_render(row) for row in rows), None)

    async def unfinished(self) -> list[Render]:
        """All renders that have not ended, in the order they came."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall(
                "SELECT * FROM renders WHERE state IN ('pending', 'processing') ORDER BY row"
            )
        return [_render(row) for row in rows]

    async def is_used(self, film: StoredFile) -> bool:
        """Whether this file is the film of any render, or was uploaded too: an untouched film is copied as it is."""
        query = "SELECT 1 FROM renders WHERE film = ? UNION ALL SELECT 1 FROM sources WHERE hash = ? LIMIT 1"
        async with self._database.read() as db:
            rows = await db.execute_fetchall(query, (film.hash, film.hash))
        return bool(list(rows))

    async def move(
        self, render: Render, state: RenderState, *, film: RenderedFilm | None = None, error: str | None = None
    ) -> Render:
        """Change the state if that is allowed from the one it is in; returns the render as it is then."""
        sources = [known for known, following in NEXT_STATES.items() if state in following]
        facts: tuple[str | int | None, ...] = (None,) * 5
        if film is not None:
            facts = (film.file.hash, film.file.size_bytes, film.duration_ms, film.width, film.height)
        extension = "mp4" if film is None else film.file.extension
        completed = self._now_ms() if state is RenderState.COMPLETED else None
        async with self._database.write(f"render.{state}") as db:
            await db.execute(
                "UPDATE renders SET state = ?, error = ?, film = ?, size_bytes = ?, duration_ms = ?, width = ?,"
                " height = ?, extension = ?, completed_ms = ?"
                " WHERE row = ? AND state IN (SELECT value FROM json_each(?))",
                (state, error, *facts, extension, completed, render.row, json.dumps(sources)),
            )
            return await _one(db, render.account, render.id)


async def _one(db: Connection, account: str, id_: str) -> Render:
    [row] = await db.execute_fetchall("SELECT * FROM renders WHERE account = ? AND id = ?", (account, id_))
    return _render(row)


def _render(row: Row) -> Render:
    film = None
    if row["film"] is not None:
        file = StoredFile(row["film"], row["extension"], row["size_bytes"])
        film = RenderedFilm(file, row["duration_ms"], row["width"], row["height"])
    return Render(
        row=row["row"],
        id=row["id"],
        account=row["account"],
        session=row["session"],
        draft=row["draft"],
        short_side=row["short_side"],
        state=RenderState(row["state"]),
        error=row["error"],
        film=film,
        created_ms=row["created_ms"],
        completed_ms=row["completed_ms"],
    )
