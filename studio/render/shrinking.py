"""Bringing a film under a size: encoded in two passes at the bit rate that fits, smaller where that would look bad."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from media.probe import MediaInfo, probe
from media.runner import input_arguments, run_ffmpeg
from studio.render.command import CONTAINER
from studio.render.errors import TooSmall
from studio.timeline.delivery import Delivery

ATTEMPTS = 3
ROOM = 0.97
"""Of the limit that is aimed at: the encoder and the container are not exact."""
SOUND_BPS = (128_000, 96_000, 64_000, 48_000, 32_000)
SOUND_SHARE = 0.2
LEAST_BITS_PER_PIXEL = 0.045
"""Under this, a smaller picture looks better than a blocky one."""
SIDES = (1080, 720, 540, 480, 360, 240, 180)
LEAST_PICTURE_BPS = 20_000
STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class Rates:
    """Bits a second of picture and sound, and the short side in pixels."""

    picture: int
    sound: int
    short_side: int


def limit_of(delivery: Delivery, size_bytes: int) -> int | None:
    """The most bytes a film may have that is so large now; None where it may stay as it is."""
    limits = [size_bytes * delivery.share] if delivery.share is not None else []
    limits += [delivery.most_bytes] if delivery.most_bytes is not None else []
    limit = int(min(limits, default=size_bytes))
    return limit if limit < size_bytes else None


def rates_for(limit_bytes: int, info: MediaInfo) -> Rates:
    """The bit rates that fit. Raises TooSmall where not even a stamp of a picture would."""
    total = limit_bytes * 8 * ROOM / max(0.1, info.duration_ms / 1000)
    sound = next((rate for rate in SOUND_BPS if rate <= total * SOUND_SHARE), SOUND_BPS[-1])
    picture = int(total - sound)
    if picture < LEAST_PICTURE_BPS:
        raise TooSmall(limit_bytes)
    rate, own_side = info.fps or Fraction(30), min(info.width, info.height)
    for side in (own_side, *(side for side in SIDES if side < own_side)):
        pixels = info.width * info.height * Fraction(side, own_side) ** 2
        if picture >= LEAST_BITS_PER_PIXEL * float(pixels * rate):
            return Rates(picture, sound, side)
    return Rates(picture, sound, min(own_side, SIDES[-1]))


async def shrink(film: Path, limit_bytes: int, target: Path, progress: Callable[[float], None]) -> None:
    """Write the film at ``target`` with at most so many bytes.

    ``target`` may not exist; its folder is used to work in. Raises TooSmall, media.errors.FfmpegFailed, DiskFull.
    """
    info = await probe(film)
    aim = limit_bytes
    for _ in range(ATTEMPTS):
        rates = rates_for(aim, info)
        for number in (1, 2):
            await run_ffmpeg(
                [*input_arguments(film.resolve()), *_arguments(number, rates, info, target)],
                progress=_share(progress, number, info.duration_ms),
                folder=target.parent,
            )
        size = target.stat().st_size
        if size <= limit_bytes:
            return
        aim = int(aim * limit_bytes / size * ROOM)
    raise TooSmall(limit_bytes)


def _arguments(number: int, rates: Rates, info: MediaInfo, target: Path) -> list[str]:
    upright = info.height > info.width
    scale = f"scale={rates.short_side}:-2" if upright else f"scale=-2:{rates.short_side}"
    picture = ["-map", "0:V:0", "-vf", scale, "-c:v", "libx264", "-preset", "medium", "-profile:v", "high"]
    picture += ["-pix_fmt", "yuv420p", "-b:v", str(rates.picture), "-maxrate", str(2 * rates.picture)]
    picture += [
        "-bufsize",
        str(4 * rates.picture),
        "-fps_mode",
        "cfr",
        "-pass",
        str(number),
        "-passlogfile",
        STATISTICS,
    ]
    if number == 1:
        return [*picture, "-an", "-f", "null", "-"]
    sound = ["-map", "0:a:0", "-c:a", "aac", "-b:a", str(rates.sound)]
    return [*picture, *sound, *CONTAINER, str(target.resolve())]


def _share(progress: Callable[[float], None], number: int, length_ms: int) -> Callable[[int], None]:
    return lambda ms: progress(min(1.0, (number - 1 + ms / max(1, length_ms)) / 2))
