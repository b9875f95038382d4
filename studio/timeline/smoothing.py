"""Jump cuts led over smoothly: those recorded in a source, and those that cutting it has made; pure.

A source that leaps is split where it does, so that all of its cuts are joints of clips.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from studio.timeline.appearance import Blend, Entrance
from studio.timeline.cuts import SHORTEST_PIECE_MS, split_clips
from studio.timeline.model import Clip, SourceId, Timeline
from studio.timeline.spans import windows

LASTING_MS = 270
"""Eight frames at 30 a second, half of them before the cut."""
MORPHED = Entrance(Blend.MORPH, LASTING_MS)


def jump_cuts(timeline: Timeline, recorded: Mapping[SourceId, Sequence[int]]) -> int:
    """How many jump cuts the film has that nothing leads over yet. ``recorded``: when a source leaps, in its own ms."""
    clips = _split(timeline, recorded)
    return sum(_is_open(before, clip, recorded) for before, clip in pairwise(clips))


def smoothed(timeline: Timeline, recorded: Mapping[SourceId, Sequence[int]]) -> Timeline:
    """The film with all of them led over; neither its length nor its sound changes."""
    clips = _split(timeline, recorded)
    led = [
        replace(clip, enter=MORPHED) if _is_open(before, clip, recorded) else clip for before, clip in pairwise(clips)
    ]
    return replace(timeline, clips=(*clips[:1], *led))


def _split(timeline: Timeline, recorded: Mapping[SourceId, Sequence[int]]) -> tuple[Clip, ...]:
    borders = [
        window.start_ms + round((moment - clip.in_ms) / clip.speed)
        for clip, window in windows(timeline.clips)
        for moment in recorded.get(clip.source, ())
        if clip.in_ms + SHORTEST_PIECE_MS < moment < clip.out_ms - SHORTEST_PIECE_MS
    ]
    return split_clips(timeline.clips, borders) if borders else timeline.clips


def _is_open(before: Clip, clip: Clip, recorded: Mapping[SourceId, Sequence[int]]) -> bool:
    """Whether one clip jumps to the next: the same recording, at the same pace, of which something is left out."""
    if clip.enter is not None or (before.source, before.speed) != (clip.source, clip.speed):
        return False
    if clip.source not in recorded:
        return False
    goes_on = abs(clip.in_ms - before.out_ms) <= SHORTEST_PIECE_MS
    return not goes_on or any(abs(moment - clip.in_ms) <= SHORTEST_PIECE_MS for moment in recorded[clip.source])
