"""Peak memory of the bot while the largest file goes page → bot → studio: at most 40 MB above idle.

The real bot with its own studio, the page's own requests; the file is a small film padded to exactly 500 MiB. Idle is
the bot just started, with a page open: whatever its first message makes it load counts as growth. Peaks are those of
the processes alone: what the bot's children use to look into the file is not in them.
"""

import asyncio
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks import page
from benchmarks.footage import padded, short_clip
from benchmarks.processes import MemoryWatch, Server, served, watched
from benchmarks.report import MEBIBYTE, figure, heading, judged, note

SIZE_BYTES = 500 * MEBIBYTE
GOAL_MB = 40.0
_SETTLES_S = 2.0
_LIMIT_S = 900.0


async def run() -> None:
    """Measure and print."""
    heading(f"Memory: a file of {SIZE_BYTES:,} bytes from the page to the studio")
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        film = await padded(await short_clip(folder), folder / "long.mp4", SIZE_BYTES)
        async with served("bot", (), folder, **bot_settings(folder)) as bot, page.opened(bot.url) as browser:
            await asyncio.sleep(_SETTLES_S)
            await _measure(bot, browser, film)


def bot_settings(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a bot that serves on a free port from that folder."""
    return {"BACKEND": "studio", "DATA_DIR": str(folder / "data"), "WEB_PORT": "0", "LOG_LEVEL": "WARNING", **more}


async def _measure(bot: Server, browser: page.Page, film: Path) -> None:
    watches = {"bot": MemoryWatch(bot.process), "studio": MemoryWatch(bot.child("studio"))}
    async with watched(*watches.values()):
        began = time.perf_counter()
        upload = await browser.upload(film, film.name)
        uploaded = time.perf_counter()
        said = await browser.say("", (upload,))
        answer = await browser.until(lambda event: _answers(event, said), limit_s=_LIMIT_S)
        ended = time.perf_counter()
    note(f"the bot's answer: {answer['text']}")
    figure("page → bot", f"{uploaded - began:.1f} s, {SIZE_BYTES / (uploaded - began) / 1e6:.0f} MB/s")
    figure(
        "bot → studio, judged by both", f"{ended - uploaded:.1f} s, {SIZE_BYTES / (ended - uploaded) / 1e6:.0f} MB/s"
    )
    for who, watch in watches.items():
        _print_peak(who, watch)
    judged("bot: peak above idle", watches["bot"].growth / 1e6, GOAL_MB, "MB")
    figure("studio: peak above idle", f"{watches['studio'].growth / 1e6:.1f} MB")
    figure("disk cache not counted; swap in use", f"{psutil.swap_memory().used / MEBIBYTE:.0f} MiB")


def _answers(event: page.Event, said: str) -> bool:
    return page.is_answer(event) and event["id"] != said and "long.mp4" in event["text"]


def _print_peak(who: str, watch: MemoryWatch) -> None:
    marked = "" if watch.marked is None else f", kernel's mark {watch.marked / 1e6:.1f} MB"
    figure(f"{who}: idle, peak", f"{watch.before / 1e6:.1f} MB, sampled {watch.sampled / 1e6:.1f} MB{marked}")


if __name__ == "__main__":
    asyncio.run(run())
