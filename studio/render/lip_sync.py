"""By how much sound and picture are apart, judged by what moves while somebody speaks.

The loudness of the sound is compared with the movement in each of many cells of the picture, at every lag within reach.
Where one cell moves with the sound, as a mouth does, its best lag stands out; where none does, nothing is claimed.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from media.errors import FfmpegFailed
from media.runner import capture_ffmpeg, input_arguments
from studio.render.pcm import read_pcm

LOOKED_AT_S = 60
FPS = 25
COLUMNS, ROWS, CELL = 16, 9, 10
RATE = 16_000
STEP_MS = 10
REACH_MS = 600
SURE = 0.5
"""Unrelated speech reaches nearly as much over a few seconds, a mouth that is seen more. Rather ask once too often."""
STANDS_OUT = 1.4
"""How much better the best lag is than any other that is not its neighbour."""
NEIGHBOUR_MS = 160

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lag:
    """``late_ms``: by how much the sound comes after the picture; ``likeness``: 0 to 1; ``is_sure``: whether it is to
    be believed."""

    late_ms: int
    likeness: float
    is_sure: bool


async def find_lag(path: Path) -> Lag | None:
    """Judge the first minute of a file; None without sound, without a picture, or for a few seconds only.

    Raises media.errors.FfmpegFailed, OSError without the file.
    """
    sound = await read_pcm(path, rate=RATE, channels=1, start_s=0, length_s=LOOKED_AT_S)
    if sound is None:
        return None
    width, height = COLUMNS * CELL, ROWS * CELL
    shape = f"fps={FPS}:start_time=0,scale={width}:{height}:flags=area,format=gray"
    arguments = [*input_arguments(path, before=("-t", str(LOOKED_AT_S))), "-map", "0:V:0", "-vf", shape]
    most = width * height * FPS * (LOOKED_AT_S + 1)
    try:
        raw = await capture_ffmpeg([*arguments, "-f", "rawvideo", "pipe:1"], max_bytes=most)
    except FfmpegFailed as failure:
        if "matches no streams" in str(failure):
            return None
        raise
    frames = np.frombuffer(raw, np.uint8)
    whole = frames[: len(frames) // (width * height) * width * height].reshape(-1, height, width)
    return await asyncio.to_thread(judge, whole, sound[:, 0])


def judge(frames: npt.NDArray[np.uint8], sound: npt.NDArray[np.float32]) -> Lag | None:
    """The lag between frames (at ``FPS``, gray) and sound (at ``RATE``)."""
    moves = _moves(frames)
    if len(moves) < 3 * FPS:
        return None
    lags = range(-REACH_MS, REACH_MS + 1, STEP_MS)
    table = np.stack([_likeness(moves, _changes(sound, len(moves), lag)) for lag in lags])
    cell = int(np.argmax(table.max(axis=0)))
    curve = table[:, cell]
    best = int(np.argmax(curve))
    apart = np.abs(np.arange(len(curve)) - best) * STEP_MS > NEIGHBOUR_MS
    second = max(float(curve[apart].max(initial=0.0)), 1e-6)
    likeness = float(curve[best])
    at_edge = best in {0, len(curve) - 1}
    sure = likeness >= SURE and likeness >= STANDS_OUT * second and not at_edge
    return Lag(lags[best] + round(_peak(curve, best) * STEP_MS), likeness, sure)


def _moves(frames: npt.NDArray[np.uint8]) -> Numbers:
    """How much each cell changes from frame to frame: shape (frames - 1, cells), each cell about its mean."""
    change = np.abs(np.diff(frames.astype(np.int16), axis=0))
    cells = change.reshape(len(change), ROWS, CELL, COLUMNS, CELL).mean(axis=(2, 4)).reshape(len(change), -1)
    return _standard(_calm(cells))


def _changes(sound: npt.NDArray[np.float32], count: int, lag_ms: int) -> Numbers:
    """How much the level of the sound changes between the moments of the frames, that much later."""
    hop = RATE // 1000 * STEP_MS
    level = np.log10(1e-3 + np.sqrt(np.square(sound[: len(sound) // hop * hop].reshape(-1, hop)).mean(axis=1)))
    smooth = np.convolve(level, np.ones(4) / 4, mode="same")
    per_frame = 1000 // FPS // STEP_MS
    at = np.arange(count + 1) * per_frame + lag_ms // STEP_MS
    found = smooth[np.clip(at, 0, len(smooth) - 1)]
    return _standard(_calm(np.abs(np.diff(found))[:, None]))


def _calm(values: Numbers) -> Numbers:
    """Without single outliers, such as cuts, that would decide everything."""
    return np.minimum(values, np.quantile(values, 0.98, axis=0))


def _standard(values: Numbers) -> Numbers:
    spread = values.std(axis=0)
    standard: Numbers = (values - values.mean(axis=0)) / np.where(spread > 1e-6, spread, np.inf)
    return standard


def _likeness(moves: Numbers, changes: Numbers) -> Numbers:
    likeness: Numbers = (moves * changes).mean(axis=0)
    return likeness


def _peak(curve: Numbers, best: int) -> float:
    """Where between the steps the peak lies: that of a parabola through three points."""
    if not 0 < best < len(curve) - 1:
        return 0.0
    before, top, after = curve[best - 1 : best + 2]
    bend = before - 2 * top + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0
