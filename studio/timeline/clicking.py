"""Clicks in a film: where those a person lists lie in its sources, and which of a source's are shown; pure."""

from collections.abc import Iterable
from dataclasses import replace

from studio.timeline.errors import BeyondEnd
from studio.timeline.model import Click, Clicks, SourceId, Timeline
from studio.timeline.spans import windows


def with_clicks(timeline: Timeline, source: SourceId, clicks: Iterable[Click]) -> Timeline:
    """The film with rings around these clicks of a source, in place of those it had."""
    others = tuple(each for each in timeline.clicks if each.source != source)
    ordered = tuple(sorted(clicks, key=lambda click: (click.at_ms, click.x, click.y)))
    return replace(timeline, clicks=(*others, Clicks(source, ordered)) if ordered else others)


def in_source(timeline: Timeline, at_ms: int) -> tuple[SourceId, int]:
    """Which source the film shows at a moment, and the moment in it. Raises BeyondEnd."""
    for clip, window in windows(timeline.clips):
        if window.start_ms <= at_ms < window.end_ms:
            return clip.source, clip.in_ms + round((at_ms - window.start_ms) * clip.speed)
    raise BeyondEnd(timeline.duration_ms)


def shown(timeline: Timeline) -> int:
    """How many of the clicks can be seen in the film."""
    known = {each.source: each.clicks for each in timeline.clicks}
    return sum(
        clip.in_ms <= click.at_ms < clip.out_ms for clip in timeline.clips for click in known.get(clip.source, ())
    )
