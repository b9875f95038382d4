"""How the film begins, ends, and passes from clip to clip; pure."""

from dataclasses import replace
from itertools import accumulate
from typing import TypeGuard

from studio.timeline.appearance import Blend, Entrance
from studio.timeline.cuts import remove_spans
from studio.timeline.model import Span, Timeline
from studio.timeline.receipt import place_of

USUAL_MS = 500
AT_CUTS_MS = 300
"""Between parts of one recording a long transition would swallow words."""
LONGEST_MS = 5000
LEAST_LEFT_MS = 200
"""So much of a clip is seen by itself, whatever its transitions."""
NOT_WORTH_MS = 80


def joints(timeline: Timeline) -> tuple[int, ...]:
    """The clips that begin a new shot, by their places; where the film is one shot, those after a cut."""
    clips = timeline.clips
    shots = tuple(place for place in range(1, len(clips)) if clips[place].source != clips[place - 1].source)
    cuts = (
        place for place in range(1, len(clips)) if not clips[place - 1].goes_on_in(replace(clips[place], enter=None))
    )
    return shots or tuple(cuts)


def with_transitions(timeline: Timeline, blend: Blend, duration_ms: int) -> Timeline:
    """Each joint passes over so long, less where clips are short; the film grows shorter by what lies over another.

    At a pause that was cut nothing is taken away: there the pause's own sound and picture pass over.
    """
    places = [place for place in joints(timeline) if not is_transition(timeline.clips[place].enter)]
    again = tuple(
        replace(clip, enter=replace(clip.enter, blend=blend)) if is_transition(clip.enter) else clip
        for clip in timeline.clips
    )
    timeline = replace(timeline, clips=again)
    starts = [0, *accumulate(clip.duration_ms for clip in timeline.clips)]
    free = {place_of(timeline, cut) for cut in timeline.receipt}
    lengths = {place: _room(timeline, place, min(duration_ms, LONGEST_MS)) for place in places}
    lengths = {place: length for place, length in lengths.items() if length >= NOT_WORTH_MS}
    lost = [
        Span(starts[place] - length // 2, starts[place] + length // 2)
        for place, length in lengths.items()
        if starts[place] not in free
    ]
    count = len(timeline.clips)
    cut = remove_spans(timeline, lost)
    if len(cut.clips) != count:
        return timeline
    clips = tuple(
        replace(clip, enter=Entrance(blend, lengths[place])) if place in lengths else clip
        for place, clip in enumerate(cut.clips)
    )
    return replace(cut, clips=clips)


def without_transitions(timeline: Timeline) -> Timeline:
    """Plain joints; what the transitions took of the clips does not come back."""
    plain = (replace(clip, enter=None) if is_transition(clip.enter) else clip for clip in timeline.clips)
    return replace(timeline, clips=tuple(plain))


def is_transition(enter: Entrance | None) -> TypeGuard[Entrance]:
    """Whether one clip passes into another there; a smoothed jump cut is to be one clip to the eye."""
    return enter is not None and enter.blend is not Blend.MORPH


def _room(timeline: Timeline, place: int, duration_ms: int) -> int:
    """How long a transition may be so that both clips are still seen by themselves; an even number of ms."""
    shortest = min(timeline.clips[place - 1].duration_ms, timeline.clips[place].duration_ms)
    return max(0, min(duration_ms, (shortest - LEAST_LEFT_MS) // 2)) // 2 * 2
