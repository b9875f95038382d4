"""What the studio finds and mends, on films whose truth is known: counted and measured, beside the goals.

The films are others than those on which the rules were tuned: other seeds give other faces, rooms, screens and motion.
Rings and shaking are measured in finished films, never in an edit list.
"""

import asyncio
import io
import sys
import tempfile
import wave
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assets
from benchmarks.report import figure, heading, judged, note
from media.clicks import find_clicks
from media.jump_cuts import find_jump_cuts
from media.probe import probe
from media.speech import speak
from studio.render.command import SourceMedia
from studio.render.film import FontSet, make_film
from studio.render.voice_activity import find_speech
from studio.timeline.clicking import with_clicks
from studio.timeline.cuts import whole
from studio.timeline.model import Click, Clip, Source, SourceId, SourceKind, Span, Timeline
from studio.timeline.pauses import removable
from tests.film.clicking import clicking_film
from tests.film.clips import RATE, SENTENCES, resampled, rms
from tests.film.lookalikes import KINDS, lookalike
from tests.film.rings import rings
from tests.film.shaking import SIZE, jitter, shaky_clip
from tests.film.talking import FPS, jumpy_film

CHINESE = ("大家好，欢迎来到我的频道。", "今天我们去上海吃西瓜。", "谢谢，希望你喜欢。", "胶水要等十分钟才会干。")
SPEECH_DBFS, NOISE_DBFS = -20.0, -26.0
PAUSES_S = (1.2, 2.4, 0.9, 3.1, 1.6)
TALKERS, SCREENS = range(4000, 4024), range(6200, 6212)
CRFS = (18, 23, 28, 33)
HELD = (0.0, 0.006, 0.014, 0.025)
WITHIN_PIXELS, WITHIN_S = 10, 0.25
FINEST_PX = 0.01
"""Shaking finer than this cannot be told from none."""

Sound = NDArray[np.float32]


