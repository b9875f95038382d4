"""From pressing send to a film that plays in the page: half a minute of 1080p, each profile's own sentence.

``python -m benchmarks.felt_speed [PROFILE…]``, all profiles if none is named.

The real bot with its own studio, one page after the other. The clock runs from the moment the clip begins to go up
until the film's address answers as a player asks. Each run's file has a hash of its own, so that nothing the studio
knows of an earlier one helps. Stages are what the status message says, which is written every 0.2 s. The CPU time of
all processes stands beside the wall time: it is what a busy machine does not distort.
"""

import asyncio
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import page
from benchmarks.footage import camera_clip, padded, screen_clip, voice_clip
from benchmarks.memory import bot_settings
from benchmarks.processes import Server, served
from benchmarks.report import figure, heading, judged, load, note, percentile
from bot.core.model import Language
from bot.core.status import Stage
from bot.core.wording import Voice

CLIP_S = 30
RUNS = 5
GOAL_S, MOST_S, STEADY_S = 15.0, 30.0, 60.0
"""At the median, at the 95th percentile; where a shaking picture is looked at first, at both."""
_LIMIT_S = 300.0
_TO_THE_PAGE = "to the page"
_BEGINNINGS = {Voice(Language.ENGLISH).say(f"stage.{stage}", place=0): stage.value for stage in Stage}


@dataclass(frozen=True, slots=True)
class Wish:
    """A profile's sentence, and what it is sent with: a camera's clip, or a narrow screen and a voice for it."""

    sentence: str
    is_screen: bool = False
    is_shaky: bool = False


WISHES = {
    "ai-video-pro-online": Wish("cut the pauses, add background music, and export in 1080p"),
    "editor-fixed": Wish(
        "fix the audio sync, smooth out the jump cuts, and stabilize the shaky footage", is_shaky=True
    ),
    "video-screen": Wish(
        "crop the screen recording to 16:9, highlight the cursor clicks, and add a voiceover track", is_screen=True
    ),
}


@dataclass(frozen=True, slots=True)
class Felt:
    """One run: seconds in all, CPU seconds of bot and studio with their children, seconds by stage, and the answer."""

    whole_s: float
    cpu_s: float
    stages_s: dict[str, float]
    answer: page.Event


async def run(profiles: Sequence[str] = ()) -> None:
    """Measure and print. Raises KeyError for a profile that has no sentence here."""
    for name in profiles or WISHES:
        await _measure(name, WISHES[name])


async def _measure(profile: str, wish: Wish) -> None:
    heading(f"Felt speed, {profile}: {CLIP_S} s of 1080p30, “{wish.sentence}”, {RUNS} runs after one to warm up")
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        clip = await (screen_clip if wish.is_screen else camera_clip)(folder, CLIP_S)
        voice = [await voice_clip(folder)] if wish.is_screen else []
        size = clip.stat().st_size
        figure("clip", f"{size / 1e6:.1f} MB, {size * 8 / CLIP_S / 1e6:.1f} Mbit/s")
        runs = []
        async with served("bot", (), folder, **bot_settings(folder)) as bot:
            for number in range(RUNS + 1):
                own = await padded(clip, folder / "own.mp4", size + 8 + number)
                runs.append(await _felt(bot, wish.sentence, [*voice, own]))
                which = "warm-up" if number == 0 else f"run {number}"
                note(f"{which}: {runs[-1].whole_s:.2f} s, CPU {runs[-1].cpu_s:.1f} s, load {load()}")
    _print(runs[1:], wish)


async def _felt(bot: Server, sentence: str, clips: Sequence[Path]) -> Felt:
    async with page.opened(bot.url) as browser:
        began, used = time.perf_counter(), _cpu_s(bot)
        uploads = [await browser.upload(clip, clip.name) for clip in clips]
        await browser.say(sentence, tuple(uploads))
        stages = {_TO_THE_PAGE: time.perf_counter() - began}
        answer = await _followed(browser, stages)
        if "film" not in answer or not await browser.plays(answer["film"]["url"]):
            raise RuntimeError(f"no film came: {answer['text']}")
        return Felt(time.perf_counter() - began, _cpu_s(bot) - used, stages, answer)


def _cpu_s(bot: Server) -> float:
    """Of bot and studio, and of their children that have ended."""
    return sum(sum(process.cpu_times()[:4]) for process in (bot.process, bot.child("studio")))


async def _followed(browser: page.Page, stages_s: dict[str, float]) -> page.Event:
    """Add what the status message says to the stages until the answer comes."""
    stage, since = Stage.RECEIVED.value, time.perf_counter()
    async with asyncio.timeout(_LIMIT_S), aclosing(browser.events()) as events:
        async for event in events:
            now = time.perf_counter()
            said = _stage(event) if page.is_status(event) else None
            if page.is_answer(event) or (said is not None and said != stage):
                stages_s[stage] = stages_s.get(stage, 0.0) + now - since
                stage, since = said or stage, now
            if page.is_answer(event):
                return event
    raise RuntimeError("the stream of events ended")


def _stage(status: page.Event) -> str | None:
    return next((stage for words, stage in _BEGINNINGS.items() if status["text"].startswith(words)), None)


def _print(runs: list[Felt], wish: Wish) -> None:
    film = runs[-1].answer["film"]
    note(f"the bot's answer: {runs[-1].answer['text'].replace(chr(10), ' | ')}")
    made = f"{film['duration_ms'] / 1000:.1f} s, {film['width']}x{film['height']}, {film['size_bytes'] / 1e6:.1f} MB"
    figure("film", made)
    whole = [felt.whole_s for felt in runs]
    judged("press of send → film plays, p50", percentile(whole, 50), STEADY_S if wish.is_shaky else GOAL_S, "s")
    judged("press of send → film plays, p95", percentile(whole, 95), STEADY_S if wish.is_shaky else MOST_S, "s")
    stages: defaultdict[str, list[float]] = defaultdict(list)
    for felt in runs:
        for stage, taken_s in felt.stages_s.items():
            stages[stage].append(taken_s)
    for stage, times_s in stages.items():
        figure(f"of it, {stage}, p50", f"{percentile(times_s, 50):.2f} s")
    figure("CPU of bot, studio and their children, p50", f"{percentile([felt.cpu_s for felt in runs], 50):.1f} s")


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1:]))
