"""Clips of clear speech whose every spoken span and every frame is known, made for the tests.

The clip's picture carries its frame numbers (``framecode``), its sound is sentences between silences of known
length, optionally with fixed room noise 35 dB under the speech. The same arguments give the same clip.
"""

import asyncio
import io
import wave
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from media.speech import speak
from tests.film.framecode import paint

RATE = 48_000
FPS = 30
SPEECH_DBFS = -20.0
NOISE_UNDER_SPEECH_DB = 35.0

SENTENCES = (
    "Welcome back to the workshop where we build a small wooden boat",
    "First we measure every plank twice before the saw comes out",
    "The glue needs about ten minutes until it begins to hold",
    "After that a thin coat of yellow paint keeps the water away",
    "My neighbour brought seven brass screws from his old garage",
    "Next weekend we shall carry it down to the lake together",
    "Please send your questions and I will answer them tomorrow",
)
# Before the first sentence, after the last, and between: long ones that must go, short ones that must not matter.
LEADING_MS, TRAILING_MS = 1_400, 1_700
PAUSES_MS = (1_830, 370, 2_590, 1_210, 2_980, 450)

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SpokenSpan:
    """One sentence in the source, from its first to its last audible ms."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class KnownClip:
    """A clip and the truth about it. ``speech``: the clean speech alone, mono at ``RATE``, as long as the clip."""

    path: Path
    spans: tuple[SpokenSpan, ...]
    duration_ms: int
    width: int
    height: int
    noise: bool
    speech: Sound
    fps: int = FPS

    @property
    def pauses(self) -> tuple[tuple[int, int], ...]:
        """Start and end in ms of each silence: before the first span, between spans, after the last."""
        edges = [0, *(edge for span in self.spans for edge in (span.start_ms, span.end_ms)), self.duration_ms]
        return tuple(zip(edges[::2], edges[1::2], strict=True))


async def speech_clip(
    folder: Path, *, noise: bool, sentences: int = 5, width: int = 1280, height: int = 720
) -> KnownClip:
    """A clip of 4 to 5 s per sentence in ``folder``; one made there before with the same arguments is taken again."""
    if not 1 <= sentences <= len(SENTENCES):
        raise ValueError(f"1 to {len(SENTENCES)} sentences")
    texts = SENTENCES[:sentences]
    spoken = [_trimmed(_decoded(await speak(text))) for text in texts]
    speech, spans = _laid_out(texts, spoken)
    duration_ms = speech.size * 1000 // RATE
    path = folder / f"speech-{sentences}-{width}x{height}-{'noise' if noise else 'clean'}.mp4"
    if not path.exists():
        sound = speech + room_noise(speech.size) if noise else speech
        unfinished = path.with_suffix(".part")
        await asyncio.to_thread(_write, unfinished, sound, width, height)
        unfinished.replace(path)
    return KnownClip(path, spans, duration_ms, width, height, noise, speech)


def room_noise(size: int) -> Sound:
    """Noise that falls by 3 dB an octave, as in a quiet room, 35 dB under the speech; the same each time."""
    spectrum = np.fft.rfft(np.random.default_rng(20261120).standard_normal(size))
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(frequencies, 40.0)), size)
    level = 10 ** ((SPEECH_DBFS - NOISE_UNDER_SPEECH_DB) / 20)
    return (noise * level / rms(noise)).astype(np.float32)


def rms(sound: NDArray[np.floating]) -> float:
    """Root mean square, 0.0 for no samples."""
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if sound.size else 0.0


def resampled(sound: NDArray[np.floating], rate: int) -> Sound:
    """Sound of another rate at ``RATE``, without any delay: the spectrum is cut or padded."""
    if rate == RATE:
        return sound.astype(np.float32)
    step = rate // np.gcd(rate, RATE)
    padded = np.pad(sound, (0, -sound.size % step + step))
    size = padded.size * RATE // rate
    spectrum = np.fft.rfft(padded)[: size // 2 + 1]
    return (np.fft.irfft(spectrum, size) * size / padded.size)[: round(sound.size * RATE / rate)].astype(np.float32)


def _decoded(wav: bytes) -> Sound:
    with wave.open(io.BytesIO(wav)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return resampled(samples / 32768, file.getframerate())


def _trimmed(sound: Sound) -> Sound:
    """The sentence at -20 dBFS, from its first to its last 5 ms that are less than 20 dB under its own level."""
    window = RATE // 200
    energy = np.square(sound[: sound.size // window * window], dtype=np.float64).reshape(-1, window).mean(axis=1)
    loud = np.flatnonzero(energy > 0.01 * energy[energy > energy.max() * 1e-4].mean())
    quiet = np.diff(np.flatnonzero(energy > energy.max() * 1e-4)).max() * 5
    assert quiet < 250, f"a sentence must not pause by itself, but this one does for {quiet} ms"
    kept = sound[loud[0] * window : (loud[-1] + 1) * window].copy()
    ramp = np.linspace(0, 1, RATE // 500, dtype=np.float32)
    kept[: ramp.size] *= ramp
    kept[-ramp.size :] *= ramp[::-1]
    return np.asarray(kept * (10 ** (SPEECH_DBFS / 20) / rms(kept)), np.float32).clip(-0.95, 0.95)


def _laid_out(texts: tuple[str, ...], spoken: list[Sound]) -> tuple[Sound, tuple[SpokenSpan, ...]]:
    spans, start_ms = [], LEADING_MS
    for text, sound, pause_ms in zip(texts, spoken, (*PAUSES_MS, 0), strict=False):
        end_ms = start_ms + sound.size * 1000 // RATE
        spans.append(SpokenSpan(start_ms, end_ms, text))
        start_ms = end_ms + pause_ms
    duration_ms = -(-(spans[-1].end_ms + TRAILING_MS) // 100) * 100  # whole frames
    speech = np.zeros(duration_ms * RATE // 1000, np.float32)
    for span, sound in zip(spans, spoken, strict=True):
        speech[span.start_ms * RATE // 1000 :][: sound.size] = sound
    assert all(after.start_ms > before.end_ms for before, after in pairwise(spans))
    return speech, tuple(spans)


def _write(path: Path, sound: Sound, width: int, height: int) -> None:
    with av.open(str(path), "w", format="mp4") as file:
        picture = file.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "23", "g": "60"})
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        track = file.add_stream("aac", rate=RATE, layout="mono", bit_rate=128_000)
        canvas = np.full((height * 3 // 2, width), 128, np.uint8)
        backdrop = np.linspace(70, 150, height, dtype=np.uint8)[:, None].repeat(width, axis=1)
        whole_s = -(-sound.size // RATE)
        for second in range(whole_s):
            piece = sound[second * RATE : (second + 1) * RATE]
            for number in range(second * FPS, second * FPS + piece.size * FPS // RATE):
                canvas[:height] = backdrop
                _draw_walker(canvas[:height], number)
                paint(canvas[:height], number)
                frame = av.VideoFrame.from_ndarray(canvas, format="yuv420p")
                frame.pts = number
                file.mux(picture.encode(frame))
            samples = av.AudioFrame.from_ndarray(piece[None, :], format="fltp", layout="mono")
            samples.sample_rate, samples.pts = RATE, second * RATE
            file.mux(track.encode(samples))
        file.mux(picture.encode())
        file.mux(track.encode())


def _draw_walker(luma: NDArray[np.uint8], number: int) -> None:
    """Something that moves, so that the picture is no still."""
    height, width = luma.shape
    size = height // 6
    left = number * 4 % (width - size)
    luma[height // 2 : height // 2 + size, left : left + size] = 200
