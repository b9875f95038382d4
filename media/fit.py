"""A film made small enough for a platform's limit, or the knowledge that this cannot be watchable.

The size is planned from the bits there are: the picture is as large as they can fill, and a cap on the rate
holds the encoder to them. The result is weighed; one that is too heavy is made again with fewer bits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from media.errors import FfmpegFailed, OutputTooLarge
from media.formats import VIDEO
from media.limits import DEFAULT_LIMITS, MEBIBYTE
from media.probe import MediaInfo
from media.runner import input_arguments, run_ffmpeg

_SHORT_SIDES = (1080, 720, 540, 480, 360, 288, 240)
_FPS = 30
_SLOWEST_FPS = 15
# Bits a pixel below which x264 at this preset breaks up into blocks: what is aimed at, and the least.
_GOOD_BITS = 0.045
_LEAST_BITS = 0.03
_SOUND_BPS = (128_000, 96_000, 64_000, 40_000)
_SOUND_SHARE = 0.2
_CONTAINER_SHARE = 0.03
_CONTAINER_BYTES = 16 * 1024
_ATTEMPTS = 3
_CORRECTION = 0.93


@dataclass(frozen=True, slots=True)
class Plan:
    """How to encode. ``video_bps`` caps the rate over any second; ``sound_bps`` is 0 without sound."""

    width: int
    height: int
    fps: Fraction
    video_bps: int
    sound_bps: int


def plan_fit(info: MediaInfo, max_bytes: int) -> Plan | None:
    """The largest picture that the bits can fill; None where even the smallest would not be watchable. Pure."""
    bits = (max_bytes * (1 - _CONTAINER_SHARE) - _CONTAINER_BYTES) * 8
    # One second more than there is: the encoder may run ahead by the buffer it is given.
    bps = bits / (info.duration_ms / 1000 + 1)
    sound_bps = _sound_bps(bps) if info.has_audio else 0
    fps = min(info.fps or Fraction(_FPS), Fraction(_FPS))
    plan = Plan(0, 0, fps, int(bps - sound_bps), sound_bps)
    for width, height in _sizes(info):
        if plan.video_bps >= width * height * fps * _GOOD_BITS:
            return replace(plan, width=width, height=height)
    width, height = _sizes(info)[-1]
    slow = min(fps, Fraction(_SLOWEST_FPS))
    if plan.video_bps >= width * height * slow * _LEAST_BITS:
        return replace(plan, width=width, height=height, fps=slow)
    return None


async def fit(path: Path, target: Path, *, max_bytes: int, info: MediaInfo, progress: Callable[[float], None]) -> bool:
    """Re-encode a film to MP4 (H.264, AAC, index in front) of at most ``max_bytes``; ``progress`` goes from 0 to 100.

    False, and no target, where that would not be watchable, or is not a film. Raises FfmpegFailed, FfmpegTimedOut,
    DiskFull.
    """
    if info.kind != VIDEO:
        return False
    furthest = 0.0

    def report(out_ms: int) -> None:
        nonlocal furthest
        furthest = max(furthest, min(100.0, out_ms * 100 / info.duration_ms))
        progress(furthest)

    budget = max_bytes
    fitted = False
    try:
        for _ in range(_ATTEMPTS):
            plan = plan_fit(info, budget)
            if plan is None:
                break
            size = await _encode(path, target, plan, max_bytes, report)
            fitted = size <= max_bytes
            if fitted:
                break
            budget = int(budget * min(max_bytes / size, 1.0) * _CORRECTION)
    finally:
        if not fitted:
            target.unlink(missing_ok=True)
    return fitted


async def _encode(path: Path, target: Path, plan: Plan, max_bytes: int, report: Callable[[int], None]) -> int:
    """Encode, and weigh; an encoder stopped for writing far too much has written twice as much as it may."""
    limits = replace(DEFAULT_LIMITS, file_bytes=max_bytes * 2 + MEBIBYTE)
    try:
        await run_ffmpeg(_arguments(path, target, plan), limits=limits, progress=report)
    except OutputTooLarge:
        return max_bytes * 2
    size = target.stat().st_size
    if size == 0:
        raise FfmpegFailed("nothing was encoded")
    return size


def _arguments(path: Path, target: Path, plan: Plan) -> list[str]:
    picture = f"fps={plan.fps},scale=w={plan.width}:h={plan.height}:flags=bicubic,setsar=1,format=yuv420p"
    sound = (
        "-map",
        "0:a:0",
        "-c:a",
        "aac",
        "-aac_coder",
        "fast",
        "-b:a",
        str(plan.sound_bps),
        "-ac",
        "2",
        "-ar",
        "48000",
    )
    return [
        *input_arguments(path),
        *("-map", "0:V:0", "-vf", picture, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"),
        *("-maxrate", str(plan.video_bps), "-bufsize", str(plan.video_bps)),
        *(sound if plan.sound_bps else ()),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart", "-f", "mp4", f"file:{target}"),
    ]


def _sound_bps(bps: float) -> int:
    return next((rate for rate in _SOUND_BPS if rate <= bps * _SOUND_SHARE), _SOUND_BPS[-1])


def _sizes(info: MediaInfo) -> list[tuple[int, int]]:
    """The sizes to choose from, largest first: the film's own where it is one of the smaller ones, never larger."""
    short = min(info.width, info.height)
    sides = [side for side in _SHORT_SIDES if side < short]
    if short <= _SHORT_SIDES[0]:
        sides.insert(0, short)
    return [(_even(info.width * side // short), _even(info.height * side // short)) for side in sides]


def _even(length: int) -> int:
    return max(2, length // 2 * 2)
