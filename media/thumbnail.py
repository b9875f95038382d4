"""One frame of a film, or a picture, as a small JPEG."""

import contextlib
from pathlib import Path

from media.errors import FfmpegFailed
from media.limits import QUICK_LIMITS
from media.runner import input_arguments, run_ffmpeg


async def thumbnail(path: Path, target: Path, *, at_ms: int, max_side: int = 320) -> None:
    """Write a JPEG of the frame at ``at_ms``, or of the first one if there is none so late.

    No side is longer than ``max_side`` pixels; nothing is enlarged. Raises FfmpegFailed, FfmpegTimedOut, DiskFull.
    """
    for start_ms in dict.fromkeys((at_ms, 0)):
        with contextlib.suppress(FfmpegFailed):
            await _draw(path, target, start_ms, max_side)
        if target.is_file() and target.stat().st_size > 0:
            return
    target.unlink(missing_ok=True)
    raise FfmpegFailed("no frame to show")


async def _draw(path: Path, target: Path, start_ms: int, max_side: int) -> None:
    # Every decoding thread holds frames of its own: with many cores an 8K film would pass the memory limit.
    before = ("-threads", "2", *(("-ss", f"{start_ms / 1000:.3f}") if start_ms else ()))
    square_pixels = "scale=w='max(1,iw*sar)':h=ih"
    fitted = f"scale=w='min({max_side},iw)':h='min({max_side},ih)':force_original_aspect_ratio=decrease"
    arguments = [
        *input_arguments(path, before=before),
        *("-map", "0:V:0", "-frames:v", "1"),
        *("-vf", f"{square_pixels},{fitted},setsar=1,format=yuvj420p"),
        *("-c:v", "mjpeg", "-q:v", "4", "-map_metadata", "-1", "-f", "mjpeg", f"file:{target}"),
    ]
    await run_ffmpeg(arguments, limits=QUICK_LIMITS)
