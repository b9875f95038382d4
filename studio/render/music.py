"""Music beds of our own making: a chord progression a mood, played by a small synthesizer, free of anyone's rights.

A bed is there to stand under a voice: it sounds without a gap, at an even level, and loops without a seam.
"""

import asyncio
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.render.synth import RATE, Loop, Wave, bass, brush, kick, pad, pluck

LEVEL_DB = -20.0
PEAK = 0.8
SHORTEST_S = 16.0
LONGEST_S = 48.0
FADE_S = 0.6
EVEN_WINDOW_S = 0.2
EVEN_MOST_DB = 6.0
BEATS_PER_BAR = 4


@dataclass(frozen=True, slots=True)
class Style:
    """How a mood is played.

    ``chords``: one a bar, MIDI notes, the bass note first. ``arpeggio``: the steps of a bar (in eighths) at which a
    note of the chord is plucked. ``brightness``: 0 to 1. ``decay_s``: of the plucked notes. ``pluck``, ``drums``: how
    loud, 0 for none.
    """

    bpm: int
    chords: tuple[tuple[int, ...], ...]
    arpeggio: tuple[int, ...]
    brightness: float
    decay_s: float
    pluck: float
    drums: float = 0.0


STYLES = {
    "calm": Style(
        bpm=66,
        chords=((36, 60, 64, 67, 71), (33, 57, 60, 64, 67), (41, 60, 65, 69, 72), (43, 59, 62, 67, 69)),
        arpeggio=(0, 3, 6),
        brightness=0.2,
        decay_s=0.7,
        pluck=0.35,
    ),
    "upbeat": Style(
        bpm=112,
        chords=((36, 60, 64, 67), (43, 59, 62, 67), (45, 60, 64, 69), (41, 60, 65, 69)),
        arpeggio=(0, 1, 3, 4, 6, 7),
        brightness=0.55,
        decay_s=0.25,
        pluck=0.5,
        drums=0.5,
    ),
    "lo-fi": Style(
        bpm=76,
        chords=((38, 60, 65, 69, 72), (43, 59, 65, 69, 74), (36, 59, 64, 67, 71), (45, 60, 64, 67, 71)),
        arpeggio=(0, 3, 5),
        brightness=0.1,
        decay_s=0.5,
        pluck=0.45,
        drums=0.4,
    ),
    "inspiring": Style(
        bpm=92,
        chords=((38, 57, 62, 66), (45, 57, 61, 64), (47, 59, 62, 66), (43, 59, 62, 67)),
        arpeggio=(0, 2, 3, 4, 6),
        brightness=0.45,
        decay_s=0.4,
        pluck=0.5,
        drums=0.25,
    ),
    "cinematic": Style(
        bpm=60,
        chords=((33, 57, 60, 64), (41, 57, 60, 65), (36, 55, 60, 64), (40, 56, 59, 64)),
        arpeggio=(0, 4),
        brightness=0.35,
        decay_s=1.0,
        pluck=0.25,
    ),
    "epic": Style(
        bpm=80,
        chords=((38, 57, 62, 65), (34, 58, 62, 65), (41, 57, 60, 65), (36, 55, 60, 64)),
        arpeggio=(0, 2, 4, 6),
        brightness=0.6,
        decay_s=0.8,
        pluck=0.35,
        drums=0.6,
    ),
    "sad": Style(
        bpm=58,
        chords=((33, 57, 60, 64, 71), (38, 57, 60, 65), (41, 57, 60, 64), (40, 56, 59, 64)),
        arpeggio=(0, 3, 5),
        brightness=0.15,
        decay_s=1.1,
        pluck=0.3,
    ),
    "tense": Style(
        bpm=72,
        chords=((36, 55, 60, 63), (37, 56, 61, 64), (36, 54, 60, 63), (35, 53, 59, 62)),
        arpeggio=(0, 1, 2, 3, 4, 5, 6, 7),
        brightness=0.25,
        decay_s=0.15,
        pluck=0.4,
    ),
    "romantic": Style(
        bpm=70,
        chords=((41, 57, 60, 64, 69), (38, 57, 60, 65, 69), (43, 58, 62, 65), (36, 58, 60, 64, 67)),
        arpeggio=(0, 2, 3, 5, 6),
        brightness=0.3,
        decay_s=0.9,
        pluck=0.4,
    ),
    "playful": Style(
        bpm=126,
        chords=((36, 60, 64, 67), (41, 60, 65, 69), (43, 59, 62, 67), (36, 60, 64, 67)),
        arpeggio=(0, 2, 3, 5, 6),
        brightness=0.7,
        decay_s=0.12,
        pluck=0.6,
        drums=0.25,
    ),
    "energetic": Style(
        bpm=132,
        chords=((45, 57, 60, 64), (41, 57, 60, 65), (36, 55, 60, 64), (43, 55, 59, 62)),
        arpeggio=(0, 1, 2, 3, 4, 5, 6, 7),
        brightness=0.65,
        decay_s=0.18,
        pluck=0.45,
        drums=0.8,
    ),
}

MOODS: tuple[str, ...] = tuple(STYLES)
DEFAULT_MOOD = "calm"

