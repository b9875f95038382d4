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
