"""CPU of the bot per turn against a bare httpx script that makes the very same requests: at most twice as much.

Both sides run in processes of their own against a backend, in a third, that answers at once. The two take turns, so
that whatever else the machine does falls on both. The children that look into media for the bot are told apart.

The judged script does nothing but its requests, one upon the other. Beside it stands the same script at the bot's pace:
a process that waits in between pays more for the same requests.
"""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from benchmarks.footage import short_clip
from benchmarks.processes import Server, served, told
from benchmarks.report import figure, heading, judged, note

GOAL_RATIO = 2.0
_ROUNDS = 3
_TURNS = 50
_WARM_UP = 10
_PROFILED_TURNS = 40
_ROWS = 18
_LIMIT_S = 600.0

Used = dict[str, float]


async def run() -> None:
    """Measure and print."""
    heading(
        f"CPU per turn: bot against bare httpx, {_ROUNDS} rounds of {_TURNS} turns each after {_WARM_UP} to warm up"
    )
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        clip = await short_clip(folder)
        job = f'{{"film": "{clip}"}}'
        async with served("benchmarks.stub_backend", (job,), folder) as backend:
            bots, bares, paced = [], [], []
            for number in range(_ROUNDS):
                bares.append(await _side("benchmarks.turns_bare", backend, clip, folder / f"bare{number}"))
                bots.append(await _side("benchmarks.turns_bot", backend, clip, folder / f"bot{number}"))
                pause_s = (
                    (bots[-1]["used"]["wall"] - bares[-1]["used"]["wall"]) / sum(bots[-1]["calls"].values()) / 1000
                )
                paced.append(await _side("benchmarks.turns_bare", backend, clip, folder / f"paced{number}", pause_s))
            figure("clip and film", f"{clip.stat().st_size / 1000:.0f} kB")
            _compare([side["calls"] for side in [*bares, *paced]], [side["calls"] for side in bots])
            ratio = _print_used(*([side["used"] for side in sides] for sides in (bares, bots, paced)))
            if ratio > GOAL_RATIO:
                rows = (await _side("benchmarks.turns_bot", backend, clip, folder / "profiled", profile=True))["rows"]
                _print_profile(rows)


async def _side(
    module: str, backend: Server, clip: Path, folder: Path, pause_s: float = 0.0, *, profile: bool = False
) -> dict[str, Any]:
    folder.mkdir()
    turns = _PROFILED_TURNS if profile else _TURNS
    job = {"backend": backend.url, "clip": str(clip), "folder": str(folder), "profile": profile, "pause_s": pause_s}
    result = await told(module, {**job, "turns": turns, "warm_up": _WARM_UP}, folder, limit_s=_LIMIT_S)
    async with httpx.AsyncClient(trust_env=False) as client:
        calls = Counter((await client.get(f"{backend.url}/calls")).json())
    return {**result, "calls": {name: count / (turns + _WARM_UP) for name, count in sorted(calls.items())}}


def _compare(bares: list[dict[str, float]], bots: list[dict[str, float]]) -> None:
    same = all(calls == bares[0] for calls in [*bares, *bots])
    figure("the same requests on both sides", "yes" if same else f"NO: {bares[0]} and {bots[0]}")
    figure("requests a turn", ", ".join(f"{count:g} {name}" for name, count in bots[0].items() if count >= 1))


def _print_used(bares: list[Used], bots: list[Used], paced: list[Used]) -> float:
    for who, sides in (("bare script", bares), ("bare at the bot's pace", paced), ("bot", bots)):
        own = [side["own"] for side in sides]
        figure(f"{who}: CPU a turn, median", f"{median(own):.1f} ms ({', '.join(f'{each:.1f}' for each in own)})")
    ratio = _ratio(bots, bares)
    judged("bot / bare, median of the rounds", ratio, GOAL_RATIO, "")
    figure("bot / bare at the bot's pace", f"{_ratio(bots, paced):.3g}")
    parts = {name: median(bot[name] for bot in bots) for name in bots[0]}
    figure(
        "of the bot's: main thread, its other threads", f"{parts['main']:.1f} ms, {parts['own'] - parts['main']:.1f} ms"
    )
    figure("of the bot's: in the kernel", f"{parts['own_system']:.1f} ms")
    figure("beside it: children that look into media", f"{parts['children']:.0f} ms")
    figure("wall time of a turn", f"{parts['wall']:.0f} ms, bare {median(bare['wall'] for bare in bares):.0f} ms")
    return ratio


def _ratio(bots: list[Used], others: list[Used]) -> float:
    return median(bot["own"] / other["own"] for bot, other in zip(bots, others, strict=True))


def _print_profile(rows: list[list[Any]]) -> None:
    note("Where the bot's main thread is, under the profiler (calls, own ms, ms with callees, all a turn):")
    for name, calls, own, total in sorted(rows, key=lambda row: -row[2])[:_ROWS]:
        note(f"{own:8.2f} {total:8.2f} {calls:8.1f}  {name}")
    note("The bot's own functions, by ms with callees:")
    packages = ("core/", "backend/", "storage/", "media/", "bot/", "actions/")
    ours = [row for row in rows if row[0].startswith(packages)]
    for name, calls, own, total in sorted(ours, key=lambda row: -row[3])[:_ROWS]:
        note(f"{own:8.2f} {total:8.2f} {calls:8.1f}  {name}")


if __name__ == "__main__":
    asyncio.run(run())
