"""Runs the bot on a strict server, behind a troublesome proxy, and kills it again and again while people ask."""

import asyncio
import json
import os
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import served
from media.limits import DEFAULT_LIMITS
from media.runner import run_ffmpeg
from tests.crash.telegram_backend import TAG
from tests.crash.telegram_crowd import Crowd
from tests.crash.telegram_judge import Kill, Record, faults, stale
from tests.crash.telegram_process import TOKEN as TOKEN_NAME
from tests.platforms.proxy import CALM, ChaosProxy, Trouble, chaos_proxy
from tests.platforms.telegram.faults import Trouble as Swallowed
from tests.platforms.telegram.server import TOKEN, TelegramServer, telegram_server

ROOT = Path(__file__).parents[2]
_PROVOKED = ("message is not modified", "query is too old")
"""What a bot is told that does not know what its former lives did."""
_BEGUN = "SELECT before, chat FROM steps JOIN turns ON turns.id = turn WHERE steps.state = 'intended'"
_MOMENTS = ("sendVideo", "sendVideo", "sendMessage", "getUpdates", "answerCallbackQuery")


@dataclass(frozen=True)
class Plan:
    """How much of it. ``wrong``: which wrong bot, "" for ours. ``share``: of the connections, those with trouble."""

    seed: int
    updates: int
    kills: int
    privates: int
    pace_s: float
    life_s: float
    share: float = 0.25
    wrong: str = ""
    settles_s: float = 120.0


@dataclass
class Outcome:
    """What came of it."""

    updates: int
    kills: list[Kill]
    faults: list[str]
    films: int
    offers: int
    doubtful: int
    presses: int
    troubled: int
    leaks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.updates} updates, {len(self.kills)} kills, {self.troubled} connections in trouble: "
            f"{self.films} films, {self.doubtful} of them perhaps unread, {self.offers} offered again, "
            f"{self.presses} of these pressed; {len(self.faults)} faults"
        )


class Lives:
    """The bot's processes, one after the other."""

    def __init__(self, folder: Path, backend: str, telegram: str, wrong: str) -> None:
        self._folder = folder
        data = folder / "bot"
        job = {"folder": str(data), "backend": backend, "telegram": telegram, "wrong": wrong}
        self._job = json.dumps({**job, "commits": str(folder / "commits")})
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.crash.telegram_process", self._job),
                cwd=ROOT,
                env={**os.environ, TOKEN_NAME: TOKEN},
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> Kill:
        """End it by SIGKILL; what was announced by then is read from its ledger. Fails if it had ended before."""
        process = self._process
        assert process is not None
        assert process.returncode is None, f"the bot ended by itself: {self._last_words()}"
        process.kill()
        await process.wait()
        return await asyncio.to_thread(self._begun)

    def _begun(self) -> Kill:
        path = self._folder / "bot" / "bot.sqlite3"
        if not path.exists():
            return Kill()
        database = sqlite3.connect(path)
        try:
            films = database.execute(f"{_BEGUN} AND name LIKE '%result/%'").fetchall()
            statuses = database.execute(f"{_BEGUN} AND name LIKE 'status%'").fetchall()
        except sqlite3.OperationalError:  # killed before its first migration
            return Kill()
        finally:
            database.close()
        tags = frozenset(tag for before, _ in films for tag in TAG.findall(json.loads(before)["text"]))
        return Kill(tags, Counter(int(json.loads(chat)[1]) for _, chat in statuses))

    def leaks(self) -> list[str]:
        """The files that hold the token: logs, the database and whatever else the bot left behind."""
        secret = TOKEN.partition(":")[2].encode()
        places = [self._folder / "bot.log", self._folder / "commits", *(self._folder / "bot").rglob("*")]
        return [str(path) for path in places if path.is_file() and secret in path.read_bytes()]

    def _last_words(self) -> str:
        return (self._folder / "bot.log").read_text(errors="replace")[-3000:]


