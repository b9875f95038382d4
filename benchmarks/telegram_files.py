"""Big files on Telegram: 500 MiB edited to the end with the bot at most 40 MB above idle; 210 MB refused in a second.

The first on a server in local mode, through the real bot and its own studio to a film in the chat; the second on the
cloud's rules, where nothing of it is fetched. Files are small films padded to their size.
"""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.footage import padded, short_clip
from benchmarks.processes import MemoryWatch, served, watched
from benchmarks.report import MEBIBYTE, figure, heading, judged, note
from benchmarks.telegram_servers import scene

LOCAL_BYTES = 500 * MEBIBYTE
CLOUD_BYTES = 210_000_000
GOAL_MB = 40.0
GOAL_MS = 1000.0
_LIMIT_S = 600.0


async def run() -> None:
    """Measure and print."""
    heading(f"Telegram's big files: {LOCAL_BYTES:,} bytes in local mode, {CLOUD_BYTES:,} on the cloud")
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        clip = await short_clip(folder)
        await _local(folder / "local", await padded(clip, folder / "long.mp4", LOCAL_BYTES))
        await _cloud(folder / "cloud", await padded(clip, folder / "longer.mp4", CLOUD_BYTES))


async def _local(folder: Path, film: Path) -> None:
    job = {"local": True, "clip": str(film), "words": "cut the pauses", "is_refused": False, "limit_s": _LIMIT_S}
    async with (
        scene(folder, "film", **job) as telegram,
        served("bot", (), folder, **telegram.bot_settings(TELEGRAM_LOCAL="true")) as bot,
    ):
        watches = {"bot": MemoryWatch(bot.process), "studio": MemoryWatch(bot.child("studio"))}
        async with watched(*watches.values()):
            found = await telegram.seen(_LIMIT_S)
    figure(
        "from the file to its film in the chat", f"{found['took_s']:.1f} s; film of {found['film_bytes'][0]:,} bytes"
    )
    figure("videos shown as black squares", str(found["square"]))
    for who, watch in watches.items():
        marked = "" if watch.marked is None else f", kernel's mark {watch.marked / 1e6:.1f} MB"
        figure(f"{who}: idle, peak", f"{watch.before / 1e6:.1f} MB, sampled {watch.sampled / 1e6:.1f} MB{marked}")
    judged("bot: peak above idle", watches["bot"].growth / 1e6, GOAL_MB, "MB")


async def _cloud(folder: Path, film: Path) -> None:
    job = {"clip": str(film), "words": "cut the pauses", "is_refused": True, "limit_s": _LIMIT_S}
    async with (
        served("benchmarks.stub_backend", ('{"asks": true}',), folder.parent) as backend,
        scene(folder, "film", **job) as telegram,
        served("bot", (), folder, **telegram.bot_settings(STUDIO_URL=backend.url)),
    ):
        found = await telegram.seen(_LIMIT_S)
    note(f"the bot's answer: {found['said'][0]}")
    judged("210 MB on the cloud: refused after", found["first_s"] * 1000, GOAL_MS, "ms")
    figure("asked Telegram for the file", f"{found['asked_for_file']} times")


if __name__ == "__main__":
    asyncio.run(run())
