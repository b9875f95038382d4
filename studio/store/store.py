"""Everything the studio keeps, opened together: the database and the media folder."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from studio.store.accounts import Accounts
from studio.store.analyses import Analyses
from studio.store.database import CommitHook, Database, FailureHook
from studio.store.edits import Edits
from studio.store.folder import DataFolder
from studio.store.forgetting import Forgetting
from studio.store.media import DISK_RESERVE_BYTES, MediaFolder, Room, free_bytes
from studio.store.renders import Renders
from studio.store.sessions import Sessions
from studio.store.sources import Sources


def system_now_ms() -> int:
    """The moment, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _ignore(*_: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """What a caller may choose, mostly tests: hooks, the clock, and how the disk's room is measured."""

    on_commit: CommitHook = _ignore
    on_failure: FailureHook = _ignore
    now_ms: Callable[[], int] = system_now_ms
    reserve_bytes: int = DISK_RESERVE_BYTES
    room: Room = free_bytes


@dataclass(frozen=True, slots=True)
class Store:
    """The parts, each owning some tables."""

    folder: DataFolder
    media: MediaFolder
    accounts: Accounts
    sessions: Sessions
    sources: Sources
    edits: Edits
    renders: Renders
    analyses: Analyses
    forgetting: Forgetting
    database: Database
    now_ms: Callable[[], int]

    async def check(self) -> None:
        """Write something durably. Raises StorageFailed."""
        async with self.database.write("health") as db:
            await db.execute("INSERT OR REPLACE INTO health VALUES (1, ?)", (self.now_ms(),))


@asynccontextmanager
async def open_store(folder: DataFolder, options: StoreOptions | None = None) -> AsyncGenerator[Store, None]:
    """Open the store in a locked folder and remove media nothing refers to. Raises StorageFailed."""
    chosen = options or StoreOptions()
    database = await Database.open(folder.database, on_commit=chosen.on_commit, on_failure=chosen.on_failure)
    media = MediaFolder(
        folder.media,
        folder.incoming,
        on_step=database.durable,
        reserve_bytes=chosen.reserve_bytes,
        room=chosen.room,
    )
    store = Store(
        folder=folder,
        media=media,
        accounts=Accounts(database, chosen.now_ms),
        sessions=Sessions(database, chosen.now_ms),
        sources=Sources(database, chosen.now_ms),
        edits=Edits(database, chosen.now_ms),
        renders=Renders(database, chosen.now_ms),
        analyses=Analyses(database),
        forgetting=Forgetting(database, media),
        database=database,
        now_ms=chosen.now_ms,
    )
    try:
        await media.sweep(await _kept_files(store))
        yield store
    finally:
        await database.close()


async def _kept_files(store: Store) -> set[str]:
    async with store.database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT hash || '.' || extension AS name FROM sources"
            " UNION SELECT film || '.' || extension FROM renders WHERE film IS NOT NULL"
        )
    return {row["name"] for row in rows}
