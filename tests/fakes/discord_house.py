"""The core over a backend that does as it is told, with the real Discord adapter as its way in and out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.client import DiscordOptions
from bot.core.access import Access
from bot.core.context import Ports
from bot.core.dispatcher import Dispatcher
from bot.core.holdings import Holdings
from bot.core.ports import Clock
from bot.media_tools import SandboxedMediaTools
from storage.database import Database
from storage.discord import SqliteDiscordBook
from storage.ledger import SqliteLedger
from storage.media_store import FolderMediaStore
from storage.media_uses import SqliteMediaUses
from storage.sessions import SqliteSessions
from tests.fakes.access import open_to_all
from tests.fakes.backend import FakeBackend
from tests.fakes.house import FakeLinks
from tests.platforms.discord.server import DiscordServer


@asynccontextmanager
async def running_bot(
    server: DiscordServer,
    clock: Clock,
    backend: FakeBackend,
    folder: Path,
    *,
    access: Access | None = None,
    threads: bool = False,
) -> AsyncGenerator[Dispatcher, None]:
    """The core over that backend, with Discord as its way in and out."""
    database = await Database.open(folder / "bot.sqlite3")
    store = FolderMediaStore(folder / "media", reserve_bytes=0)
    options = DiscordOptions(server.token, server.api_url, threads=threads)
    try:
        async with DiscordAdapter.opened(options, SqliteDiscordBook(database), clock) as adapter:
            ports = Ports(
                adapter,
                backend,
                SqliteLedger(database),
                SqliteSessions(database),
                store,
                SandboxedMediaTools(store),
                FakeLinks(),
                clock,
                access or open_to_all(),
                Holdings(store, SandboxedMediaTools, SqliteMediaUses(database)),
            )
            dispatcher = Dispatcher(ports)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(dispatcher.run()), group.create_task(adapter.run(dispatcher))]
                await server.ready()
                await server.until(lambda: server.calls("bulk_set_application_commands"))
                yield dispatcher
                for task in tasks:
                    task.cancel()
    finally:
        await database.close()
