"""From a message to its first sign of life in the page, at 50 messages a second: 99 of 100 within 200 ms.

The real page server and core in one bot process; 50 chats, each with its own cookie and stream of events, say
something in turn. Every message is a whole turn: its edit is put to a backend that answers at once with a question.
"""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.machine import print_commits
from benchmarks.memory import bot_settings
from benchmarks.processes import served, told
from benchmarks.report import figure, heading, judged, percentile

RATE_PER_S = 50
SECONDS = 20
CHATS = 50
GOAL_MS = 200.0
_LIMIT_S = 300.0


async def run() -> None:
    """Measure and print."""
    heading(f"Acknowledgement: {RATE_PER_S} messages/s for {SECONDS} s over {CHATS} chats")
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        async with served("benchmarks.stub_backend", ('{"asks": true}',), folder) as backend:
            settings = bot_settings(folder, STUDIO_URL=backend.url)
            async with served("bot", (), folder, **settings) as bot:
                job = {"url": bot.url, "pid": bot.process.pid, "rate": RATE_PER_S, "seconds": SECONDS, "chats": CHATS}
                print_commits(folder)
                found = await told("benchmarks.page_load", job, folder, limit_s=_LIMIT_S)
                print_commits(folder)
            complaints = (folder / "bot.log").read_text(errors="replace").count("turn failed")
    acknowledged: list[float] = found["acknowledged"]
    figure("messages acknowledged", f"{len(acknowledged)} of {RATE_PER_S * SECONDS}")
    figure("not acknowledged and answered in time", f"{found['unanswered']}; turns failed: {complaints}")
    _print_times("kept by the server (POST answered)", found["posted"])
    _print_times("first status message seen in the page", acknowledged)
    judged("first status message seen in the page, p99", percentile(acknowledged, 99), GOAL_MS, "ms")
    figure("bot's own CPU meanwhile", f"{found['busy'] * 100:.0f} % of a core")
    figure("lateness of the load itself, p99", f"{percentile(found['late'], 99):.0f} ms")


def _print_times(name: str, times_ms: list[float]) -> None:
    shown = ", ".join(f"p{percent} {percentile(times_ms, percent):.0f}" for percent in (50, 90, 99))
    figure(name, f"{shown}, most {max(times_ms):.0f} ms")


if __name__ == "__main__":
    asyncio.run(run())
