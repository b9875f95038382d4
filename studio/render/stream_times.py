"""When a file's picture and sound begin and end, read from its packets without decoding them."""

import asyncio
from fractions import Fraction
from pathlib import Path

from media.runner import capture_ffmpeg, input_arguments
from studio.timeline.sync import StreamTimes

MOST_BYTES = 96 * 1024 * 1024
AAC_PRIMING = 1024
"""Samples that every AAC encoder puts before the first sound. Where a file says so, they lie before its start."""


async def read_stream_times(path: Path) -> StreamTimes | None:
    """The times of the first picture and the first sound stream; None unless it has both.

    As fast as the disk. Raises media.errors.FfmpegFailed (OutputTooLarge for endless films), OSError.
    """
    streams = ("-map", "0:V:0?", "-map", "0:a:0?", "-c", "copy")
    listing = await capture_ffmpeg([*input_arguments(path), *streams, "-f", "framecrc", "pipe:1"], max_bytes=MOST_BYTES)
    return await asyncio.to_thread(parse_times, listing.decode("ascii", "replace"))


def parse_times(listing: str) -> StreamTimes | None:
    """Read ffmpeg's ``framecrc`` format: ``#name 0: value``, then ``0, dts, pts, duration, size, checksum, …``."""
    facts: dict[str, dict[str, str]] = {"0": {}, "1": {}}
    begin: dict[str, int] = {}
    end: dict[str, int] = {}
    for line in listing.splitlines():
        if line.startswith("#"):
            name, _, value = line[1:].partition(": ")
            kind, _, stream = name.rpartition(" ")
            facts.get(stream, {})[kind] = value.strip()
        else:
            stream, _, pts, duration, *_ = (part.strip() for part in line.split(","))
            begin[stream] = min(begin.get(stream, int(pts)), int(pts))
            end[stream] = max(end.get(stream, 0), int(pts) + int(duration))
    if not begin.keys() >= {"0", "1"} or facts["1"].get("media_type") != "audio":
        return None
    first = Fraction(begin["1"]) * Fraction(facts["1"]["tb"])
    if first <= 0:
        first = Fraction(0)
    elif facts["1"].get("codec_id") == "aac":
        first += Fraction(AAC_PRIMING, int(facts["1"]["sample_rate"]))
    tick = Fraction(facts["0"]["tb"])
    return StreamTimes(
        picture_start=float(begin["0"] * tick * 1000),
        picture_end=float(end["0"] * tick * 1000),
        sound_start=float(first * 1000),
        sound_end=float(end["1"] * Fraction(facts["1"]["tb"]) * 1000),
    )
