"""The plain picture behind the words of an intro or outro."""

from pathlib import Path

from media.runner import run_ffmpeg

PLAIN_SIZE = (64, 36)
"""In pixels. Black is black at any size and in any shape; what stands on it is drawn in the film's own size."""


async def plain_picture(target: Path) -> None:
    """Write a black PNG. Raises media.errors.FfmpegFailed."""
    width, height = PLAIN_SIZE
    await run_ffmpeg(["-f", "lavfi", "-i", f"color=c=black:s={width}x{height}", "-frames:v", "1", str(target)])