class Story:
    """One run."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._dice = random.Random(plan.seed)
        self._kills: list[Kill] = []

    async def run(self) -> Outcome:
        """Until every request is answered, or for a while after the last one."""
        clip = self._folder / "clip.mp4"
        await tiny_clip(clip)
        plan = self._plan
        async with self._surroundings(clip) as (server, proxy, lives):
            crowd = Crowd(server, clip, random.Random(plan.seed), plan.privates, groups=2)
            await lives.begin()
            async with asyncio.TaskGroup() as group:
                weather = group.create_task(self._weather(server))
                async with asyncio.TaskGroup() as deeds:
                    deeds.create_task(crowd.speak(plan.updates, plan.pace_s))
                    deeds.create_task(self._kill_often(server, lives))
                weather.cancel()
            await self._settle(server, crowd)
            self._kills.append(await lives.kill())
            server.refusals[:] = [said for said in server.refusals if not any(part in said for part in _PROVOKED)]
            record = Record(server.log)
            films = [asked for asked in crowd.asked if record.films_of(asked)]
            return Outcome(
                crowd.updates,
                self._kills[:-1],
                list(faults(record, crowd.asked, self._kills)),
                len(films),
                sum(record.is_offered(asked) for asked in crowd.asked),
                len(record.doubtful),
                sum(asked.again for asked in crowd.asked),
                proxy.troubled,
                await asyncio.to_thread(lives.leaks),
            )

    @asynccontextmanager
    async def _surroundings(self, clip: Path) -> AsyncGenerator[tuple[TelegramServer, ChaosProxy, Lives], None]:
        job = json.dumps({"film": str(clip)})
        async with (
            served("tests.crash.telegram_backend", (job,), self._folder) as backend,
            telegram_server(self._folder / "telegram") as server,
            chaos_proxy(server.url) as proxy,
        ):
            proxy.plan = self._trouble
            yield server, proxy, Lives(self._folder, backend.url, proxy.url, self._plan.wrong)

    def _trouble(self, number: int) -> Trouble:
        """Of a connection: its answers are cut, delayed or swallowed. What the bot says arrives."""
        dice = random.Random(f"{self._plan.seed}/{number}")
        if dice.random() >= self._plan.share:
            return Trouble(delay_s=0.02) if dice.random() < 0.2 else CALM
        many = int(10 ** dice.uniform(1.5, 4.5))
        kinds = (
            Trouble(cut_down_after=many),
            Trouble(swallow_after=many),
            Trouble(delay_s=dice.uniform(0.05, 0.5)),
        )
        return dice.choices(kinds, weights=(4, 3, 2))[0]

    async def _weather(self, server: TelegramServer) -> None:
        """Now and then a line breaks in the middle of an answer; of films, more answers get lost than of the rest."""
        dice = random.Random(f"weather {self._plan.seed}")
        while True:
            await asyncio.sleep(dice.uniform(1.0, 5.0))
            if server.faults._orders:
                continue  # else a bot that hardly speaks would never get through
            if dice.random() < 2 * self._plan.share:
                server.fail("*", Swallowed.CUT, times=2)
            if dice.random() < 2 * self._plan.share:
                server.fail("sendVideo", dice.choice((Swallowed.CUT, Swallowed.LOST)), times=1)

    async def _kill_often(self, server: TelegramServer, lives: Lives) -> None:
        for _ in range(self._plan.kills):
            await self._moment(server)
            self._kills.append(await lives.kill())
            await lives.begin()

    async def _moment(self, server: TelegramServer) -> None:
        """Any moment, one while it starts, or one right in a call."""
        kind, life_s = self._dice.random(), self._plan.life_s
        if kind < 0.15:
            await asyncio.sleep(self._dice.uniform(0.1, 2.0))
            return
        await asyncio.sleep(self._dice.uniform(0.3, 1.7) * life_s)
        if kind < 0.5:
            return
        method = self._dice.choice(_MOMENTS)
        before = len(server.calls(method))
        try:
            await server.until(lambda: len(server.calls(method)) > before, limit_s=life_s)
        except AssertionError:
            return  # nothing of the kind happens just now
        await asyncio.sleep(self._dice.choice((0.0, 0.0, 0.003, 0.03)))

    async def _settle(self, server: TelegramServer, crowd: Crowd) -> None:
        """Until all that was asked is answered and no status message is at work, as far as the bot can know."""
        until = time.monotonic() + self._plan.settles_s
        while time.monotonic() < until:
            record = Record(server.log)
            if all(record.is_answered(asked) for asked in crowd.asked) and not list(
                stale(record, crowd.asked, self._kills)
            ):
                break
            await asyncio.sleep(0.5)
        await asyncio.sleep(1.0)


async def tiny_clip(target: Path) -> None:
    """A second of a test picture, five kilobytes."""
    source = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=1"]
    await run_ffmpeg(
        [*source, "-c:v", "libx264", "-pix_fmt", "yuv420p", f"file:{target}"],
        limits=DEFAULT_LIMITS,
    )
