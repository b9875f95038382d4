"""What need not be encoded again: the picture, and even the sound, of one whole clip that stays as it is."""

from enum import Enum

from media.formats import MOV, MP4
from media.probe import MediaInfo
from studio.render.canvas import Size, film_size
from studio.render.grid import USUAL_RATES
from studio.timeline.model import Clip, Source, SourceKind, Timeline

EDGE_MS = 40
"""So near to the source's ends, a clip is all of it."""


class Passthrough(Enum):
    """Which packets of the only clip go into the film as they are."""

    NOTHING = "nothing"
    PICTURE = "picture"
    ALL = "all"


def is_whole(clips: tuple[Clip, ...], source: Source) -> bool:
    """Whether the clips are all of a source in one piece, or in pieces without a gap."""
    expected_ms = 0
    for clip in clips:
        if clip.source != source.id or abs(clip.in_ms - expected_ms) > (EDGE_MS if expected_ms == 0 else 0):
            return False
        expected_ms = clip.in_ms + clip.duration_ms
    return abs(expected_ms - source.duration_ms) <= EDGE_MS


def may_pass(timeline: Timeline, source: Source, short_side: int | None) -> bool:
    """Whether the film shows a source just as it is; then its file is worth a look."""
    size = film_size(source, short_side or timeline.short_side)
    return (
        source.kind is SourceKind.VIDEO
        and not timeline.titles
        and is_whole(timeline.clips, source)
        and size == Size(source.width, source.height)
    )


def passthrough(timeline: Timeline, info: MediaInfo) -> Passthrough:
    """What can pass, given the facts of a source for which ``may_pass``.

    The picture must be what a film's is: H.264, 8 bit 4:2:0, upright, from the start, at a constant usual rate.
    """
    fit = (
        info.format in {MP4, MOV}
        and info.video_codec == "h264"
        and info.pixel_format == "yuv420p"
        and info.rotation == 0
        and info.video_start_ms <= EDGE_MS
        and info.fps in USUAL_RATES
    )
    if not fit:
        return Passthrough.NOTHING
    touched = timeline.music or any(clip.gain != 1.0 for clip in timeline.clips)
    return Passthrough.PICTURE if touched or info.audio_codec != "aac" else Passthrough.ALL