LIKE = {
    "upbeat": ("happy", "cheer", "pop", "tropical", "trending", "folk", "christmas", "欢快", "动感", "活泼"),
    "lo-fi": ("lofi", "lo fi", "jazz", "chill", "hip hop", "hip-hop", "study", "retro", "爵士", "慵懒"),
    "inspiring": ("inspir", "uplift", "corporate", "motivat", "hope", "positive", "励志", "鼓舞", "积极"),
    "cinematic": ("drama", "orchestra", "classical", "moody", "film", "chinese", "电影"),
    "epic": ("heroic", "grand", "trailer", "史诗", "震撼"),
    "sad": ("melanchol", "emotional", "悲伤", "伤感"),
    "tense": ("suspens", "myster", "spook", "dark", "horror", "scary", "紧张", "悬疑"),
    "romantic": ("love", "wedding", "sweet", "浪漫"),
    "playful": ("fun", "comedy", "quirky", "cute", "搞笑", "可爱"),
    "energetic": ("dance", "electronic", "rock", "fast", "drums", "workout", "sport", "燃", "热血"),
}
"""Words that mean a mood; all others mean the default."""


def known_mood(words: str) -> str:
    """The one of ``MOODS`` nearest to what somebody called it."""
    said = words.casefold()
    for mood in MOODS:
        if mood in said or any(word in said for word in LIKE.get(mood, ())):
            return mood
    return DEFAULT_MOOD


async def make_bed(mood: str, duration_ms: int, target: Path) -> None:
    """Write a bed to ``target``: WAV, 48 kHz, stereo, -20 dBFS (RMS), the same every time for a mood and length.

    It is a seamless loop of whole bars, 16 to 50 s long, shorter than that only in whole progressions; a longer film
    repeats it. An unknown mood gets the nearest. Raises OSError where it cannot be written.
    """
    await asyncio.to_thread(_write, known_mood(mood), duration_ms, target)


def _write(mood: str, duration_ms: int, target: Path) -> None:
    sound = compose(mood, duration_ms)
    whole = np.round(sound * 32767).astype("<i2")
    # A cancelled edit removes the folder under this thread: then it must fail before wave holds half an object.
    with target.open("wb") as opened, wave.open(opened, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(whole.tobytes())


def compose(mood: str, duration_ms: int) -> Wave:
    """The samples of a bed, shape (samples, 2), in -1…1."""
    style = STYLES[mood]
    beat = round(RATE * 60 / style.bpm)
    bar = beat * BEATS_PER_BAR
    turn = bar * len(style.chords)
    wanted = min(max(duration_ms / 1000, SHORTEST_S), LONGEST_S) * RATE
    loop = Loop(turn * max(1, round(wanted / turn)))
    random = np.random.default_rng(sum(mood.encode()))
    sustained = [_sustain(style, chord, bar) for chord in style.chords]
    for number in range(len(loop.sound) // bar):
        which = number % len(style.chords)
        loop.add(number * bar, sustained[which])
        _play_arpeggio(loop, style, random, number * bar, beat, style.chords[which])
        if style.drums:
            _play_drums(loop, style, random, number * bar, beat)
    return _finished(loop.sound)


def _sustain(style: Style, chord: tuple[int, ...], bar: int) -> Wave:
    """A chord held for a bar and a little into the next."""
    fade = round(FADE_S * RATE)
    root, *notes = chord
    held: Wave = 0.21 * np.repeat(bass(root, bar + fade, fade)[:, None], 2, axis=1)
    for note in notes:
        held += 0.16 * pad(note, bar + fade, fade, style.brightness)
    return held


def _play_arpeggio(
    loop: Loop, style: Style, random: np.random.Generator, start: int, beat: int, chord: tuple[int, ...]
) -> None:
    for step in style.arpeggio:
        note = int(random.choice(chord[1:])) + 12
        touch = style.pluck * (0.7 + 0.3 * random.random())
        loop.add(
            start + step * beat // 2, touch * pluck(note, style.decay_s, style.brightness), random.uniform(-0.5, 0.5)
        )


def _play_drums(loop: Loop, style: Style, random: np.random.Generator, start: int, beat: int) -> None:
    for number in range(BEATS_PER_BAR):
        if number % 2 == 0:
            loop.add(start + number * beat, 0.5 * style.drums * kick())
        loop.add(start + number * beat + beat // 2, 0.25 * style.drums * brush(random, 0.08), 0.3)


def _finished(sound: Wave) -> Wave:
    """Even out the level, then bring it to ``LEVEL_DB`` with the peaks rounded off."""
    window = round(EVEN_WINDOW_S * RATE)
    power = np.square(sound).mean(axis=1)
    around = np.concatenate((power[-window:], power, power[:window]))
    total = np.concatenate(([0.0], np.cumsum(around)))
    local = (total[2 * window :] - total[: -2 * window])[: len(sound)] / (2 * window)
    most = 10 ** (EVEN_MOST_DB / 20)
    even = np.clip(np.sqrt(power.mean() / np.maximum(local, 1e-12)), 1 / most, most) ** 0.8
    sound = sound * even[:, None]
    sound *= 10 ** (LEVEL_DB / 20) / np.sqrt(np.square(sound).mean())
    rounded: Wave = np.tanh(sound / PEAK) * PEAK
    return rounded
