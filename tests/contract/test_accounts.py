"""What every store of the installation's account does."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.ports import Accounts
from storage.accounts import SqliteAccounts
from storage.database import Database
from tests.fakes.accounts import MemoryAccounts

STUDIO, CLOUD = "http://127.0.0.1:9000", "https://cloud.example"


@pytest.fixture(params=["memory", "sqlite"])
async def accounts(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Accounts, None]:
    if request.param == "memory":
        yield MemoryAccounts()
        return
    database = await Database.open(tmp_path / "bot.db")
    try:
        yield SqliteAccounts(database)
    finally:
        await database.close()


async def test_the_client_id_is_made_once(accounts: Accounts) -> None:
    first = await accounts.client_id()
    assert 0 < len(first) <= 64
    assert await accounts.client_id() == first


async def test_asking_at_the_same_time_gives_everybody_the_same_client_id(accounts: Accounts) -> None:
    asked = []

    async def ask() -> None:
        asked.append(await accounts.client_id())

    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(ask())
    assert len(asked) == 8
    assert len(set(asked)) == 1


async def test_a_new_installation_has_no_token(accounts: Accounts) -> None:
    assert await accounts.token(STUDIO) is None


async def test_each_backend_has_its_own_token(accounts: Accounts) -> None:
    await accounts.put_token(STUDIO, "nmv_usr_a", "anon_a")
    await accounts.put_token(CLOUD, "nmv_usr_b", None)
    assert (await accounts.token(STUDIO), await accounts.token(CLOUD)) == ("nmv_usr_a", "nmv_usr_b")


async def test_a_new_token_replaces_the_one_before(accounts: Accounts) -> None:
    await accounts.put_token(STUDIO, "nmv_usr_a", "anon_a")
    await accounts.put_token(STUDIO, "nmv_usr_c", "anon_a")
    assert await accounts.token(STUDIO) == "nmv_usr_c"
