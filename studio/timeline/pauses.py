"""Where the pauses of a film are and what to take out of them; pure.

Speech comes from outside, in each source's own time; everything else here is on the timeline.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from studio.timeline.model import Clip, SourceId, Span, Timeline
from studio.timeline.spans import complement, merged, overlap, windows

USUAL_PAUSE_MS = 600
"""A stretch without speech longer than this is a pause; shorter ones are breathing and rhythm."""

BEFORE_SPEECH_MS = 150
AFTER_SPEECH_MS = 200
"""What stays on each side of the speech, so that no word's edge is cut and sentences stay apart."""

LEAST_CUT_MS = 50
"""A pause barely longer than what stays of it is left alone: the jump would cost more than it saves."""


class Where(StrEnum):
    """Which silences are meant."""

    ALL = "all"
    START = "start"
    END = "end"


def speech_on_timeline(timeline: Timeline, speech: Mapping[SourceId, Sequence[Span]]) -> tuple[Span, ...]:
    """Where somebody speaks in the film.

    ``speech`` holds, for each source somebody speaks in, where, in the source's time. A clip of any other source
    (no sound, music, street noise) counts as spoken throughout: it is shown for its picture, nothing is taken out.
    """
    spoken: list[Span] = []
    for clip, window in windows(timeline.clips):
        if clip.source not in speech:
            spoken.append(window)
            continue
        for span in speech[clip.source]:
            part = overlap(window, Span(_film_ms(clip, window, span.start_ms), _film_ms(clip, window, span.end_ms)))
            if part:
                spoken.append(part)
    return merged(spoken, timeline.duration_ms)


def spoken_in(timeline: Timeline, speech: Mapping[SourceId, Sequence[Span]]) -> tuple[Span, ...]:
    """Where somebody is heard in the film, and nowhere else; ``speech`` as for ``speech_on_timeline``."""
    parts = (
        overlap(window, Span(_film_ms(clip, window, span.start_ms), _film_ms(clip, window, span.end_ms)))
        for clip, window in windows(timeline.clips)
        for span in speech.get(clip.source, ())
    )
    return merged((part for part in parts if part is not None), timeline.duration_ms)


def removable(
    timeline: Timeline,
    speech: Mapping[SourceId, Sequence[Span]],
    min_ms: int = USUAL_PAUSE_MS,
    where: Where = Where.ALL,
) -> tuple[Span, ...]:
    """What to remove so that no pause longer than ``min_ms`` stays: each shrinks to what is kept beside the speech.

    At the film's start and end the same holds with one side. Empty when nobody speaks, or without a pause so long.
    """
    spoken = speech_on_timeline(timeline, speech)
    if not spoken:
        return ()
    length = timeline.duration_ms
    result = [
        _inner(pause, before=pause.start_ms > 0, after=pause.end_ms < length)
        for pause in complement(spoken, length)
        if pause.duration_ms > min_ms and _is_meant(pause, length, where)
    ]
    return tuple(span for span in result if span.duration_ms >= LEAST_CUT_MS)


def _film_ms(clip: Clip, window: Span, source_ms: int) -> int:
    """When the film shows a moment of a clip's source."""
    return window.start_ms + round((source_ms - clip.in_ms) / clip.speed)


def _is_meant(pause: Span, length_ms: int, where: Where) -> bool:
    if where is Where.START:
        return pause.start_ms == 0
    return where is Where.ALL or pause.end_ms == length_ms


def _inner(pause: Span, *, before: bool, after: bool) -> Span:
    """The pause without the handles it keeps where speech goes ``before`` and comes ``after`` it."""
    start = pause.start_ms + (AFTER_SPEECH_MS if before else 0)
    return Span(start, max(start, pause.end_ms - (BEFORE_SPEECH_MS if after else 0)))
