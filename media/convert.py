"""Sound into a kind the backend takes."""

from pathlib import Path

from media.limits import GIBIBYTE, MAX_UPLOAD_BYTES, Limits
from media.runner import input_arguments, run_ffmpeg

_LIMITS = Limits(cpu_s=600, memory_bytes=1 * GIBIBYTE, file_bytes=MAX_UPLOAD_BYTES, wall_s=900.0)


async def to_m4a(path: Path, target: Path) -> None:
    """Re-encode the first sound of a file, such as an Ogg Opus voice note, to AAC in an M4A file.

    Raises FfmpegFailed, FfmpegTimedOut, OutputTooLarge, DiskFull; the target is then removed, also on cancellation.
    """
    arguments = [
        *input_arguments(path),
        *("-map", "0:a:0", "-map_metadata", "-1", "-c:a", "aac", "-b:a", "96k"),
        *("-movflags", "+faststart", "-f", "ipod", f"file:{target}"),
    ]
    try:
        await run_ffmpeg(arguments, limits=_LIMITS)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
