"""Arithmetic of stretches of time: joining, inverting, and where a moment lands after a removal."""

from collections.abc import Iterable, Iterator, Sequence

from studio.timeline.model import Clip, Span


def merged(spans: Iterable[Span], duration_ms: int) -> tuple[Span, ...]:
    """The same time as sorted spans that do not touch, within 0 to ``duration_ms``; empty ones are dropped."""
    inside = sorted((max(0, span.start_ms), min(span.end_ms, duration_ms)) for span in spans)
    result: list[Span] = []
    for start, end in inside:
        if end <= start:
            continue
        if result and start <= result[-1].end_ms:
            result[-1] = Span(result[-1].start_ms, max(end, result[-1].end_ms))
        else:
            result.append(Span(start, end))
    return tuple(result)


def complement(spans: Iterable[Span], duration_ms: int) -> tuple[Span, ...]:
    """All of 0 to ``duration_ms`` that ``spans`` do not cover."""
    result: list[Span] = []
    position = 0
    for span in merged(spans, duration_ms):
        if span.start_ms > position:
            result.append(Span(position, span.start_ms))
        position = span.end_ms
    if position < duration_ms:
        result.append(Span(position, duration_ms))
    return tuple(result)


def overlap(first: Span, second: Span) -> Span | None:
    """The time both spans share, None if they share none."""
    start, end = max(first.start_ms, second.start_ms), min(first.end_ms, second.end_ms)
    return Span(start, end) if start < end else None


def moved(moment_ms: int, removed: Sequence[Span]) -> int:
    """Where a moment lands once ``removed`` (sorted, disjoint) is gone; inside a removed span, at its seam."""
    gone = 0
    for span in removed:
        if span.start_ms >= moment_ms:
            break
        gone += min(span.end_ms, moment_ms) - span.start_ms
    return moment_ms - gone


def windows(clips: Iterable[Clip]) -> Iterator[tuple[Clip, Span]]:
    """Each clip with the stretch of the timeline it fills."""
    position = 0
    for clip in clips:
        yield clip, Span(position, position + clip.duration_ms)
        position += clip.duration_ms
