"""Right and wrong films of a known clip, made without the studio, to prove the measure on.

The cut list follows the known spans and frames exactly; only ffmpeg's encoders are shared with the studio.
"""

import asyncio
import subprocess
import wave
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from tests.film.clips import FPS, RATE, SPEECH_DBFS, KnownClip
from tests.film.decoding import decode_sound

FRAME = RATE // FPS
FRAMES_BEFORE, FRAMES_AFTER = 4, 5
SHORT_PAUSE_MS = 500
MUSIC_DB, DUCKED_DB = -14.0, -24.0
CHORD_HZ = (220.0, 277.18, 329.63, 440.0)
PER_MS = RATE // 1000

Wave = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """A kept stretch of the source, frames ``first`` up to but not including ``end``, and the spans it holds."""

    first: int
    end: int
    spans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A film in the making: which frames, which samples, which music; edited by the wrong variants."""

    pieces: tuple[Piece, ...]
    speech: Wave
    music: Wave

    def start_of(self, piece: int) -> int:
        """The film's sample at which a piece starts."""
        return sum(earlier.end - earlier.first for earlier in self.pieces[:piece]) * FRAME


def cut_of(clip: KnownClip) -> Cut:
    """The film as it should be."""
    pieces = tuple(_pieces(clip))
    return _cut(clip, pieces)


def uncut(clip: KnownClip) -> Cut:
    """All of the source, with music."""
    return _cut(clip, (Piece(0, clip.duration_ms * FPS // 1000, tuple(range(len(clip.spans)))),))


def without_music(cut: Cut) -> Cut:
    """The same film, but no music at all."""
    return replace(cut, music=np.zeros_like(cut.music))


def louder_music(cut: Cut, by_db: float) -> Cut:
    """The same film with its music louder or, below 0 dB, quieter."""
    return replace(cut, music=cut.music * 10 ** (by_db / 20))


def music_hole(cut: Cut, joint: int, hole_ms: int) -> Cut:
    """The same film, but the music is away for a while in the middle of the gap at the start of piece ``joint``."""
    music = cut.music.copy()
    middle = cut.start_of(joint)
    music[middle - hole_ms * PER_MS // 2 : middle + hole_ms * PER_MS // 2] = 0
    return replace(cut, music=music)


def clipped(cut: Cut, clip: KnownClip, span: int, *, start_ms: int = 0, end_ms: int = 0) -> Cut:
    """The same film, but a span's first or last ms are the pause's sound."""
    index = next(i for i, piece in enumerate(cut.pieces) if span in piece.spans)
    shift = cut.start_of(index) - cut.pieces[index].first * FRAME
    source, speech = clip.spans[span], cut.speech.copy()
    pause = decode_sound(clip.path)[: RATE // 2]
    if start_ms:
        speech[source.start_ms * PER_MS + shift :][: start_ms * PER_MS] = pause[: start_ms * PER_MS]
    if end_ms:
        speech[(source.end_ms - end_ms) * PER_MS + shift :][: end_ms * PER_MS] = pause[: end_ms * PER_MS]
    return replace(cut, speech=speech)


def softened(cut: Cut, clip: KnownClip, span: int, from_ms: int, to_ms: int, gain: float) -> Cut:
    """The same film, but a stretch within a span is softer, at 0.0 silent; ms from the span's start."""
    index = next(i for i, piece in enumerate(cut.pieces) if span in piece.spans)
    start = clip.spans[span].start_ms * PER_MS + cut.start_of(index) - cut.pieces[index].first * FRAME
    speech = cut.speech.copy()
    speech[start + from_ms * PER_MS : start + to_ms * PER_MS] *= gain
    return replace(cut, speech=speech)


def out_of_step(cut: Cut, clip: KnownClip, piece: int, late_ms: int) -> Cut:
    """The same film, but one piece's sound is late against its picture."""
    speech, start, kept = cut.speech.copy(), cut.start_of(piece), cut.pieces[piece]
    late = late_ms * PER_MS
    speech[start : start + (kept.end - kept.first) * FRAME] = decode_sound(clip.path)[
        kept.first * FRAME - late : kept.end * FRAME - late
    ]
    return replace(cut, speech=speech)


async def encode_picture(clip: KnownClip, cut: Cut, target: Path) -> None:
    """The cut's frames in 1080 lines, without sound."""
    chosen = "+".join(f"between(n,{piece.first},{piece.end - 1})" for piece in cut.pieces)
    await ffmpeg(
        *("-i", clip.path, "-an", "-vf", f"select='{chosen}',setpts=N/{FPS}/TB,scale=-2:1080", "-r", FPS),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", 23, "-pix_fmt", "yuv420p", target),
    )


async def join_sound(picture: Path, cut: Cut, target: Path) -> None:
    """A film of an encoded picture and the cut's sound."""
    wav = target.with_suffix(".wav")
    await asyncio.to_thread(_write_wav, wav, cut.speech + cut.music)
    await ffmpeg(
        *("-i", picture, "-i", wav, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "160k"),
        *("-movflags", "+faststart", target),
    )
    wav.unlink()


async def truncate(film: Path, seconds: float, target: Path) -> None:
    """A film's beginning as a whole film of its own."""
    await ffmpeg("-i", film, "-t", seconds, "-c", "copy", "-movflags", "+faststart", target)


def break_off(film: Path, share: float, target: Path) -> None:
    """A file's beginning, as a broken download leaves it."""
    whole = film.read_bytes()
    target.write_bytes(whole[: int(len(whole) * share)])


def _pieces(clip: KnownClip) -> Iterable[Piece]:
    groups: list[list[int]] = [[0]]
    for index, (before, after) in enumerate(pairwise(clip.spans), 1):
        if after.start_ms - before.end_ms > SHORT_PAUSE_MS:
            groups.append([])
        groups[-1].append(index)
    for group in groups:
        first = clip.spans[group[0]].start_ms * FPS // 1000 - FRAMES_BEFORE
        end = -(-clip.spans[group[-1]].end_ms * FPS // 1000) + FRAMES_AFTER
        yield Piece(first, end, tuple(group))


def _cut(clip: KnownClip, pieces: tuple[Piece, ...]) -> Cut:
    source = decode_sound(clip.path).astype(np.float64)
    stretches = [slice(piece.first * FRAME, piece.end * FRAME) for piece in pieces]
    spoken = np.concatenate([(clip.speech != 0)[stretch] for stretch in stretches])
    return Cut(pieces, np.concatenate([source[stretch] for stretch in stretches]), _music(spoken))


def _music(spoken: NDArray[np.bool_]) -> Wave:
    """A swelling chord, quieter while somebody speaks, without a hole."""
    times = np.arange(spoken.size) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * times + index) for index, hertz in enumerate(CHORD_HZ))
    swelling = np.asarray(chord) * (1 + 0.3 * np.sin(2 * np.pi * 0.7 * times))
    swelling /= np.sqrt(np.mean(np.square(swelling)))
    ramp = np.ones(RATE // 20) / (RATE // 20)
    spread = np.convolve(spoken[::PER_MS].astype(float), np.ones(100), "same") > 0
    ducking = np.convolve(np.repeat(spread, PER_MS)[: spoken.size].astype(float), ramp, "same")
    return swelling * 10 ** ((SPEECH_DBFS + MUSIC_DB + ducking * (DUCKED_DB - MUSIC_DB)) / 20)


def _write_wav(path: Path, sound: Wave) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


async def ffmpeg(*arguments: object) -> None:
    """Run ffmpeg to its end; raises CalledProcessError."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    await asyncio.to_thread(subprocess.run, command, check=True, stdin=subprocess.DEVNULL)
