"""Runs one turn on real processes, kills them where it is told to, starts them again, and reports what came of it."""

import asyncio
import json
import signal
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.bot_process import started_at
from tests.crash.nursery import Child, Nursery
from tests.crash.platform_log import as_seen

WORDS = "cut the pauses, add background music and export in 240p"
_LIMIT_S = 120


@dataclass(frozen=True, slots=True)
class Kills:
    """Where to kill: a kill switch's specification for each process, empty for none. ``both``: they fall together."""

    bot: str = ""
    studio: str = ""
    both: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the turn: the messages a person sees, and what the studio's own database counts."""

    messages: list[dict[str, Any]]
    uploads: int
    edits: int
    versions: int
    renders: int
    bot_commits: list[str]
    studio_commits: list[str]
    killed: int

    @property
    def films(self) -> list[Path]:
        """The films a person got."""
        return [Path(message["film"]) for message in self.messages if message["film"]]


class Story:
    """One turn in a folder of its own, over as many process lives as it takes."""

    def __init__(self, folder: Path, clip: Path, kills: Kills, nursery: Nursery) -> None:
        folder.mkdir(parents=True)
        self._nursery = nursery
        self._folder = folder
        self._kills = kills
        self._job = {"clip": str(clip), "words": WORDS, "folder": str(folder / "bot"), "at": started_at()}
        self._port = 0
        self._killed = 0
        self._switches = {"bot": kills.bot, "studio": kills.studio}

    async def run(self) -> Outcome:
        """Run until the bot has answered everything. Fails after two minutes."""
        async with asyncio.timeout(_LIMIT_S):
            studio = await self._start_studio()
            bot = await self._start_bot()
            try:
                while True:
                    ended = await _first_end(bot, studio)
                    if ended is bot and bot.returncode == 0:
                        break
                    bot, studio = await self._start_again(bot, studio)
            finally:
                await _end(bot)
                await _end(studio)
        return self._outcome()

    async def _start_again(self, bot: Child, studio: Child) -> tuple[Child, Child]:
        for name, process in (("bot", bot), ("studio", studio)):
            if process.returncode is not None:
                if process.returncode != -signal.SIGKILL:
                    raise AssertionError(f"{name} ended by itself with {process.returncode}")
                self._killed += 1
        if self._kills.both:
            await _end(bot)
            await _end(studio)
        self._switches = {"bot": "", "studio": ""}
        if studio.returncode is not None:
            studio = await self._start_studio()
        if bot.returncode is not None:
            bot = await self._start_bot()
        return bot, studio

    async def _start_studio(self) -> Child:
        arguments = [self._switches["studio"], str(self._folder / "studio-commits")]
        folders = {"STUDIO_DATA_DIR": str(self._folder / "studio"), "STUDIO_PORT": str(self._port)}
        process = await self._nursery.start("studio", *arguments, folder=self._folder, **folders)
        line = await process.first_line()
        if not line and await process.wait() == -signal.SIGKILL:
            self._killed += 1
            self._switches["studio"] = ""
            return await self._start_studio()
        self._port = int(line.rpartition(":")[2])
        return process

    async def _start_bot(self) -> Child:
        job = {**self._job, "studio_url": f"http://127.0.0.1:{self._port}", "kill": self._switches["bot"]}
        path = self._folder / "job.json"
        path.write_text(json.dumps(job))
        return await self._nursery.start("bot", str(path), folder=self._folder)

    def _outcome(self) -> Outcome:
        database = sqlite3.connect(next((self._folder / "studio").glob("studio.sqlite3")))
        try:
            counts = {name: database.execute(sql).fetchone()[0] for name, sql in _COUNTS.items()}
        finally:
            database.close()
        return Outcome(
            as_seen(self._folder / "platform.jsonl"),
            **counts,
            bot_commits=_lines(self._folder / "bot-commits"),
            studio_commits=_lines(self._folder / "studio-commits"),
            killed=self._killed,
        )


_COUNTS = {
    "uploads": "SELECT count(*) FROM sources WHERE NOT generated",
    "edits": "SELECT count(*) FROM edits",
    "versions": "SELECT count(*) FROM versions",
    "renders": "SELECT count(*) FROM renders",
}


async def _first_end(*processes: Child) -> Child:
    waits = {asyncio.ensure_future(process.wait()): process for process in processes}
    done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()
    return waits[done.pop()]


async def _end(process: Child) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
