"""The whole bot on Discord in this process: adapter, core and database, before a backend that says what it was told."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord import calls, identify
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.client import DiscordOptions
from benchmarks.processes import served
from bot import wiring
from bot.core.ports import Clock
from bot.settings import Settings
from storage.discord import SqliteDiscordBook
from tests.crash.telegram_story import tiny_clip
from tests.fakes.discord_canary import no_token_anywhere
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.discord.server import DiscordServer, discord_server

__all__ = ["no_token_anywhere"]


@dataclass
class Whole:
    """The running bot, its server, and the clock of both."""

    server: DiscordServer
    clock: BriskClock
    clip: Path


@asynccontextmanager
async def running(server: DiscordServer, backend_url: str, folder: Path, clock: Clock) -> AsyncGenerator[None, None]:
    """The bot over what lies in ``folder``, until the context is left."""
    settings = Settings(_env_file=None, studio_url=backend_url, data_dir=folder)
    options = DiscordOptions(server.token, server.api_url)
    folder.mkdir(exist_ok=True)
    async with (
        wiring.open_parts(settings, folder) as parts,
        DiscordAdapter.opened(options, SqliteDiscordBook(parts.database), clock) as adapter,
        asyncio.TaskGroup() as group,
    ):
        dispatcher = parts.dispatcher([adapter], None)
        tasks = [group.create_task(dispatcher.run()), group.create_task(adapter.run(dispatcher))]
        yield
        for task in tasks:
            task.cancel()


@pytest.fixture
async def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Whole]:
    """It gives up on a silent server soon, and a lost session does not make it wait."""
    clock, clip = BriskClock(4), tmp_path / "clip.mp4"
    monkeypatch.setattr(wiring, "SystemClock", lambda: clock)
    monkeypatch.setattr(calls, "_ANSWER_S", 1.5)
    monkeypatch.setattr(calls, "FILM_ANSWER_S", 1.5)
    monkeypatch.setattr(identify, "MOST", ((timedelta(seconds=1), 1),))
    await tiny_clip(clip)
    async with (
        served("tests.crash.telegram_backend", (json.dumps({"film": str(clip)}),), tmp_path) as backend,
        discord_server(tmp_path / "discord", clock=clock) as server,
        running(server, backend.url, tmp_path / "data", clock),
    ):
        await server.ready()
        await server.until(lambda: server.world.commands)
        yield Whole(server, clock, clip)
