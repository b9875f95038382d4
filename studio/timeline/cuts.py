"""Edits of the picture track: cutting, keeping, joining, splitting; what lies over the film moves with it.

All pure. Times count from the film's start, in milliseconds.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from studio.timeline.errors import BeyondEnd, EmptyRange, NothingLeft
from studio.timeline.model import LONGEST_NAME, Clip, Music, Source, Span, Timeline, Title
from studio.timeline.settle import settle
from studio.timeline.spans import complement, merged, moved, overlap, windows

END_TOLERANCE_MS = 1000
"""People round: an end named up to this much after the film's end means the end."""

SHORTEST_PIECE_MS = 20
"""A rest of a clip shorter than this is less than a frame at 50 frames a second, and goes with the cut."""


def film_of(source: Source) -> Timeline:
    """One video as it was sent, untouched."""
    return Timeline(clips=(whole(source),))


def whole(source: Source) -> Clip:
    """The clip that shows all of a video."""
    return Clip(source.id, source.name[:LONGEST_NAME], in_ms=0, duration_ms=source.duration_ms)


def range_in(timeline: Timeline, start_ms: int, end_ms: int) -> Span:
    """The named range, its end brought back to the film's where a person rounded up.

    Raises EmptyRange if it ends before it begins, BeyondEnd if it starts at or after the film's end or ends
    more than END_TOLERANCE_MS after it.
    """
    if start_ms < 0 or end_ms <= start_ms:
        raise EmptyRange
    length = timeline.duration_ms
    if start_ms >= length or end_ms > length + END_TOLERANCE_MS:
        raise BeyondEnd(length)
    return Span(start_ms, min(end_ms, length))


def cut_range(timeline: Timeline, start_ms: int, end_ms: int) -> Timeline:
    """Without the range. Raises as range_in, and NothingLeft."""
    return remove_spans(timeline, [range_in(timeline, start_ms, end_ms)])


def keep_range(timeline: Timeline, start_ms: int, end_ms: int) -> Timeline:
    """Only the range. Raises as range_in."""
    kept = range_in(timeline, start_ms, end_ms)
    return remove_spans(timeline, complement([kept], timeline.duration_ms))


def head(timeline: Timeline, length_ms: int) -> Span:
    """The first ``length_ms`` of the film. Raises EmptyRange below 1, BeyondEnd past the film's length."""
    return _end_piece(timeline, length_ms, at_start=True)


def tail(timeline: Timeline, length_ms: int) -> Span:
    """The last ``length_ms`` of the film. Raises EmptyRange below 1, BeyondEnd past the film's length."""
    return _end_piece(timeline, length_ms, at_start=False)


def trim_head(timeline: Timeline, length_ms: int) -> Timeline:
    """Without the first ``length_ms``. Raises as head, and NothingLeft."""
    return remove_spans(timeline, [head(timeline, length_ms)])


def trim_tail(timeline: Timeline, length_ms: int) -> Timeline:
    """Without the last ``length_ms``. Raises as tail, and NothingLeft."""
    return remove_spans(timeline, [tail(timeline, length_ms)])


def remove_spans(timeline: Timeline, spans: Iterable[Span]) -> Timeline:
    """Without all the spans at once (times of the film as it is now). Raises NothingLeft.

    Titles and music with times of their own ripple: what lay after a cut moves up, what lay inside goes.
    """
    length = timeline.duration_ms
    asked = merged(spans, length)
    if not asked:
        return timeline
    pieces = _pieces(timeline, complement(asked, length))
    if not pieces:
        raise NothingLeft(length)
    removed = complement((window for _, window in pieces), length)
    return settle(
        replace(
            timeline,
            clips=_entered(pieces),
            music=tuple(_rippled_music(bed, removed) for bed in timeline.music),
            titles=tuple(_rippled_title(title, removed) for title in timeline.titles),
            voiceovers=tuple(replace(voice, start_ms=moved(voice.start_ms, removed)) for voice in timeline.voiceovers),
        )
    )


