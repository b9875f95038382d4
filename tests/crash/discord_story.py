"""Runs the bot on a strict Discord, and kills it again and again while people ask."""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import served
from tests.crash.discord_crowd import Crowd
from tests.crash.discord_judge import backlog, faults, forgive, is_settled
from tests.crash.discord_process import TOKEN as TOKEN_NAME
from tests.crash.shifted_clock import ShiftedClock
from tests.crash.telegram_story import tiny_clip
from tests.platforms.discord.server import TOKEN, DiscordServer, discord_server
from tests.platforms.telegram.faults import Trouble

ROOT = Path(__file__).parents[2]
HOUR_S = 3600.0
_WEATHER = (Trouble.CUT, Trouble.LOST, Trouble.RESET, Trouble.ERROR)
_READY_S = 60.0
_LONG_S = 240.0
_MOST_WAITING, _FEW_WAITING = 24, 4


@dataclass(frozen=True)
class Death:
    """One kill. ``point``: at which commit, "" for any moment; ``away_s``: how long the bot is down, by the clocks."""

    point: str = ""
    away_s: float = 1.0


@dataclass(frozen=True)
class Plan:
    """How much of it: requests before each life, and in it each ``pause_s`` seconds; ``point_s``: how long a life may
    last on its way to its point; ``weather_s``: seconds between two failing calls, 0 for none; ``wrong``: which wrong
    bot, "" for ours.
    """

    seed: int
    deaths: Sequence[Death]
    privates: int = 4
    ways: tuple[str, ...] = ()
    while_down: int = 2
    while_up: int = 3
    pause_s: float = 5.0
    point_s: float = 40.0
    weather_s: float = 0.0
    wrong: str = ""
    settles_s: float = _LONG_S


@dataclass
class Outcome:
    """What came of it. ``at_points``: the kills that met their point; ``labels``: the commits there were."""

    requests: int = 0
    owed: int = 0
    kills: int = 0
    at_points: list[str] = field(default_factory=list)
    films: int = 0
    troubled: int = 0
    faults: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.requests} requests, {self.owed} owed an answer, {self.kills} kills, {len(self.at_points)} of them "
            f"at their point, {self.troubled} calls in trouble: {self.films} films, {len(self.faults)} faults"
        )


class Lives:
    """The bot's processes, one after the other."""

    def __init__(self, folder: Path, backend: str, discord: str, wrong: str) -> None:
        self._folder = folder
        self.commits = folder / "commits"
        data = folder / "bot"
        self._job = {"folder": str(data), "backend": backend, "discord": discord, "wrong": wrong}
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self, kill: str, shift_s: float) -> None:
        """The next life, to be ended at that point."""
        job = json.dumps({**self._job, "commits": str(self.commits), "kill": kill, "shift_s": shift_s})
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.crash.discord_process", job),
                cwd=ROOT,
                env={**os.environ, TOKEN_NAME: TOKEN},
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    async def ends(self, limit_s: float) -> bool:
        """Whether it ends at its point within that time; else it is killed. Fails if it ended in any other way."""
        process = self._process
        assert process is not None
        try:
            async with asyncio.timeout(limit_s):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            return False
        assert process.returncode == -signal.SIGKILL, f"the bot ended by itself: {self._last_words()}"
        return True

    def leaks(self) -> list[str]:
        """The files that hold the token: logs, the database and whatever else the bot left behind."""
        secret = TOKEN.rpartition(".")[2].encode()
        places = [self._folder / "bot.log", self.commits, *(self._folder / "bot").rglob("*")]
        return [str(path) for path in places if path.is_file() and secret in path.read_bytes()]

    def _last_words(self) -> str:
        return (self._folder / "bot.log").read_text(errors="replace")[-3000:]


