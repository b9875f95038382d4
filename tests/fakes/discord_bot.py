"""The real Discord adapter over a real database, against the strict server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.client import DiscordOptions
from bot.clock import SystemClock
from bot.core.ports import Clock
from storage.database import Database
from storage.discord import SqliteDiscordBook
from tests.fakes.telegram_core import ListeningCore
from tests.platforms.discord.server import DiscordServer


@asynccontextmanager
async def discord_bot(
    server: DiscordServer,
    folder: Path,
    *,
    clock: Clock | None = None,
    core: ListeningCore | None = None,
    silence_s: float = 30.0,
    waits: bool = True,
) -> AsyncGenerator[DiscordAdapter, None]:
    """A process of the bot over ``folder``, with a core that only listens; it is logged in, if ``waits``."""
    database = await Database.open(folder / "bot.sqlite3")
    options = DiscordOptions(server.token, server.api_url, silence_s=silence_s)
    try:
        opened = DiscordAdapter.opened(options, SqliteDiscordBook(database), clock or SystemClock())
        async with opened as adapter, asyncio.TaskGroup() as group:
            running = group.create_task(adapter.run(core or ListeningCore()))
            if waits:
                await adapter.listening()
            yield adapter
            running.cancel()
    finally:
        await database.close()
