"""From an update to its first sign of life on Telegram, at 50 updates a second: 99 of 100 within 300 ms.

The real bot on the strict server, which runs in a process of its own; each update comes from a private chat of its own,
so that every sign is a sign of that one. It is a whole turn, put to a backend that answers at once with a question.
"""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.machine import print_commits
from benchmarks.processes import served
from benchmarks.report import figure, heading, judged, note, percentile
from benchmarks.telegram_servers import scene

RATE_PER_S = 50
SECONDS = 20
CHATS = RATE_PER_S * SECONDS
GOAL_MS = 300.0
_LIMIT_S = 240.0


async def run() -> None:
    """Measure and print."""
    heading(f"Telegram, first sign: {RATE_PER_S} updates/s for {SECONDS} s over {CHATS} private chats")
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        job = {"rate": RATE_PER_S, "seconds": SECONDS, "chats": CHATS, "words": "cut the pauses"}
        async with (
            served("benchmarks.stub_backend", ('{"asks": true}',), folder) as backend,
            scene(folder, "talk", **job) as telegram,
            served("bot", (), folder, **telegram.bot_settings(STUDIO_URL=backend.url)) as bot,
        ):
            print_commits(folder)
            before = bot.process.cpu_times()
            found = await telegram.seen(_LIMIT_S)
            after = bot.process.cpu_times()
        busy_s = after.user + after.system - before.user - before.system
    figure("updates; answered", f"{found['asked']}; {len(found['messages_s'])} within {found['took_s']:.0f} s")
    _print_times("first sign in the chat", found["signs_s"])
    judged("first sign in the chat, p99", percentile(found["signs_s"], 99) * 1000, GOAL_MS, "ms")
    _print_times("first message of its own", found["messages_s"])
    note("Telegram lets a bot post some 30 messages a second: what comes faster sees “typing…” until it is its turn.")
    figure("bot's CPU an update, whole turns", f"{busy_s / found['asked'] * 1000:.1f} ms")
    figure("lateness of the load itself, p99", f"{percentile(found['late_s'], 99) * 1000:.0f} ms")


def _print_times(name: str, times_s: list[float]) -> None:
    shown = ", ".join(f"p{percent} {percentile(times_s, percent) * 1000:.0f}" for percent in (50, 90, 99))
    figure(name, f"{shown}, most {max(times_s) * 1000:.0f} ms")


if __name__ == "__main__":
    asyncio.run(run())
