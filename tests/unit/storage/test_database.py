"""The database file: how it is opened, changed, and how it fails."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError, StorageFailed
from storage.accounts import SqliteAccounts
from storage.database import Database

PUT = "INSERT INTO tokens (backend, token) VALUES (?, ?)"


class PowerCut(BaseException):
    """Stands for the end of the process at one exact place."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.db"


@pytest.fixture
async def database(path: Path) -> AsyncGenerator[Database, None]:
    opened = await Database.open(path)
    yield opened
    await opened.close()


async def tokens(database: Database) -> list[str]:
    return [row["token"] for row in await database.read("SELECT token FROM tokens ORDER BY token")]


async def test_only_the_owner_can_read_the_file(database: Database, path: Path) -> None:
    await database.write("put", (PUT, ("a", "1")))
    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert modes == {"bot.db": 0o600, "bot.db-wal": 0o600, "bot.db-shm": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_a_file_left_open_to_others_is_closed_to_them(path: Path) -> None:
    path.parent.mkdir(mode=0o755)
    path.touch(0o644)
    await (await Database.open(path)).close()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_every_commit_is_on_the_disk_before_it_returns(database: Database) -> None:
    facts = {name: (await database.read(f"PRAGMA {name}"))[0][0] for name in ("journal_mode", "synchronous")}
    assert facts == {"journal_mode": "wal", "synchronous": 2}


async def test_what_was_written_is_there_after_opening_again(path: Path) -> None:
    database = await Database.open(path)
    await database.write("put", (PUT, ("a", "1")))
    await database.close()
    again = await Database.open(path)
    assert await tokens(again) == ["1"]
    await again.close()


async def test_a_failing_statement_takes_its_whole_transaction_back(database: Database) -> None:
    with pytest.raises(StorageFailed, match="put"):
        await database.write("put", (PUT, ("a", "1")), (PUT, ("a", "2")))
    assert await tokens(database) == []
    await database.write("put", (PUT, ("b", "3")))
    assert await tokens(database) == ["3"]


async def test_a_broken_rule_between_tables_is_a_storage_failure(database: Database) -> None:
    sql = "INSERT INTO steps (turn, name, state, before) VALUES ('nobody', 'edit', 'intended', '{}')"
    with pytest.raises(StorageFailed):
        await database.write("intend", (sql, ()))


async def test_writers_take_turns(database: Database) -> None:
    async with asyncio.TaskGroup() as tasks:
        for number in range(20):
            tasks.create_task(database.write("put", (PUT, (str(number), f"{number:02}")), (PUT, (f"{number}b", "x"))))
    assert len(await tokens(database)) == 40


@asynccontextmanager
async def at_work(database: Database) -> AsyncGenerator[None, None]:
    """The database's thread busy while the context lasts: what is handed in meanwhile waits together."""
    has_begun, may_end = threading.Event(), threading.Event()

    def work(_: sqlite3.Connection) -> list[list[sqlite3.Row]]:
        has_begun.set()
        may_end.wait(30.0)
        return []

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(database._jobs.do("work", work, is_write=False))
        while not has_begun.is_set():
            await asyncio.sleep(0.001)
        yield
        await asyncio.sleep(0)
        may_end.set()


async def test_writes_that_wait_together_share_a_commit(path: Path) -> None:
    heard: list[tuple[str, str]] = []
    database = await Database.open(path, lambda when, label: heard.append((when, label)))
    heard.clear()
    async with at_work(database):
        made = asyncio.gather(
            database.write("a", (PUT, ("a", "1"))), database.write("b", (PUT, ("b", "2"))), tokens(database)
        )
    assert (await made)[2] == ["1", "2"]
    assert heard == [("before", "a"), ("before", "b"), ("after", "a"), ("after", "b")]
    await database.close()


async def test_of_writes_that_wait_together_one_that_fails_takes_only_itself_back(database: Database) -> None:
    async with at_work(database):
        made = asyncio.gather(
            database.write("good", (PUT, ("a", "1"))),
            database.write("bad", (PUT, ("b", "2")), (PUT, ("b", "3"))),
            database.write("good as well", (PUT, ("c", "4"))),
            return_exceptions=True,
        )
    assert [type(outcome) for outcome in await made] == [list, StorageFailed, list]
    assert await tokens(database) == ["1", "4"]


@pytest.mark.parametrize(("moment", "kept"), [("before", []), ("after", ["1", "2"])])
async def test_a_shared_commit_that_fails_is_told_to_all_and_not_tried_again(
    path: Path, moment: str, kept: list[str]
) -> None:
    heard: list[tuple[str, str]] = []

    def on_commit(when: str, label: str) -> None:
        heard.append((when, label))
        if (when, label) == (moment, "a") and heard.count((moment, "a")) == 1:
            raise OSError("the disk is gone")

    database = await Database.open(path, on_commit)
    async with at_work(database):
        made = asyncio.gather(
            database.write("a", (PUT, ("a", "1"))), database.write("b", (PUT, ("b", "2"))), return_exceptions=True
        )
    assert [type(outcome) for outcome in await made] == [StorageFailed, StorageFailed]
    assert await tokens(database) == kept
    await database.close()


async def test_a_write_whose_caller_left_before_it_began_is_not_made(database: Database) -> None:
    async with at_work(database):
        writing = asyncio.ensure_future(database.write("put", (PUT, ("a", "1"))))
        await asyncio.sleep(0)
        writing.cancel()
    assert await tokens(database) == []


async def test_a_reader_never_sees_half_a_transaction(database: Database) -> None:
    counts = set()

    async def count() -> None:
        for _ in range(10):
            counts.add(len(await tokens(database)) % 2)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(count())
        for number in range(10):
            tasks.create_task(database.write("put", (PUT, (f"{number}a", "x")), (PUT, (f"{number}b", "x"))))
    assert counts == {0}


@pytest.mark.parametrize(("moment", "kept"), [("before", []), ("after", ["1"])])
async def test_a_process_that_ends_around_a_commit_keeps_all_of_it_or_nothing(
    path: Path, moment: str, kept: list[str]
) -> None:
    heard = []

    def on_commit(when: str, label: str) -> None:
        heard.append((when, label))
        if (when, label) == (moment, "put"):
            raise PowerCut

    database = await Database.open(path, on_commit)
    with pytest.raises(PowerCut):
        await database.write("put", (PUT, ("a", "1")))
    await database.close()
    again = await Database.open(path)
    assert await tokens(again) == kept
    await again.close()
    assert heard[-1] == (moment, "put")


async def test_every_commit_is_announced_before_and_after_it(path: Path) -> None:
    heard: list[tuple[str, str]] = []
    database = await Database.open(path, lambda when, label: heard.append((when, label)))
    migrations = len(heard)
    await database.write("put", (PUT, ("a", "1")))
    await SqliteAccounts(database).client_id()
    await database.close()
    assert heard[migrations:] == [
        ("before", "put"),
        ("after", "put"),
        ("before", "client id"),
        ("after", "client id"),
    ]


async def test_a_cancelled_writer_leaves_the_database_usable(database: Database) -> None:
    for _ in range(20):
        async with asyncio.TaskGroup() as tasks:
            writing = tasks.create_task(database.write("put", (PUT, ("a", "1")), ("DELETE FROM tokens", ())))
            await asyncio.sleep(0)
            writing.cancel()
    await database.write("put", (PUT, ("b", "2")))
    assert await tokens(database) == ["2"]


async def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    await (await Database.open(path)).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 9999")
    raw.close()
    with pytest.raises(ConfigurationError, match="9999"):
        await Database.open(path)


async def test_a_file_that_is_no_database_is_a_storage_failure(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageFailed):
        await Database.open(path)


async def test_a_folder_that_cannot_be_made_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageFailed):
        await Database.open(tmp_path / "taken" / "bot.db")


async def test_a_write_refused_by_the_disk_is_a_storage_failure(database: Database) -> None:
    # A cap on pages is SQLite's own way of being out of disk: it raises "database or disk is full".
    pages = (await database.read("PRAGMA page_count"))[0][0]
    await database.read(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFailed, match="full"):
        await database.write("put", (PUT, ("a", "x" * 100_000)))


async def test_a_closed_database_fails_and_says_so(path: Path) -> None:
    database = await Database.open(path)
    await database.close()
    with pytest.raises(StorageFailed):
        await database.read("SELECT 1")
    with pytest.raises(StorageFailed):
        await database.write("put", (PUT, ("a", "1")))
