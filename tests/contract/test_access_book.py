"""What every book of owners does."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.books import AccessBook
from bot.core.model import PlatformName, SenderId
from storage.access import SqliteAccessBook
from storage.database import Database
from tests.fakes.access import MemoryAccessBook

TELEGRAM, DISCORD = PlatformName("telegram"), PlatformName("discord")
ANA, BEN = SenderId("1001"), SenderId("1002")


@pytest.fixture(params=["memory", "sqlite"])
async def book(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[AccessBook, None]:
    if request.param == "memory":
        yield MemoryAccessBook()
        return
    database = await Database.open(tmp_path / "bot.db")
    try:
        yield SqliteAccessBook(database)
    finally:
        await database.close()


async def test_nobody_owns_a_new_installation(book: AccessBook) -> None:
    assert await book.owners() == frozenset()


async def test_owners_are_kept_by_platform(book: AccessBook) -> None:
    await book.add_owner(TELEGRAM, ANA)
    await book.add_owner(TELEGRAM, ANA)
    await book.add_owner(DISCORD, ANA)
    await book.add_owner(TELEGRAM, BEN)
    assert await book.owners() == {(TELEGRAM, ANA), (DISCORD, ANA), (TELEGRAM, BEN)}


async def test_owners_are_there_after_a_restart(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "bot.db")
    await SqliteAccessBook(database).add_owner(TELEGRAM, ANA)
    await database.close()
    database = await Database.open(tmp_path / "bot.db")
    assert await SqliteAccessBook(database).owners() == {(TELEGRAM, ANA)}
    await database.close()
