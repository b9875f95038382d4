"""Sound as numbers: reads a file's first sound stream piece by piece, so that memory stays bounded."""

from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from media.errors import FfmpegFailed
from media.runner import capture_ffmpeg, input_arguments

Samples = npt.NDArray[np.float32]

BYTES_PER_SAMPLE = 2
FULL_SCALE = 32768.0
SHORTFALL_S = 0.5
# The sound of a mono file is as loud on both sides of stereo as it is alone; ffmpeg's own upmix takes 3 dB off.
LAYOUTS = {1: "aformat=channel_layouts=mono", 2: "aformat=channel_layouts=stereo|mono,pan=stereo|FL=FL+FC|FR=FR+FC"}
NO_STREAM = "matches no streams"


async def read_pcm(
    path: Path, *, rate: int, channels: int, start_s: float, length_s: float
) -> npt.NDArray[np.float32] | None:
    """Read a stretch of sound as float32 in -1…1, of shape (samples, channels); None if there is no sound stream.

    ``start_s`` counts from the file's start, not from the first sound: late sound begins with silence. The result is
    shorter than ``length_s`` where the sound ends. Raises media.errors.FfmpegFailed, OSError without the file.
    """
    seek = ("-ss", f"{start_s:.6f}") if start_s > 0 else ()
    arguments = [
        *input_arguments(path, before=(*seek, "-t", f"{length_s:.6f}")),
        *("-map", "0:a:0", "-af", f"aresample={rate}:async=1:first_pts=0,{LAYOUTS[channels]}"),
        *("-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"),
    ]
    frame_bytes = channels * BYTES_PER_SAMPLE
    try:
        raw = await capture_ffmpeg(arguments, max_bytes=int((length_s + 1) * rate) * frame_bytes)
    except FfmpegFailed as failure:
        if NO_STREAM in str(failure):
            return None
        raise
    whole = len(raw) - len(raw) % frame_bytes
    numbers = np.frombuffer(raw[:whole], dtype="<i2").astype(np.float32)
    numbers /= FULL_SCALE
    return numbers.reshape(-1, channels)


async def pcm_windows(path: Path, *, rate: int, channels: int, window_s: int) -> AsyncGenerator[Samples]:
    """All of a file's sound, ``window_s`` seconds at a time; nothing without a sound stream. Raises as ``read_pcm``."""
    start_s = 0
    while True:
        window = await read_pcm(path, rate=rate, channels=channels, start_s=start_s, length_s=window_s)
        if window is None or len(window) == 0:
            return
        yield window
        if len(window) < (window_s - SHORTFALL_S) * rate:
            return
        start_s += window_s
