"""Edits and the versions they make: accepted durably, finished in one transaction.

Versions form a tree by their parent. Undo moves a session's pointer to the parent, redo back towards the tip; a new
version becomes the tip, so what was undone before it can no longer be reached.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from sqlite3 import IntegrityError, Row

from aiosqlite import Connection

from studio.store.database import Database
from studio.store.errors import SessionGone
from studio.store.model import Edit, EditState, KeptSource
from studio.store.sources import insert_source


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its number within the session and its draft as JSON."""

    number: int
    draft: str


@dataclass(frozen=True, slots=True)
class Versions:
    """Where a session stands: ``current`` is None before the first edit; how far undo and redo reach."""

    current: Version | None = None
    back: tuple[int, ...] = ()
    forward: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an edit that is done brings. ``drafts``: makers of new versions, one on top of the other; each is given
    its number and returns its JSON.

    ``goto``: instead, the existing version to stand at. ``used``: sources the new versions use. ``generated``: media
    made by the edit.
    """

    drafts: Sequence[Callable[[int], str]] = ()
    goto: int | None = None
    used: Sequence[str] = ()
    generated: Sequence[KeptSource] = ()


class Edits:
    """The requests to edit, each answered once."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def accept(self, session: str, key: str, text: str) -> tuple[Edit, bool]:
        """Keep a request as waiting. A key used before in this session brings back that edit, and False.

        Raises SessionGone.
        """
        try:
            async with self._database.write("edit.accept") as db:
                if (before := await _by_key(db, session, key)) is not None:
                    return before, False
                return await self._insert(db, session, key, text, EditState.WAITING), True
        except IntegrityError as error:
            raise SessionGone from error

    async def refuse(self, session: str, key: str, events: str) -> Edit:
        """Remember a key as cancelled before its request came; a key that is known is brought back as it is."""
        async with self._database.write("edit.refuse") as db:
            if (before := await _by_key(db, session, key)) is not None:
                return before
            return await self._insert(db, session, key, "", EditState.CANCELLED, events)

    async def get(self, session: str, key: str) -> Edit | None:
        """The edit with this key."""
        async with self._database.read() as db:
            return await _by_key(db, session, key)

    async def unfinished(self) -> list[Edit]:
        """All edits that have not ended, in the order they came."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall("SELECT * FROM edits WHERE state IN ('waiting', 'running') ORDER BY row")
        return [_edit(row) for row in rows]

    async def start(self, edit: Edit) -> None:
        """The edit is being worked on."""
        async with self._database.write("edit.start") as db:
            await db.execute("UPDATE edits SET state = 'running' WHERE id = ? AND state = 'waiting'", (edit.id,))

    async def end(self, edit: Edit, state: EditState, events: str) -> None:
        """The edit failed or was cancelled; the session stays as it is."""
        async with self._database.write(f"edit.{state}") as db:
            await self._end(db, edit, state, events)

    async def finish(self, edit: Edit, outcome: Outcome, events: Callable[[int | None], str]) -> None:
        """The edit is done: versions, sources, pointer and answer in one transaction.

        ``events`` makes the answer's JSON, given the number the session's current version has afterwards.
        """
        async with self._database.write("edit.done") as db:
            for kept in outcome.generated:
                await insert_source(db, edit.session, kept, self._now_ms())
            [session] = await db.execute_fetchall("SELECT version, tip FROM sessions WHERE id = ?", (edit.session,))
            current, tip = session["version"], session["tip"]
            for draft in outcome.drafts:
                current = tip = await self._add_version(db, edit, current, draft)
            if outcome.goto is not None:
                current = outcome.goto
            await db.execute("UPDATE sessions SET version = ?, tip = ? WHERE id = ?", (current, tip, edit.session))
            await db.executemany(
                "UPDATE sources SET used_by = ? WHERE id = ? AND session = ? AND used_by IS NULL",
                [(current, source, edit.session) for source in outcome.used],
            )
            await self._end(db, edit, EditState.DONE, events(current))

    async def versions(self, session: str) -> Versions:
        """Where the session stands, and the numbers undo and redo would reach, nearest first."""
        async with self._database.read() as db:
            [row] = await db.execute_fetchall("SELECT version, tip FROM sessions WHERE id = ?", (session,))
            current, tip = row["version"], row["tip"]
            if current is None:
                return Versions()
            rows = await db.execute_fetchall("SELECT number, parent FROM versions WHERE session = ?", (session,))
            [draft] = await db.execute_fetchall(
                "SELECT draft FROM versions WHERE session = ? AND number = ?", (session, current)
            )
        parents = {row["number"]: row["parent"] for row in rows}
        back = _line(parents, current)
        forward = [number for number in [tip, *_line(parents, tip)] if number > current]
        return Versions(Version(current, draft["draft"]), tuple(back), tuple(reversed(forward)))

    async def draft(self, session: str, number: int) -> str:
        """The draft of one version as JSON; the version must exist."""
        async with self._database.read() as db:
            [row] = await db.execute_fetchall(
                "SELECT draft FROM versions WHERE session = ? AND number = ?", (session, number)
            )
        return str(row["draft"])

    async def _insert(
        self, db: Connection, session: str, key: str, text: str, state: EditState, events: str = "[]"
    ) -> Edit:
        now = self._now_ms()
        edit = Edit("e-" + secrets.token_hex(16), session, key, text, state, events)
        await db.execute(
            "INSERT INTO edits (id, session, key, text, state, events, created_ms, ended_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (edit.id, session, key, text, state, events, now, now if state.is_final else None),
        )
        return edit

    async def _add_version(self, db: Connection, edit: Edit, parent: int | None, draft: Callable[[int], str]) -> int:
        [row] = await db.execute_fetchall(
            "SELECT coalesce(max(number), 0) + 1 AS number FROM versions WHERE session = ?", (edit.session,)
        )
        number = int(row["number"])
        await db.execute(
            "INSERT INTO versions (session, number, parent, draft, edit, created_ms) VALUES (?, ?, ?, ?, ?, ?)",
            (edit.session, number, parent, draft(number), edit.id, self._now_ms()),
        )
        return number

    async def _end(self, db: Connection, edit: Edit, state: EditState, events: str) -> None:
        await db.execute(
            "UPDATE edits SET state = ?, events = ?, ended_ms = ? WHERE id = ? AND ended_ms IS NULL",
            (state, events, self._now_ms(), edit.id),
        )


def _line(parents: dict[int, int | None], number: int) -> list[int]:
    """The ancestors of a version, nearest first."""
    line: list[int] = []
    parent = parents[number]
    while parent is not None:
        line.append(parent)
        parent = parents[parent]
    return line


async def _by_key(db: Connection, session: str, key: str) -> Edit | None:
    rows = await db.execute_fetchall("SELECT * FROM edits WHERE session = ? AND key = ?", (session, key))
    return next((_edit(row) for row in rows), None)


def _edit(row: Row) -> Edit:
    return Edit(row["id"], row["session"], row["key"], row["text"], EditState(row["state"]), row["events"])
