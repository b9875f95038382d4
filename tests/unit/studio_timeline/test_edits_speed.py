"""Faster and slower, on the timeline."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.cuts import cut_range, film_of
from studio.timeline.model import Span, Timeline, Title
from studio.timeline.pauses import speech_on_timeline
from studio.timeline.receipt import cut_pauses, put_back
from studio.timeline.settle import settle
from studio.timeline.speed import FASTEST, SLOWEST, set_speed
from tests.fakes.timelines import bed, clip, films, shown, video

FILM = film_of(video("a.mp4", 24, id_="a"))
WHOLE = Span(0, 24_000)


def twice(_speed):
    return 2.0


def test_a_film_at_twice_the_speed_is_half_as_long_and_shows_the_same():
    film = set_speed(FILM, WHOLE, twice)
    assert film.duration_ms == 12_000
    assert shown(film) == shown(FILM)
    assert set_speed(film, Span(0, 12_000), lambda _: 1.0) == FILM


def test_only_the_stretch_runs_faster():
    film = set_speed(FILM, Span(4000, 8000), twice)
    assert [(one.in_ms, one.duration_ms, one.speed) for one in film.clips] == [
        (0, 4000, 1.0),
        (4000, 2000, 2.0),
        (8000, 16_000, 1.0),
    ]


def test_cuts_in_a_faster_film_take_out_what_is_seen_there():
    film = cut_range(set_speed(FILM, WHOLE, twice), 2000, 4000)
    assert shown(film) == [("a", 0, 4000), ("a", 8000, 24_000)]


def test_titles_and_music_move_with_the_picture_and_music_that_fills_still_fills():
    film = replace(
        FILM,
        titles=(Title("Hi", 12_000, 6000), Title("Yo", 20_000, 1000)),
        music=(bed(0, 24_000), bed(8000, 4000, fills=False)),
    )
    faster = set_speed(film, WHOLE, twice)
    assert [(title.start_ms, title.duration_ms) for title in faster.titles] == [(6000, 3000), (10_000, 1000)]
    assert [(one.start_ms, one.duration_ms) for one in faster.music] == [(0, 12_000), (4000, 2000)]


def test_speech_is_found_where_it_is_heard_now():
    film = set_speed(FILM, WHOLE, twice)
    assert speech_on_timeline(film, {film.clips[0].source: [Span(4000, 6000)]}) == (Span(2000, 3000),)


def test_a_pause_that_was_cut_before_comes_back_at_the_speed_of_the_film():
    cut = cut_pauses(FILM, [Span(5001, 8004)])
    faster = set_speed(cut, Span(0, cut.duration_ms), lambda _: 1.5)
    back = put_back(faster, 1)
    assert abs(back.duration_ms - 16_000) <= 3
    assert all(one.speed == 1.5 for one in back.clips)


@given(films, st.floats(0.01, 50), st.integers(0, 60_000), st.integers(1, 60_000))
def test_any_speed_leaves_a_film_that_can_be_rendered(film: Timeline, factor, start, length):
    start %= film.duration_ms
    after = set_speed(film, Span(start, min(film.duration_ms, start + length)), lambda _: factor)
    assert settle(after) == after
    assert all(one.duration_ms >= 1 and SLOWEST <= one.speed <= FASTEST for one in after.clips)
    assert len(after.titles) == len(film.titles)


def test_a_clip_goes_on_in_the_next_only_at_the_same_speed():
    assert clip("a", 0, 1000).goes_on_in(clip("a", 1000, 500))
    assert replace(clip("a", 0, 1000), speed=2.0).goes_on_in(replace(clip("a", 2000, 500), speed=2.0))
    assert not replace(clip("a", 0, 1000), speed=2.0).goes_on_in(clip("a", 2000, 500))
