"""From a slash command to its acknowledgement on Discord, which wants it within 3 s: 100 commands in one second.

The real bot on the strict server, which runs in a process of its own. Each command is kept on disk first, and begins a
whole turn, put to a backend that answers at once with a question.
"""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import print_commits
from benchmarks.memory import bot_settings
from benchmarks.processes import MemoryWatch, last_words, served, watched
from benchmarks.report import MEBIBYTE, figure, heading, judged, percentile

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GcanaR.CANARYcanaryCANARYcanaryCANARYcanaryCA"
COMMANDS, PEOPLE = 100, 25
GOAL_MS = 3000.0
_LOAD = "tests.flood.discord_load"
_LIMIT_S = 120.0


async def run() -> None:
    """Measure and print."""
    heading(f"Discord: {COMMANDS} slash commands in one second, by {PEOPLE} people in as many channels")
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        report = folder / "slash.json"
        job = {
            "scene": "slash",
            "report": str(report),
            "folder": str(folder),
            "count": COMMANDS,
            "people": PEOPLE,
            "seconds": 1.0,
            "command": "edit",
            "options": {"words": "cut the pauses"},
        }
        async with (
            served("benchmarks.stub_backend", ('{"asks": true}',), folder) as backend,
            served(_LOAD, (json.dumps(job),), folder) as discord,
            served("bot", (), folder, **_bot_settings(folder, discord.url, backend.url)) as bot,
        ):
            print_commits(folder)
            memory, before = MemoryWatch(bot.process), bot.process.cpu_times()
            async with watched(memory):
                found = await _seen(report, folder)
            after = bot.process.cpu_times()
    busy_s = after.user + after.system - before.user - before.system
    times_s: list[float] = found["acknowledged_after_s"]
    figure("commands; acknowledged in time", f"{found['asked']}; {len(times_s)}")
    shown = ", ".join(f"p{percent} {percentile(times_s, percent) * 1000:.0f}" for percent in (50, 90))
    figure("acknowledged after", f"{shown}, most {max(times_s) * 1000:.0f} ms")
    judged("acknowledged after, p99", percentile(times_s, 99) * 1000, GOAL_MS, "ms")
    figure("bot's memory, growth at its peak", f"{memory.growth / MEBIBYTE:.1f} MiB")
    figure("bot's CPU a command, until all were acknowledged", f"{busy_s / found['asked'] * 1000:.1f} ms")
    figure("lateness of the load itself, p99", f"{percentile(found['late_s'], 99) * 1000:.0f} ms")


def _bot_settings(folder: Path, discord: str, backend: str) -> dict[str, str]:
    api = f"{discord}/api/v10"
    return bot_settings(folder, DISCORD_BOT_TOKEN=TOKEN, DISCORD_API_URL=api, STUDIO_URL=backend)


async def _seen(report: Path, folder: Path) -> dict[str, Any]:
    """What the server reports. Raises RuntimeError with its last words."""
    try:
        async with asyncio.timeout(_LIMIT_S):
            while not report.exists():
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise RuntimeError(f"no report: {last_words(str(folder / f'{_LOAD}.log'))}") from None
    seen: dict[str, Any] = json.loads(report.read_text())
    return seen


if __name__ == "__main__":
    asyncio.run(run())
