"""The studio's database: private, durable, announced commits, failing stop."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.store.database import Database
from studio.store.errors import StorageFailed
from studio.store.folder import DataFolder
from studio.store.store import StoreOptions, open_store


async def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    previous = os.umask(0o000)
    try:
        database = await Database.open(tmp_path / "a.sqlite3")
        await database.close()
    finally:
        os.umask(previous)
    assert (tmp_path / "a.sqlite3").stat().st_mode & 0o777 == 0o600


async def test_writes_are_durable_and_rules_enforced(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "a.sqlite3")
    async with database.read() as db:
        found = {}
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            row = await (await db.execute(f"PRAGMA {name}")).fetchone()
            found[name] = row[0] if row is not None else None
    await database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


async def test_an_existing_database_is_opened_as_it_is(tmp_path: Path) -> None:
    heard: list[str] = []
    for _ in range(2):
        database = await Database.open(tmp_path / "a.sqlite3", on_commit=lambda _, label: heard.append(label))
        await database.close()
    assert heard == ["migration.1"] * 2 + ["migration.2"] * 2


async def test_the_hook_hears_before_and_after_each_commit(tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []

    def watch(moment: str, label: str) -> None:
        with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as other:
            count = other.execute("SELECT count(*) FROM accounts").fetchone()[0] if label == "add" else -1
        heard.append((f"{moment} {label}", count))

    database = await Database.open(tmp_path / "a.sqlite3", on_commit=watch)
    async with database.write("add") as db:
        await db.execute("INSERT INTO accounts VALUES ('a', 'c', 0)")
    await database.close()
    assert heard[-2:] == [("before add", 0), ("after add", 1)]


async def test_a_transaction_that_raises_leaves_nothing(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "a.sqlite3")

    async def fail() -> None:
        async with database.write("add") as db:
            await db.execute("INSERT INTO accounts VALUES ('a', 'c', 0)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as db:
        assert await db.execute_fetchall("SELECT * FROM accounts") == []
    await database.close()


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "a.sqlite3")
    inside = asyncio.Event()

    async def hang() -> None:
        async with database.write("hang") as db:
            await db.execute("INSERT INTO accounts VALUES ('a', 'c', 0)")
            inside.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(hang())
        await inside.wait()
        task.cancel()
    async with database.write("add") as db:
        await db.execute("INSERT INTO accounts VALUES ('b', 'd', 0)")
    async with database.read() as db:
        assert [tuple(row) for row in await db.execute_fetchall("SELECT id FROM accounts")] == [("b",)]
    await database.close()


async def test_a_broken_rule_is_the_callers_and_no_failure_of_storage(tmp_path: Path) -> None:
    failures: list[Exception] = []
    database = await Database.open(tmp_path / "a.sqlite3", on_failure=failures.append)
    with pytest.raises(sqlite3.IntegrityError):
        async with database.write("token") as db:
            await db.execute("INSERT INTO tokens VALUES ('h', 'nobody', 0)")
    await database.close()
    assert failures == []


async def test_a_disk_error_is_a_failure_of_storage(tmp_path: Path) -> None:
    failures: list[Exception] = []
    database = await Database.open(tmp_path / "a.sqlite3", on_failure=failures.append)
    async with database.write("pages") as db:
        await db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StorageFailed):
        async with database.write("fill") as db:
            await db.execute("INSERT INTO accounts VALUES (hex(zeroblob(2000000)), 'c', 0)")
    await database.close()
    assert len(failures) == 1


async def test_a_file_that_is_no_database_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite3").write_bytes(b"no database at all" * 100)
    failures: list[Exception] = []
    with pytest.raises(StorageFailed):
        await Database.open(tmp_path / "a.sqlite3", on_failure=failures.append)
    assert len(failures) == 1


async def test_a_folder_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed):
        await Database.open(tmp_path / "missing" / "a.sqlite3")


async def test_media_nobody_refers_to_is_removed_at_start(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    async with open_store(folder, StoreOptions(reserve_bytes=0)) as store:
        async with store.media.receive(100) as incoming:
            await incoming.write(b"orphan")
            await store.media.keep(incoming.path, await incoming.finish(), "mp4")
        assert len(list(folder.media.glob("*/*"))) == 1
    async with open_store(folder):
        assert list(folder.media.glob("*/*")) == []
    folder.close()
