"""How loud a sound is: the root mean square over speech, or over all of it, in dB of full scale."""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import numpy as np

from studio.render.pcm import Samples, pcm_windows, read_pcm
from studio.timeline.model import Span

RATE = 24_000
CHANNELS = 2
WINDOW_S = 60
SILENCE_DB = -90.0
MOMENT = RATE // 20
QUIETEST_PERCENT = 10


async def level_db(path: Path, spans: tuple[Span, ...] | None) -> float | None:
    """Measure a file's sound in dBFS (RMS over time and both channels; at most 0, in practice -50 to -10).

    Only within ``spans`` (milliseconds of the file) where given and not empty, else all of it. None without a sound
    stream, or with one that is silent. Raises media.errors.FfmpegFailed, OSError without the file.
    """
    power, count = 0.0, 0
    async with aclosing(_pieces(path, spans)) as pieces:
        async for piece in pieces:
            power += await asyncio.to_thread(_power, piece)
            count += piece.size
    if count == 0 or power == 0.0:
        return None
    level = 10.0 * math.log10(power / count)
    return level if level > SILENCE_DB else None


async def floor_db(path: Path) -> float | None:
    """How loud the quietest tenth of a file's sound is that is not silent, dBFS: the noise it was recorded in.

    None without a sound stream, or with one that is silent. Raises as ``level_db``.
    """
    async with aclosing(pcm_windows(path, rate=RATE, channels=1, window_s=WINDOW_S)) as windows:
        levels = [await asyncio.to_thread(_moments_db, window[:, 0]) async for window in windows]
    heard = np.concatenate(levels) if levels else np.zeros(0, np.float32)
    heard = heard[heard > SILENCE_DB]
    return float(np.percentile(heard, QUIETEST_PERCENT)) if heard.size else None


def _moments_db(window: Samples) -> Samples:
    whole = window[: len(window) // MOMENT * MOMENT].reshape(-1, MOMENT)
    levels: Samples = 10 * np.log10(np.square(whole).mean(axis=1) + 1e-12)
    return levels


def _power(piece: Samples) -> float:
    return float(np.sum(np.square(piece, dtype=np.float64)))


async def _pieces(path: Path, spans: tuple[Span, ...] | None) -> AsyncGenerator[Samples]:
    if not spans:
        async with aclosing(pcm_windows(path, rate=RATE, channels=CHANNELS, window_s=WINDOW_S)) as windows:
            async for window in windows:
                yield window
        return
    for window_s in sorted(_windows_of(spans)):
        heard = await read_pcm(path, rate=RATE, channels=CHANNELS, start_s=window_s, length_s=WINDOW_S)
        if heard is None:
            return
        for span in spans:
            first = max(0, span.start_ms - window_s * 1000) * RATE // 1000
            last = max(0, span.end_ms - window_s * 1000) * RATE // 1000
            yield heard[first:last]


def _windows_of(spans: tuple[Span, ...]) -> set[int]:
    """The starts, in seconds, of the windows that hold any of the spans."""
    starts: set[int] = set()
    for span in spans:
        first = span.start_ms // (WINDOW_S * 1000)
        last = max(span.start_ms, span.end_ms - 1) // (WINDOW_S * 1000)
        starts.update(number * WINDOW_S for number in range(first, last + 1))
    return starts
