"""What a player would show and play: samples and frame numbers on the film's own clock, by their time stamps."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from tests.film.clips import RATE, Sound, resampled
from tests.film.framecode import read


@dataclass(frozen=True, slots=True)
class ShownFrame:
    """One frame: when it appears, and the number painted into it (None if it has none)."""

    time_ms: float
    number: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """All frames in the order shown, and when the last one ends."""

    frames: tuple[ShownFrame, ...]
    end_ms: float


def decode_sound(path: Path) -> Sound:
    """The first sound stream, mono at ``RATE``; sample 0 is the film's time zero. As far as it can be decoded."""
    pieces: list[tuple[float, np.ndarray]] = []
    rate = RATE
    with av.open(str(path)) as file:
        if not file.streams.audio:
            return np.zeros(0, np.float32)
        with suppress(av.FFmpegError):
            for frame in file.decode(audio=0):
                rate = frame.sample_rate
                pieces.append((float(frame.pts * frame.time_base), _mono(frame)))
    if not pieces:
        return np.zeros(0, np.float32)
    last_s, last = pieces[-1]
    sound = np.zeros(round(last_s * rate) + last.size, np.float32)
    for start_s, samples in pieces:
        start = round(start_s * rate)
        kept = samples[max(0, -start) :]
        sound[max(0, start) : max(0, start) + kept.size] = kept
    return resampled(sound, rate)


def decode_picture(path: Path) -> Picture:
    """The first picture stream's frames, as far as they can be decoded."""
    frames: list[ShownFrame] = []
    end_ms = 0.0
    with av.open(str(path)) as file:
        if not file.streams.video:
            return Picture((), 0.0)
        stream = file.streams.video[0]
        stream.thread_type = "AUTO"
        with suppress(av.FFmpegError):
            for frame in file.decode(stream):
                time_ms = float(frame.pts * frame.time_base * 1000)
                length = frame.duration * frame.time_base if frame.duration else 1 / stream.average_rate
                frames.append(ShownFrame(time_ms, read(_luma(frame))))
                end_ms = time_ms + float(length) * 1000
    return Picture(tuple(frames), end_ms)


def _mono(frame: av.AudioFrame) -> np.ndarray:
    channels = len(frame.layout.channels)
    samples = frame.to_ndarray()
    if np.issubdtype(samples.dtype, np.integer):
        samples = samples / -float(np.iinfo(samples.dtype).min)
    if not frame.format.is_planar:
        samples = samples.reshape(-1, channels).T
    return samples.mean(axis=0)


def _luma(frame: av.VideoFrame) -> np.ndarray:
    plane = frame.planes[0]
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]
