"""Faster and slower: a stretch of the film, or all of it; pure.

What lies over the picture moves with it. Music keeps its own pace: only the moments at which it begins and ends move.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from studio.timeline.cuts import split_clips
from studio.timeline.model import Clip, Music, PauseCut, Span, Timeline, Title
from studio.timeline.settle import joined, settle
from studio.timeline.spans import windows

SLOWEST, FASTEST = 0.1, 16.0
READABLE_MS = 2000
"""A title over a faster picture stands this long, if it did before: words are not read faster."""


def set_speed(timeline: Timeline, span: Span, change: Callable[[float], float]) -> Timeline:
    """The film with the speed of each clip in ``span`` changed, within SLOWEST to FASTEST."""
    parts = split_clips(timeline.clips, (span.start_ms, span.end_ms))
    old = [window for _, window in windows(parts)]
    clips = tuple(_sped(clip, change) if _is_within(window, span) else clip for clip, window in windows(parts))
    new = [window for _, window in windows(clips)]
    is_whole = span == Span(0, timeline.duration_ms)
    return settle(
        replace(
            timeline,
            clips=joined(clips),
            music=tuple(_moved_music(bed, old, new) for bed in timeline.music),
            titles=tuple(_moved_title(title, old, new) for title in timeline.titles),
            voiceovers=tuple(
                replace(voice, start_ms=_moved(voice.start_ms, old, new)) for voice in timeline.voiceovers
            ),
            receipt=tuple(_sped_cut(cut, change) for cut in timeline.receipt) if is_whole else timeline.receipt,
        )
    )


def bounded(speed: float) -> float:
    """A speed that can be played."""
    return round(min(max(speed, SLOWEST), FASTEST), 4)


def _is_within(window: Span, span: Span) -> bool:
    return span.start_ms <= (window.start_ms + window.end_ms) // 2 < span.end_ms


def _sped(clip: Clip, change: Callable[[float], float]) -> Clip:
    speed = bounded(change(clip.speed))
    return replace(clip, speed=speed, duration_ms=max(1, round(clip.duration_ms * clip.speed / speed)))


def _sped_cut(cut: PauseCut, change: Callable[[float], float]) -> PauseCut:
    return replace(cut, pieces=tuple(_sped(piece, change) for piece in cut.pieces))


def _moved(moment_ms: int, old: Sequence[Span], new: Sequence[Span]) -> int:
    """When what was shown at a moment is shown now."""
    index = min(bisect_right(old, moment_ms, key=lambda span: span.start_ms), len(old)) - 1
    before, after = old[max(0, index)], new[max(0, index)]
    return after.start_ms + round((moment_ms - before.start_ms) * after.duration_ms / before.duration_ms)


def _moved_title(title: Title, old: Sequence[Span], new: Sequence[Span]) -> Title:
    # Rounding may bring a title of the last moment to the film's very end.
    start = min(_moved(title.start_ms, old, new), new[-1].end_ms - 1)
    length = _moved(title.start_ms + title.duration_ms, old, new) - start
    return replace(title, start_ms=start, duration_ms=max(length, min(title.duration_ms, READABLE_MS)))


def _moved_music(bed: Music, old: Sequence[Span], new: Sequence[Span]) -> Music:
    start = _moved(bed.start_ms, old, new)
    return replace(bed, start_ms=start, duration_ms=max(1, _moved(bed.start_ms + bed.duration_ms, old, new) - start))
