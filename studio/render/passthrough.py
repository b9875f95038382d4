"""What need not be encoded again: the picture, and even the sound, of one whole clip that stays as it is."""

from enum import Enum

from media.formats import MOV, MP4
from media.probe import MediaInfo
from studio.render.grid import FASTEST, SLOWEST
from studio.render.packets import Packets
from studio.timeline.appearance import NO_FADES, PLAIN
from studio.timeline.canvas import Size, film_size
from studio.timeline.delivery import FileKind
from studio.timeline.mastering import AS_RECORDED
from studio.timeline.model import Clip, Source, SourceKind, Timeline

EDGE_MS = 40
"""So near to the source's ends, a clip is all of it."""


END_MS = 100
"""Picture and sound of a recording rarely end together; further apart, the picture is held or the sound filled up."""


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
        expected_ms = clip.out_ms
    return abs(expected_ms - source.duration_ms) <= EDGE_MS


def shows_as_is(timeline: Timeline, source: Source, short_side: int | None) -> bool:
    """Whether every picture of the film is one of the source's, unchanged. All that changes pictures belongs here."""
    size = film_size(source, short_side or timeline.short_side, timeline.framing)
    return (
        source.kind is SourceKind.VIDEO
        and all(clip.source == source.id and _is_shown_plainly(clip) for clip in timeline.clips)
        and timeline.fades == NO_FADES
        and timeline.delivery.kind is FileKind.FILM
        and not (timeline.titles or timeline.marks or timeline.clicks)
        and not (timeline.framing.turn or timeline.framing.mirrored)
        and size == Size(source.width, source.height)
    )


def _is_shown_plainly(clip: Clip) -> bool:
    return (clip.look, clip.speed, clip.enter, clip.steady) == (PLAIN, 1.0, None, False)


def may_pass(timeline: Timeline, source: Source, short_side: int | None) -> bool:
    """Whether the film shows a source just as it is, and all of it; then its file is worth a look."""
    return shows_as_is(timeline, source, short_side) and is_whole(timeline.clips, source)


def is_film_like(info: MediaInfo) -> bool:
    """Whether a source's picture is coded as a film's is: H.264, 8 bit 4:2:0, upright."""
    return (
        info.format in {MP4, MOV}
        and info.video_codec == "h264"
        and info.pixel_format == "yuv420p"
        and info.rotation == 0
        and info.fps is not None
        and SLOWEST <= info.fps <= FASTEST
    )


def passthrough(timeline: Timeline, info: MediaInfo, packets: Packets | None) -> Passthrough:
    """What can pass of a source for which ``may_pass`` and ``is_film_like``.

    Its picture must go from the film's start to its end at a constant rate.
    """
    fit = (
        packets is not None
        and packets.steady
        and packets.square
        and abs(packets.start_ms) <= EDGE_MS
        and abs(packets.end_ms - info.duration_ms) <= END_MS
    )
    if not fit:
        return Passthrough.NOTHING
    is_mixed = timeline.music or timeline.voiceovers or timeline.syncs or timeline.mastering != AS_RECORDED
    touched = is_mixed or any(clip.gain != 1.0 for clip in timeline.clips)
    return Passthrough.PICTURE if touched or info.audio_codec != "aac" else Passthrough.ALL
