"""The profiles' own sentences, and what their films must be: told once, for every way in.

A way in is a test that sends the files and the words of a ``Saying`` and hands what came back to ``faults_of``.
``sampled`` says which sayings it tells in ``make test``; the others are told in ``make soak``. A promise that is not
carried out yet must be named in the answer; once it is, the film is measured for it.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from _pytest.mark import ParameterSet

from media.speech import speak
from studio.agent.plan import Tongue
from studio.agent.replies import say
from studio.agent.vocabulary import spec
from tests.film.clicking import Truth, clicking_film
from tests.film.clips import RATE, KnownClip, Sound, speech_clip
from tests.film.container import read_container
from tests.film.decoding import decode_picture, decode_sound
from tests.film.measure import SHORT_SIDE, faults, measure
from tests.film.rings import Ring, rings
from tests.film.shaking import jitter
from tests.film.talking import FPS, Jumpy, jumpy_film
from tests.integration.studio_render.footage import lag_of, noise

LATE_S = 0.2
"""So much later than its picture the sound of the repaired clip begins."""
MOST_LATE = round(0.01 * RATE)
STEADIER, SMOOTHER = 2, 0.6
"""The talker moves as well, so no film of one stands still; how still a film can be made, its own tests tell."""
FRAMES = 120
WIDE = 16 / 9
NARROW = (960, 720)


@dataclass(frozen=True)
class Answer:
    """What came back: all words of the bot, and its film, if there was one."""

    words: str
    film: Path | None


@dataclass(frozen=True)
class Repair:
    """A clip with faults. ``jumps``: the frames that begin after a jump cut that can be seen."""

    path: Path
    jumps: tuple[int, ...]


@dataclass(frozen=True)
class Footage:
    """The files sent with each kind of saying, and what is known of them."""

    talk: KnownClip
    repair: Repair
    screen: Path
    voice: Path
    clicks: tuple[Truth, ...]

    def files(self, kind: str) -> tuple[Path, ...]:
        """What is sent, in this order."""
        return {
            "talk": (self.talk.path,),
            "repair": (self.repair.path,),
            "screen": (self.screen,),
            "narrated": (self.voice, self.screen),
        }[kind]


@dataclass(frozen=True)
class Saying:
    """One sentence of a profile in both languages.

    ``footage``: the kind of files it is sent with. ``promises``: operations the film must show. ``asks``: the doubt it
    ends in instead of a film.
    """

    name: str
    en: str
    zh: str
    footage: str
    promises: tuple[str, ...] = ()
    asks: str | None = None
    short_side: int | None = None

    def words(self, language: str) -> str:
        """The sentence."""
        return self.zh if language == "zh" else self.en


SAYINGS = (
    Saying("raw", "edit my raw video footage", "剪辑我的原始素材", "talk", asks="vague"),
    Saying("export", "export 1080p MP4", "导出1080p的MP4", "talk", ("whole",), short_side=SHORT_SIDE),
    Saying("cut short", "cut the pauses, add background music,", "剪掉停顿，加背景音乐，", "talk", ("tight",)),
    Saying(
        "tight",
        "cut the pauses, add background music, and export in 1080p",
        "剪掉停顿，加背景音乐，导出1080p",
        "talk",
        ("tight",),
        short_side=SHORT_SIDE,
    ),
    Saying("better", "make it look better", "让它更好看一点", "talk", asks="vague"),
    Saying(
        "repair",
        "fix the audio sync, smooth out the jump cuts, and stabilize the shaky footage",
        "修正音画同步，把跳剪处理平滑，稳定抖动的画面",
        "repair",
        ("sync_audio", "smooth_jump_cuts", "stabilize"),
    ),
    Saying(
        "repair goal",
        "fix a 2-minute edited video with sync issues and jump cuts into a 1080p MP4",
        "把这条2分钟的成片修成1080p的MP4，音画不同步，还有跳剪",
        "repair",
        ("sync_audio", "smooth_jump_cuts"),
        short_side=SHORT_SIDE,
    ),
    Saying(
        "repair tagline",
        "fixing common editing mistakes in already-edited videos for video editors and content creators",
        "帮剪辑师和内容创作者修复成片里的常见错误",
        "repair",
        asks="vague",
    ),
    Saying(
        "narrated",
        "crop the screen recording to 16:9, highlight the cursor clicks, and add a voiceover track",
        "把录屏裁成16:9，高亮鼠标点击，再加上配音",
        "narrated",
        ("reframe", "highlight_clicks", "add_voiceover"),
    ),
    Saying(
        "screen",
        "crop the screen recording to 16:9, highlight the cursor clicks, and add a voiceover track",
        "把录屏裁成16:9，高亮鼠标点击，再加上配音",
        "screen",
        ("reframe", "highlight_clicks", "no_words_yet"),
    ),
    Saying(
        "screen goal",
        "edit a 2-minute screen recording of a software walkthrough into a 1080p MP4",
        "把一段两分钟的软件操作录屏剪成1080p的MP4",
        "screen",
        asks="vague",
    ),
    Saying(
        "screen tagline",
        "editing screen recordings into shareable tutorial videos for educators, software developers, content creators",
        "把录屏做成适合分享的教程视频，面向老师、程序员和内容创作者",
        "screen",
        asks="vague",
    ),
)
_IN_EVERY_TEST: Mapping[str, frozenset[tuple[str, str]]] = {
    "command line": frozenset({("cut short", "zh"), ("repair", "zh"), ("screen tagline", "zh")}),
    "page": frozenset({("screen", "en"), ("raw", "en")}),
    "discord": frozenset({("cut short", "en"), ("narrated", "zh"), ("screen tagline", "en")}),
    "telegram": frozenset(
        {
            ("repair", "en"),
            ("raw", "zh"),
            ("repair tagline", "en"),
        }
    ),
}


def sampled(way: str) -> list[ParameterSet]:
    """Every saying in every language as a parameter of that way in; most of them in ``make soak`` only."""

    def parameter(saying: Saying, language: str) -> ParameterSet:
        marks = () if (saying.name, language) in _IN_EVERY_TEST[way] else (pytest.mark.soak,)
        return pytest.param(saying, language, id=f"{saying.name}-{language}".replace(" ", "-"), marks=marks)

    return [parameter(saying, language) for saying in SAYINGS for language in ("en", "zh")]


async def shoot(folder: Path) -> Footage:
    """All footage, made in the folder: a few seconds each, small."""
    talk = await speech_clip(folder, noise=False, sentences=2, width=320, height=180)
    voice = folder / "voice.wav"
    voice.write_bytes(await speak("Click the button, then save your work."))
    screen = folder / "screen.mp4"
    clicks = await asyncio.to_thread(clicking_film, screen, 23, events=2, size=NARROW)
    repair = await asyncio.to_thread(_needing_repair, folder / "repair.mp4")
    return Footage(talk, repair, screen, voice, tuple(clicks))


def faults_of(answer: Answer, saying: Saying, footage: Footage, language: str) -> list[str]:
    """What is wrong with an answer, each fault in words; empty for one as it should be."""
    tongue = Tongue(language)
    if saying.asks is not None:
        question = say(tongue, f"question.{saying.asks}")
        told = [] if question in answer.words else [f"{question!r} is not asked: {answer.words!r}"]
        return told + (["there is a film, though the wish is a bare goal"] if answer.film else [])
    if answer.film is None:
        return [f"there is no film: {answer.words!r}"]
    return [
        *_container_faults(answer.film, saying),
        *(fault for promise in saying.promises for fault in judged(promise, answer, answer.film, footage, tongue)),
    ]


def judged(promise: str, answer: Answer, film: Path, footage: Footage, tongue: Tongue) -> list[str]:
    """What is wrong with how one promise was kept; one that is not offered yet must be named."""
    if promise in _OPERATIONS and not spec(promise).supported:
        title = spec(promise).title.said_in(tongue)
        return [] if title in answer.words else [f"{title!r} is not done, and nobody says so: {answer.words!r}"]
    return _JUDGES[promise](answer, film, footage, tongue)


def _container_faults(film: Path, saying: Saying) -> Iterator[str]:
    seen = read_container(film)
    if not seen.is_mp4 or seen.video_codecs != ("h264",) or seen.pixel_format != "yuv420p" or not seen.index_first:
        yield f"the film is no MP4 as promised: {seen}"
    if saying.short_side is not None and min(seen.width, seen.height) != saying.short_side:
        yield f"the short side of {seen.width}x{seen.height} is not {saying.short_side}"


def _tight(_answer: Answer, film: Path, footage: Footage, _tongue: Tongue) -> list[str]:
    return [fault for fault in faults(measure(film, footage.talk)) if "short side" not in fault]


def _whole(_answer: Answer, film: Path, footage: Footage, _tongue: Tongue) -> list[str]:
    talk, sound = footage.talk, decode_sound(film)
    numbers = [frame.number for frame in decode_picture(film).frames]
    wrong = [] if numbers == list(range(len(numbers))) and None not in numbers else ["frames are missing or doubled"]
    if abs(len(numbers) - talk.duration_ms * talk.fps // 1000) > 2:
        wrong.append(f"{len(numbers)} frames are left")
    start = talk.spans[0].start_ms * RATE // 1000
    if abs(lag_of(sound, talk.speech[start : start + RATE], start)) > MOST_LATE:
        wrong.append("the sound has moved")
    return wrong


def _in_sync(_answer: Answer, film: Path, _footage: Footage, _tongue: Tongue) -> list[str]:
    late = lag_of(decode_sound(film), _track()[RATE : 2 * RATE], RATE, reach=RATE // 2)
    return [] if abs(late) <= MOST_LATE else [f"the sound is {late * 1000 // RATE} ms late"]


def _steady(_answer: Answer, film: Path, footage: Footage, _tongue: Tongue) -> list[str]:
    before, after = jitter(footage.repair.path), jitter(film)
    return [] if after * STEADIER <= before else [f"the shaking went from {before:.2f} to {after:.2f} px only"]


def _smooth(_answer: Answer, film: Path, footage: Footage, _tongue: Tongue) -> list[str]:
    before, after = _steps(footage.repair.path), _steps(film)
    return [
        f"the jump at frame {frame} is still there"
        for frame in footage.repair.jumps
        if after[max(0, frame - 5) : frame + 6].max() > SMOOTHER * before[frame]
    ]


def _steps(path: Path) -> np.ndarray:
    """By how much each frame differs from the one before, looked at in small: whatever the film's size."""
    with av.open(str(path)) as file:
        small = [frame.reformat(320, 180, "gray").to_ndarray().astype(np.float64) for frame in file.decode(video=0)]
    return np.array([0.0, *(np.abs(after - before).mean() for before, after in pairwise(small))])


