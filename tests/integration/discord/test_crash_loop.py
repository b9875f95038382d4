"""A bot that ends as soon as it is started, five hundred times: counted on the server, it asks for few sessions.

Adapter, book and database are the real ones. Bot and server share a clock on which nobody waits in real time, and on
which each life has its end, whether the bot is listening by then or still waits for its turn.
"""

import asyncio
import random
from itertools import pairwise
from pathlib import Path

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.client import DiscordOptions
from storage.database import Database
from storage.discord import SqliteDiscordBook
from tests.fakes.clock import FakeClock
from tests.fakes.telegram_core import ListeningCore
from tests.platforms.discord.server import DiscordServer, discord_server

RESTARTS, MOST_A_DAY = 500, 200
DAY_S, SPACING_S = 86_400.0, 5.0
_LIVES_S = (1.0, 30.0, 150.0, 400.0)


class MortalClock(FakeClock):
    """A sleep moves time on at once, but never past the end of the present life."""

    dies_at_s = 0.0

    def begin(self, life_s: float) -> None:
        self.dies_at_s = self._elapsed + life_s
        self.is_over = asyncio.Event()

    def end(self) -> None:
        self._elapsed = self.dies_at_s

    async def sleep(self, seconds: float) -> None:
        if seconds >= DAY_S:  # what is done daily is not what the bot waits for
            await asyncio.Event().wait()
        if self._elapsed + seconds >= self.dies_at_s:
            self.is_over.set()
            await asyncio.Event().wait()
        self._elapsed += max(0.0, seconds)
        await asyncio.sleep(0)


async def test_five_hundred_restarts_say_identify_at_most_two_hundred_times_a_day(tmp_path: Path) -> None:
    clock, dice = MortalClock(), random.Random(1)
    async with discord_server(tmp_path / "discord", clock=clock) as server:
        server.gateway.spacing_s = SPACING_S
        server.server("Team", server.person("Olga"))
        for _ in range(RESTARTS):
            clock.begin(dice.choice(_LIVES_S))
            await one_life(server, clock, tmp_path / "bot.sqlite3")
            clock.end()
        said_s = server.gateway.identified_at_s
    print(f"{RESTARTS} restarts in {clock.monotonic() / 3600:.1f} h: {len(said_s)} IDENTIFYs")
    assert clock.monotonic() < DAY_S, "all of it happened within one day"
    assert MOST_A_DAY / 2 < len(said_s) <= MOST_A_DAY
    assert min(later - one for one, later in pairwise(said_s)) >= SPACING_S
    assert max(said_s) > clock.monotonic() / 3, "it is slowed down before the day is used up"


async def one_life(server: DiscordServer, clock: MortalClock, path: Path) -> None:
    """Until it has a session, or its time is over."""
    database = await Database.open(path)
    before = server.gateway.identifies
    try:
        options = DiscordOptions(server.token, server.api_url)
        async with DiscordAdapter.opened(options, SqliteDiscordBook(database), clock) as adapter:
            running = asyncio.ensure_future(adapter.run(ListeningCore()))
            await server.until(lambda: server.gateway.identifies > before or clock.is_over.is_set())
            running.cancel()
            await asyncio.wait([running])
    finally:
        await database.close()