async def jump_cuts(folder: Path) -> None:
    """Found, and taken for one that was none."""
    heading(f"Jump cuts: {len(TALKERS)} talkers on tripods and in hands, {len(KINDS)} kinds of films without any")
    seen = found = false = 0
    for number, seed in enumerate(TALKERS):
        path = folder / "jumps.mp4"
        film = jumpy_film(path, seed, seconds=10, cuts=5, held=HELD[number // 4 % 4], crf=CRFS[number % 4])
        told = {round(ms * FPS / 1000) for ms in await find_jump_cuts(path)}
        seen += len(film.seen)
        found += len(told & set(film.seen))
        false += len(told - {*film.seen, *film.hidden})
    for kind in KINDS:
        for seed in (4200, 4201):
            lookalike(folder / "other.mp4", kind, seed, crf=CRFS[seed % 4])
            wrong = await find_jump_cuts(folder / "other.mp4")
            false += len(wrong)
            if wrong:
                note(f"{kind}: {len(wrong)} taken for jump cuts")
    judged(f"missed, of {seen} that can be seen", 100 * (1 - found / seen), 5, "%")
    judged("false, of all that were told", 100 * false / max(1, found + false), 5, "%")


async def clicks(folder: Path) -> None:
    """Rings in the film, against the clicks of the recording."""
    heading(f"Clicks: {len(SCREENS)} recordings of a screen, six pointers, rings measured in the film")
    known = ringed = false = 0
    for number, seed in enumerate(SCREENS):
        path = folder / f"screen{number}.mp4"
        truth = await asyncio.to_thread(clicking_film, path, seed, events=8, crf=CRFS[number % 3])
        seen = await find_clicks(path)
        held = _media(path, (1280, 720), (await _length_ms(path)))
        film = with_clicks(_film(held), held.source.id, [Click(*one) for one in seen.clicks])
        shown = rings(await _rendered(film, held, folder)) if seen.clicks else []
        right = [one for one in truth if any(_meets(ring, one.frame / FPS, one.x, one.y) for ring in shown)]
        known, ringed = known + len(truth), ringed + len(right)
        false += sum(not any(_meets(ring, one.frame / FPS, one.x, one.y) for one in truth) for ring in shown)
    judged(f"without a ring within {WITHIN_PIXELS} px, of {known}", 100 * (1 - ringed / known), 5, "%")
    judged("rings around nothing, of all rings", 100 * false / max(1, ringed + false), 5, "%")


async def pauses(folder: Path) -> None:
    """What of two minutes of speech in noise is cut with the pauses."""
    for voice, sentences in (("en", SENTENCES), ("zh", CHINESE)):
        heading(f"Pauses: two minutes of speech ({voice}) at {SPEECH_DBFS:g} dBFS, noise at {NOISE_DBFS:g} dBFS")
        for kind in ("white", "pink"):
            sound, spoken = await _two_minutes(sentences, voice, is_pink=kind == "pink")
            path = folder / "talk.wav"
            await asyncio.to_thread(_write, path, sound)
            length_ms = sound.size * 1000 // RATE
            clip = Clip(SourceId("talk"), "talk", 0, length_ms)
            heard = await find_speech(path, assets.voice_activity_model())
            gone = removable(Timeline((clip,)), {clip.source: heard})
            lost_s = sum(_common(cut, part) for cut in gone for part in spoken) / 1000
            gaps = [Span(one.end_ms, other.start_ms) for one, other in pairwise(spoken)]
            found = sum(any(_common(cut, gap) >= 0.5 * (gap.duration_ms - 350) for cut in gone) for gap in gaps)
            judged(f"{kind} noise: pauses missed, of {len(gaps)}", 100 * (1 - found / len(gaps)), 5, "%")
            judged(f"{kind} noise: speech lost", lost_s, 0.2, "s")


async def shaking(folder: Path) -> None:
    """How much less a steadied film shakes."""
    heading("Shaking: three clips from a shaking hand")
    for seed in (61, 62, 63):
        made = await asyncio.to_thread(shaky_clip, folder / "shaky.mp4", seed=seed)
        held = _media(made.path, SIZE, made.frames * 1000 // 30)
        film = _film(held, is_steady=True)
        before, after = jitter(made.path), max(FINEST_PX, jitter(await _rendered(film, held, folder)))
        told = f"{before:.2f} px → at most {after:.2f} px, at least {before / after:.0f} times less"
        figure(f"jitter, clip {seed}", told, "≥ 20 times")


SECTIONS = (jump_cuts, clicks, pauses, shaking)


async def run(names: Sequence[str]) -> None:
    """The sections of these names, all without any."""
    for section in SECTIONS:
        if not names or section.__name__ in names:
            with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as folder:
                await section(Path(folder))


def _meets(ring: tuple[float, float, float], second: float, x: int, y: int) -> bool:
    return abs(ring[0] - second) <= WITHIN_S and np.hypot(ring[1] - x, ring[2] - y) <= WITHIN_PIXELS


def _common(one: Span, other: Span) -> int:
    return max(0, min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms))


async def _length_ms(path: Path) -> int:
    return (await probe(path)).duration_ms


def _media(path: Path, size: tuple[int, int], length_ms: int) -> SourceMedia:
    source = Source(SourceId("film"), path.name, SourceKind.VIDEO, length_ms, *size, fps=Fraction(FPS))
    return SourceMedia(source, path)


def _film(held: SourceMedia, *, is_steady: bool = False) -> Timeline:
    clip = whole(held.source)
    return Timeline((Clip(clip.source, clip.name, 0, clip.duration_ms, steady=is_steady),))


async def _rendered(film: Timeline, held: SourceMedia, folder: Path) -> Path:
    fonts = FontSet(assets.font_folder(), assets.FONT_FAMILY, assets.font_file())
    target = folder / "film.mp4"
    media = {held.source.id: held}
    await make_film(film, media, short_side=None, work=folder, target=target, fonts=fonts, progress=lambda _: None)
    return target


async def _two_minutes(sentences: Sequence[str], voice: str, *, is_pink: bool) -> tuple[Sound, list[Span]]:
    pieces, spoken, at, number = [np.zeros(RATE, np.float32)], [], RATE, 0
    while at < 118 * RATE:
        words = _heard(await speak(sentences[number % len(sentences)], voice=voice))
        pause = np.zeros(round(PAUSES_S[number % len(PAUSES_S)] * RATE), np.float32)
        spoken.append(Span(at * 1000 // RATE, (at + words.size) * 1000 // RATE))
        pieces += [words, pause]
        at, number = at + words.size + pause.size, number + 1
    sound = np.concatenate(pieces)
    noise = np.random.default_rng(17).standard_normal(sound.size)
    if is_pink:
        spectrum = np.fft.rfft(noise)
        noise = np.fft.irfft(spectrum / np.sqrt(np.arange(spectrum.size) + 50), sound.size)
    return (sound + noise / rms(noise) * 10 ** (NOISE_DBFS / 20)).clip(-1, 1).astype(np.float32), spoken


def _heard(wav: bytes) -> Sound:
    """A sentence at its level, from the first to the last sample that stands out."""
    with wave.open(io.BytesIO(wav)) as file:
        sound = resampled(np.frombuffer(file.readframes(-1), np.int16) / 32768, file.getframerate())
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 0.01)
    words = sound[loud[0] : loud[-1] + 1]
    return np.asarray(words * (10 ** (SPEECH_DBFS / 20) / rms(words)), np.float32)


def _write(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1:]))
