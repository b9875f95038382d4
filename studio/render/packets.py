"""When a file's pictures are shown, read from its packets without decoding them."""

import asyncio
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from media.remembering import Remembered
from media.runner import capture_ffmpeg, input_arguments

MOST_BYTES = 48 * 1024 * 1024
"""About two hours at 60 frames a second; longer ones fail as too large."""
SQUARE = {"0/1", "1/1"}
STEADY_MS = Fraction(3, 2)
"""Containers round times to as little as a millisecond."""


@dataclass(frozen=True, slots=True)
class Packets:
    """``start_ms``, ``end_ms``: of the picture. ``steady``: each is shown as long. ``square``: so are its pixels."""

    start_ms: int
    end_ms: int
    steady: bool
    square: bool


_seen: Remembered[Packets | None] = Remembered()


async def read_packets(path: Path) -> Packets | None:
    """Look at all packets of the first picture stream; None if there are fewer than two.

    As fast as the disk, and once as long as the file stays as it is. Raises media.errors.FfmpegFailed (OutputTooLarge
    for endless films), OSError.
    """
    return await _seen.of(path, _look)


async def _look(path: Path) -> Packets | None:
    arguments = [*input_arguments(path), *("-map", "0:V:0", "-c", "copy", "-f", "framecrc", "pipe:1")]
    listing = await capture_ffmpeg(arguments, max_bytes=MOST_BYTES)
    return await asyncio.to_thread(parse_packets, listing.decode("ascii", "replace"))


def parse_packets(listing: str) -> Packets | None:
    """Read ffmpeg's ``framecrc`` format: ``#name 0: value``, then ``0, dts, pts, duration, size, checksum``."""
    facts: dict[str, str] = {}
    shown: list[tuple[int, int]] = []
    for line in listing.splitlines():
        if line.startswith("#"):
            name, _, value = line[1:].partition(" 0: ")
            facts[name] = value
        else:
            _, _, pts, duration, *_ = line.split(",")
            shown.append((int(pts), int(duration)))
    if len(shown) < 2:
        return None
    shown.sort()
    tick_ms = Fraction(facts["tb"]) * 1000
    steps = [after[0] - before[0] for before, after in pairwise(shown)]
    return Packets(
        start_ms=round(shown[0][0] * tick_ms),
        end_ms=round((shown[-1][0] + (shown[-1][1] or steps[-1])) * tick_ms),
        steady=(max(steps) - min(steps)) * tick_ms <= STEADY_MS,
        square=facts.get("sar", "0/1") in SQUARE,
    )
