"""What holds of every edit, whatever the film."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from studio.timeline.cuts import append_clips, keep_range, remove_spans, split_clips, trim_head
from studio.timeline.errors import NothingLeft
from studio.timeline.model import Span, Timeline, Title
from studio.timeline.settle import joined, settle
from studio.timeline.sound import Target, mute, scale_volume, set_music
from studio.timeline.spans import complement, merged, moved
from tests.fakes import timelines
from tests.fakes.timelines import clip, films, spans


def check(film: Timeline) -> None:
    """Everything a film must be, to be rendered."""
    assert film.clips
    assert all(one.duration_ms >= 1 and one.in_ms >= 0 for one in film.clips)
    assert film.duration_ms == sum(one.duration_ms for one in film.clips)
    for bed in film.music:
        assert bed.duration_ms >= 1
        assert bed.fade_in_ms + bed.fade_out_ms <= bed.duration_ms
        end = bed.start_ms + bed.duration_ms
        assert end == film.duration_ms if bed.fills else end <= film.duration_ms
    for title in film.titles:
        assert title.duration_ms >= 1
        assert 0 <= title.start_ms < title.start_ms + title.duration_ms <= film.duration_ms
    assert settle(film) == film


def shows_only_what_was_there(before: Timeline, after: Timeline) -> bool:
    """Whether each clip lies within a clip of the film before."""
    return all(
        any(
            old.source == new.source
            and old.in_ms <= new.in_ms
            and new.in_ms + new.duration_ms <= old.in_ms + old.duration_ms
            for old in before.clips
        )
        for new in after.clips
    )


def removed(film: Timeline, gone) -> Timeline:
    try:
        return remove_spans(film, gone)
    except NothingLeft:
        assume(False)
        raise


@given(films, st.lists(spans, max_size=5))
def test_removing_spans_keeps_the_film_whole(film, gone):
    after = removed(film, gone)
    check(after)
    assert shows_only_what_was_there(film, after)
    taken = sum(span.duration_ms for span in merged(gone, film.duration_ms))
    slivers = film.duration_ms - taken - after.duration_ms
    assert 0 <= slivers < 20 * (len(film.clips) + 2 * len(gone))


tenths = st.integers(0, 590).map(lambda tenth: tenth * 100)
long_titles = st.builds(Title, text=st.text("abc", min_size=1), start_ms=tenths, duration_ms=st.just(1000))
long_spans = st.builds(lambda start, length: Span(start, start + length), tenths, tenths)


@given(st.lists(long_titles, max_size=4), st.lists(long_spans, max_size=4))
def test_a_title_stays_on_the_picture_it_was_on(titles, gone):
    film = Timeline(clips=(clip("a", 0, 60_000),), titles=tuple(titles))
    after = removed(film, gone)
    cuts = merged(gone, 60_000)
    untouched = [
        title
        for title in titles
        if all(cut.end_ms <= title.start_ms or cut.start_ms >= title.start_ms + 1000 for cut in cuts)
    ]
    assert {replace(title, start_ms=moved(title.start_ms, cuts)) for title in untouched} <= set(after.titles)
    swallowed = [
        title
        for title in titles
        if any(cut.start_ms <= title.start_ms and cut.end_ms >= title.start_ms + 1000 for cut in cuts)
    ]
    assert len(after.titles) == len(titles) - len(swallowed)


@given(films, st.integers(0, 100_000), st.integers(1, 100_000))
def test_keeping_a_range_leaves_its_length(film, start, length):
    start %= film.duration_ms
    end = min(film.duration_ms, start + length)
    try:
        after = keep_range(film, start, end)
    except NothingLeft:
        assert end - start < 20 * (len(film.clips) + 1)
        return
    check(after)
    assert end - start - 20 * (len(film.clips) + 1) <= after.duration_ms <= end - start


@given(tenths, tenths)
def test_trimming_twice_is_trimming_once_by_both(first, second):
    assume(first and second and first + second < 60_000)
    film = Timeline(clips=(clip("a", 0, 40_000), clip("b", 5000, 20_000)))
    assert trim_head(trim_head(film, first), second) == trim_head(film, first + second)


@given(films, st.lists(timelines.clips, max_size=3))
def test_joining_keeps_the_film_whole(film, more):
    after = append_clips(film, more)
    check(after)
    assert after.duration_ms == film.duration_ms + sum(one.duration_ms for one in more)
    assert after.titles == film.titles


@given(films, st.lists(st.integers(0, 60_000), max_size=5))
def test_a_split_shows_the_same(film, borders):
    parts = split_clips(film.clips, borders)
    assert sum(part.duration_ms for part in parts) == film.duration_ms
    assert joined(parts) == joined(film.clips)


@given(films, spans, st.sampled_from([Target.VOICE, Target.ALL]))
def test_muting_a_range_keeps_picture_and_length(film, span, target):
    after = mute(film, target, span)
    check(after)
    assert after.duration_ms == film.duration_ms
    assert [(c.source, c.in_ms) for c in joined(_unlevelled(after))] == [
        (c.source, c.in_ms) for c in joined(_unlevelled(film))
    ]


def _unlevelled(film: Timeline):
    return scale_volume(film, Target.VOICE, 0).clips


@given(films, timelines.beds, st.floats(0.01, 3))
def test_music_always_ends_with_the_film(film, bed, factor):
    after = scale_volume(set_music(film, bed), Target.ALL, factor)
    check(after)
    assert len(after.music) <= 1


@given(st.lists(spans, max_size=6), st.integers(1, 90_000))
def test_spans_and_their_complement_cover_the_time_once(some, length):
    inside, outside = merged(some, length), complement(some, length)
    assert sum(span.duration_ms for span in (*inside, *outside)) == length
    assert complement(outside, length) == inside


@given(st.lists(spans, max_size=6), st.integers(0, 90_000), st.integers(0, 90_000))
def test_moments_keep_their_order_when_time_is_removed(some, first, second):
    gone = merged(some, 90_000)
    low, high = sorted((first, second))
    assert 0 <= moved(low, gone) <= moved(high, gone) <= high