class Story:
    """One run."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._dice = random.Random(plan.seed)
        self._clock = ShiftedClock()
        self._outcome = Outcome()

    async def run(self) -> Outcome:
        """Until every request is answered, or for a while after the last one."""
        clip = self._folder / "clip.mp4"
        await tiny_clip(clip)
        async with self._surroundings(clip) as (server, lives):
            crowd = Crowd(server, clip, self._dice, self._plan.privates, self._plan.ways)
            await lives.begin("", self._clock.shift_s)
            await server.ready(_READY_S)
            await server.until(lambda: server.world.commands, _READY_S)
            await crowd.begins()
            await self._settles(server, crowd, _LONG_S)
            weather = asyncio.ensure_future(self._weather(server))
            await lives.ends(0.0)
            for death in self._plan.deaths:
                if backlog(server, crowd.asked) > _MOST_WAITING:
                    await self._breathe(server, lives, crowd)
                await crowd.speaks(self._plan.while_down, 0.0)
                self._clock.leap(death.away_s)
                await self._life(server, lives, crowd, death)
            weather.cancel()
            await lives.begin("", self._clock.shift_s)
            await self._settles(server, crowd, self._plan.settles_s)
            await lives.ends(1.0)
            return await self._judged(server, crowd, lives)

    @asynccontextmanager
    async def _surroundings(self, clip: Path) -> AsyncGenerator[tuple[DiscordServer, Lives], None]:
        job = json.dumps({"film": str(clip)})
        async with (
            served("tests.crash.telegram_backend", (job,), self._folder) as backend,
            discord_server(self._folder / "discord", clock=self._clock) as server,
        ):
            yield server, Lives(self._folder, backend.url, server.api_url, self._plan.wrong)

    async def _life(self, server: DiscordServer, lives: Lives, crowd: Crowd, death: Death) -> None:
        """One life of the bot, in which people ask for more, and its end."""
        await lives.begin(death.point, self._clock.shift_s)
        asking = asyncio.ensure_future(self._ask(server, crowd))
        life_s = self._plan.point_s if death.point else self._dice.uniform(0.3, 6.0)
        if await lives.ends(life_s):
            self._outcome.at_points.append(death.point)
        self._outcome.kills += 1
        asking.cancel()
        await asyncio.wait([asking])

    async def _breathe(self, server: DiscordServer, lives: Lives, crowd: Crowd) -> None:
        """A life to work off what waits, lest the chats' lines be full: who comes then is sent away with a word."""
        await lives.begin("", self._clock.shift_s)
        until = time.monotonic() + _LONG_S
        while time.monotonic() < until and backlog(server, crowd.asked) > _FEW_WAITING:
            await asyncio.sleep(0.3)
        await lives.ends(0.0)

    async def _ask(self, server: DiscordServer, crowd: Crowd) -> None:
        """As soon as it hears, and again and again, lest it have nothing to do before it is at its point."""
        await server.ready(self._plan.point_s)
        while True:
            await crowd.speaks(self._plan.while_up, 0.1)
            await asyncio.sleep(self._plan.pause_s)

    async def _weather(self, server: DiscordServer) -> None:
        while self._plan.weather_s:
            await asyncio.sleep(self._dice.uniform(0.5, 1.5) * self._plan.weather_s)
            if self._dice.random() < 0.2:
                server.gateway.drop()
                continue
            operation = self._dice.choice(("create_message", "create_message", "update_message", "list_messages"))
            server.fail(operation, self._dice.choice(_WEATHER), status=self._dice.choice((500, 502, 503)))
            self._outcome.troubled += 1

    async def _settles(self, server: DiscordServer, crowd: Crowd, limit_s: float) -> None:
        """Until all that is owed is there and no status message is at work, or something came twice."""
        until = time.monotonic() + limit_s
        while time.monotonic() < until and not is_settled(server, crowd.asked):
            await asyncio.sleep(0.3)

    async def _judged(self, server: DiscordServer, crowd: Crowd, lives: Lives) -> Outcome:
        forgive(server)
        outcome = self._outcome
        outcome.requests, outcome.owed = len(crowd.asked), sum(each.is_owed for each in crowd.asked)
        outcome.faults = list(faults(server, crowd.asked))
        outcome.films = sum(len(room.videos) for room in server.rooms)
        outcome.leaks = await asyncio.to_thread(lives.leaks)
        outcome.labels = lives.commits.read_text().splitlines()
        return outcome