def _wide(_answer: Answer, film: Path, _footage: Footage, _tongue: Tongue) -> list[str]:
    seen = read_container(film)
    return [] if abs(seen.width / seen.height - WIDE) < 0.02 else [f"{seen.width}x{seen.height} is not 16:9"]


def _ringed(_answer: Answer, film: Path, footage: Footage, _tongue: Tongue) -> list[str]:
    cropped = (NARROW[1] - NARROW[0] / WIDE) / 2
    kept = [one for one in footage.clicks if cropped <= one.y < NARROW[1] - cropped]
    grown = read_container(film).width / NARROW[0]
    expected = [(one.frame / FPS, grown * one.x, grown * (one.y - cropped)) for one in kept]
    found = rings(film)
    return [f"no ring at {place}, only {found}" for place in expected if not any(_is_near(place, one) for one in found)]


def _is_near(place: Ring, seen: Ring) -> bool:
    return abs(place[0] - seen[0]) < 0.25 and np.hypot(place[1] - seen[1], place[2] - seen[2]) <= 10


def _spoken(_answer: Answer, film: Path, footage: Footage, _tongue: Tongue) -> list[str]:
    sound, voice = decode_sound(film), decode_sound(footage.voice)
    if sound.size < RATE:
        return ["the film is silent"]
    piece = voice[: min(voice.size, sound.size) - RATE // 10]
    part = sound[: piece.size].astype(np.float64)
    likeness = float(np.corrcoef(np.roll(part, -lag_of(sound, piece, 0)), piece)[0, 1])
    return [] if likeness > 0.9 else [f"the recording is not heard: {likeness:.2f} alike"]


def _waits_for_words(answer: Answer, _film: Path, _footage: Footage, tongue: Tongue) -> list[str]:
    wanted = say(tongue, "left.voiceover")
    return [] if wanted in answer.words else [f"nobody asks what the voice shall say: {answer.words!r}"]


_JUDGES: Mapping[str, Callable[[Answer, Path, Footage, Tongue], list[str]]] = {
    "whole": _whole,
    "tight": _tight,
    "sync_audio": _in_sync,
    "smooth_jump_cuts": _smooth,
    "stabilize": _steady,
    "reframe": _wide,
    "highlight_clicks": _ringed,
    "add_voiceover": _spoken,
    "no_words_yet": _waits_for_words,
}
_OPERATIONS = frozenset({"sync_audio", "smooth_jump_cuts", "stabilize", "reframe", "highlight_clicks", "add_voiceover"})


def _needing_repair(path: Path) -> Repair:
    """Somebody who talks into a camera in a shaking hand, with jump cuts, and sound that begins late in its file."""
    jumpy = _jumpy(path.with_name("jumpy.mp4"))
    with av.open(str(jumpy.path)) as silent, av.open(str(path), "w") as file:
        seen = silent.streams.video[0]
        picture = file.add_stream_from_template(seen)
        track = file.add_stream("aac", rate=RATE, layout="mono", bit_rate=160_000)
        for packet in silent.demux(seen):
            if packet.dts is not None:
                packet.stream = picture
                file.mux(packet)
        sound = _track()
        for start in range(0, sound.size, RATE):
            samples = av.AudioFrame.from_ndarray(sound[None, start : start + RATE], format="fltp", layout="mono")
            samples.sample_rate, samples.pts = RATE, start + round(LATE_S * RATE)
            file.mux(track.encode(samples))
        file.mux(track.encode())
    return Repair(path, jumpy.seen)


def _jumpy(path: Path) -> Jumpy:
    return jumpy_film(path, 33, seconds=FRAMES / FPS, cuts=2, held=0.012, size=(320, 180))


def _track() -> Sound:
    return noise(FRAMES / FPS, seed=9)
