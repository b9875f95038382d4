"""Films of one source whose pictures are only cut: most of them are copied, those around the cuts encoded."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from media.errors import MediaError
from media.probe import MediaInfo, probe
from media.splice import splice
from studio.render.command import SPLICED_FILE, SourceMedia, bits_per_s
from studio.render.grid import cuts_of, film_rate
from studio.render.packets import Packets, read_packets
from studio.render.passthrough import is_film_like, shows_as_is
from studio.timeline.canvas import Size
from studio.timeline.model import SourceId, Timeline

MOST_ENCODED = 0.6
"""Copying the rest is worth while up to this share of encoded pictures; measured on ten minutes of a talking head."""
MOST_COPIED = Fraction(8, 5)
"""A source this much richer than what we would encode is encoded: the film would be hard to send."""
APART = Fraction(1, 4)
"""Pictures by which the source's clock and the film's may part until its end."""


async def spliced(
    timeline: Timeline,
    media: Mapping[SourceId, SourceMedia],
    short_side: int | None,
    folder: Path,
    progress: Callable[[float], None],
) -> bool:
    """Make the film's picture as ``SPLICED_FILE`` in ``folder``; False where the film must be encoded whole.

    ``progress`` is told the share done, 0 to 1. Raises media.errors.DiskFull, ChildTimedOut.
    """
    held = media[timeline.clips[0].source] if timeline.clips else None
    if held is None or not shows_as_is(timeline, held.source, short_side):
        return False
    rate = film_rate(held.source.fps)
    cuts = cuts_of(timeline.clips, rate)
    size = Size(held.source.width, held.source.height)
    try:
        info = await probe(held.path)
        packets = await read_packets(held.path) if is_film_like(info) else None
    except MediaError:
        return False  # whoever encodes it tells what is wrong with it
    if not cuts or packets is None or not _on_the_grid(info, packets, rate):
        return False
    if held.path.stat().st_size * 8000 > MOST_COPIED * bits_per_s(size, rate) * info.duration_ms:
        return False
    made = await splice(
        held.path,
        info.format,
        [(cut.first, cut.end) for cut in cuts],
        folder / SPLICED_FILE,
        rate=rate,
        most_encoded=MOST_ENCODED,
        bits_per_s=bits_per_s(size, rate),
        progress=progress,
    )
    return made is not None and made.pictures == cuts[-1].at + cuts[-1].frames


def _on_the_grid(info: MediaInfo, packets: Packets, rate: Fraction) -> bool:
    """Whether the source's n-th picture is shown at n / rate, from the first to the last."""
    if info.fps is None or not (packets.steady and packets.square):
        return False
    drift = abs(info.fps - rate) * Fraction(info.duration_ms, 1000)
    return drift <= APART and abs(packets.start_ms) * rate <= 500