def removed_by(timeline: Timeline, spans: Iterable[Span]) -> tuple[Span, ...]:
    """What ``remove_spans`` takes out for these spans: they and the rests between them too short to be seen."""
    length = timeline.duration_ms
    pieces = _pieces(timeline, complement(merged(spans, length), length))
    return complement((window for _, window in pieces), length)


def clips_in(timeline: Timeline, span: Span) -> tuple[Clip, ...]:
    """The film's clips within a stretch of it."""
    found = ((clip, window, overlap(window, span)) for clip, window in windows(timeline.clips))
    return tuple(_part(clip, window, part) for clip, window, part in found if part)


def append_clips(timeline: Timeline, clips: Iterable[Clip]) -> Timeline:
    """The clips after the film's end; music that fills the film goes on under them."""
    return settle(replace(timeline, clips=(*timeline.clips, *clips)))


def split_clips(clips: Iterable[Clip], borders_ms: Iterable[int]) -> tuple[Clip, ...]:
    """The same film with a clip's border at each of the moments; one within SHORTEST_PIECE_MS of a border is that."""
    borders = sorted(set(borders_ms))
    result: list[Clip] = []
    for clip, window in windows(clips):
        low, high = window.start_ms + SHORTEST_PIECE_MS, window.end_ms - SHORTEST_PIECE_MS
        marks = [window.start_ms, *(moment for moment in borders if low <= moment <= high), window.end_ms]
        result.extend(_part(clip, window, Span(start, end)) for start, end in pairwise(marks))
    return tuple(result)


def with_short_side(timeline: Timeline, short_side: int | None) -> Timeline:
    """The same film at another resolution, named by its short side in pixels (None: the source's own)."""
    return replace(timeline, short_side=short_side)


def _end_piece(timeline: Timeline, length_ms: int, *, at_start: bool) -> Span:
    length = timeline.duration_ms
    if length_ms <= 0:
        raise EmptyRange
    if length_ms > length:
        raise BeyondEnd(length)
    return Span(0, length_ms) if at_start else Span(length - length_ms, length)


def _pieces(timeline: Timeline, kept: tuple[Span, ...]) -> list[tuple[Clip, Span]]:
    """What remains of the clips, each with the time it had, without rests too short to be seen."""
    result: list[tuple[Clip, Span]] = []
    first = 0
    for clip, window in windows(timeline.clips):
        while first < len(kept) and kept[first].end_ms <= window.start_ms:
            first += 1
        index = first
        while index < len(kept) and kept[index].start_ms < window.end_ms:
            piece = overlap(window, kept[index])
            index += 1
            if piece and piece.duration_ms >= min(SHORTEST_PIECE_MS, clip.duration_ms):
                result.append((_part(clip, window, piece), piece))
    return result


def _entered(pieces: list[tuple[Clip, Span]]) -> tuple[Clip, ...]:
    """The pieces' clips; one whose joint with the clip before was cut away begins without a transition."""
    ends = [None, *(window.end_ms for _, window in pieces)]
    return tuple(
        clip if end == window.start_ms else replace(clip, enter=None)
        for end, (clip, window) in zip(ends, pieces, strict=False)
    )


def _part(clip: Clip, window: Span, piece: Span) -> Clip:
    begin = clip.in_ms + round((piece.start_ms - window.start_ms) * clip.speed)
    enter = clip.enter if piece.start_ms == window.start_ms else None
    return replace(clip, in_ms=begin, duration_ms=piece.duration_ms, enter=enter)


def _rippled_title(title: Title, removed: tuple[Span, ...]) -> Title:
    start = moved(title.start_ms, removed)
    return replace(title, start_ms=start, duration_ms=moved(title.start_ms + title.duration_ms, removed) - start)


def _rippled_music(bed: Music, removed: tuple[Span, ...]) -> Music:
    start = moved(bed.start_ms, removed)
    return replace(bed, start_ms=start, duration_ms=moved(bed.start_ms + bed.duration_ms, removed) - start)
