"""Cutting, keeping, joining, splitting; and what happens to titles and music over a cut."""

from dataclasses import replace

import pytest

from studio.timeline.cuts import (
    append_clips,
    cut_range,
    film_of,
    keep_range,
    range_in,
    remove_spans,
    split_clips,
    trim_head,
    trim_tail,
    whole,
    with_short_side,
)
from studio.timeline.errors import BeyondEnd, EmptyRange, NothingLeft
from studio.timeline.model import Span, Timeline, Title
from tests.fakes.timelines import bed, clip, shown, video

TEN = Timeline(clips=(clip("a", 0, 4000), clip("b", 500, 6000)))


def test_a_range_cut_from_the_middle_of_a_clip_leaves_both_sides():
    assert shown(cut_range(film_of(video("x", 10)), 3000, 5000)) == [("src_x", 0, 3000), ("src_x", 5000, 10000)]


def test_a_range_across_two_clips_shortens_both():
    assert shown(cut_range(TEN, 3000, 5000)) == [("a", 0, 3000), ("b", 1500, 6500)]


def test_a_range_that_covers_a_clip_takes_it_out():
    assert shown(cut_range(TEN, 0, 4000)) == [("b", 500, 6500)]


def test_only_the_kept_range_stays():
    assert shown(keep_range(TEN, 2000, 6000)) == [("a", 2000, 4000), ("b", 500, 2500)]


def test_keeping_the_whole_film_changes_nothing():
    assert keep_range(TEN, 0, 10_000) == TEN


def test_the_head_goes():
    assert shown(trim_head(TEN, 4500)) == [("b", 1000, 6500)]


def test_the_tail_goes():
    assert shown(trim_tail(TEN, 6500)) == [("a", 0, 3500)]


def test_many_spans_go_at_once_by_the_times_they_had():
    result = remove_spans(TEN, [Span(6000, 7000), Span(1000, 2000), Span(1500, 2500)])
    assert shown(result) == [("a", 0, 1000), ("a", 2500, 4000), ("b", 500, 2500), ("b", 3500, 6500)]


def test_removing_nothing_gives_the_same_film():
    assert remove_spans(TEN, []) is TEN
    assert remove_spans(TEN, [Span(20_000, 30_000), Span(5, 5)]) is TEN


def test_an_end_rounded_up_by_the_person_means_the_films_end():
    assert range_in(TEN, 8000, 10_900) == Span(8000, 10_000)


@pytest.mark.parametrize(("start", "end"), [(10_000, 10_500), (9000, 11_001), (60_000, 70_000)])
def test_a_range_beyond_the_end_names_the_films_length(start, end):
    with pytest.raises(BeyondEnd) as caught:
        cut_range(TEN, start, end)
    assert caught.value.duration_ms == 10_000


@pytest.mark.parametrize(("start", "end"), [(5000, 5000), (5000, 3000), (-1, 3000)])
def test_a_range_that_ends_before_it_begins_is_refused(start, end):
    with pytest.raises(EmptyRange):
        cut_range(TEN, start, end)


@pytest.mark.parametrize("trim", [trim_head, trim_tail])
def test_trimming_more_than_there_is_names_the_films_length(trim):
    with pytest.raises(BeyondEnd):
        trim(TEN, 10_001)


@pytest.mark.parametrize("trim", [trim_head, trim_tail])
def test_trimming_nothing_is_refused(trim):
    with pytest.raises(EmptyRange):
        trim(TEN, 0)


def test_the_whole_film_cannot_be_cut_away():
    with pytest.raises(NothingLeft) as caught:
        cut_range(TEN, 0, 10_000)
    assert caught.value.duration_ms == 10_000
    with pytest.raises(NothingLeft):
        trim_head(TEN, 9_990)


def test_a_rest_shorter_than_a_frame_goes_with_the_cut():
    assert shown(cut_range(TEN, 15, 4010)) == [("b", 510, 6500)]


def test_a_title_after_a_cut_moves_up_with_its_picture():
    film = replace(TEN, titles=(Title("hi", 6000, 2000),))
    assert cut_range(film, 1000, 3000).titles == (Title("hi", 4000, 2000),)


def test_a_title_before_a_cut_stays():
    film = replace(TEN, titles=(Title("hi", 1000, 2000),))
    assert cut_range(film, 5000, 6000).titles == film.titles


def test_a_title_inside_what_is_cut_goes():
    film = replace(TEN, titles=(Title("hi", 5000, 1000),))
    assert cut_range(film, 4500, 6500).titles == ()


@pytest.mark.parametrize(
    ("cut", "rest"), [((4000, 6000), (4000, 1000)), ((6000, 9000), (5000, 1000)), ((5500, 6000), (5000, 1500))]
)
def test_a_title_partly_cut_is_shortened(cut, rest):
    film = replace(TEN, titles=(Title("hi", 5000, 2000),))
    [title] = cut_range(film, *cut).titles
    assert (title.start_ms, title.duration_ms) == rest


def test_music_that_fills_the_film_ends_with_it_after_a_cut():
    film = replace(TEN, music=(bed(0, 10_000),))
    [music] = cut_range(film, 2000, 5000).music
    assert (music.start_ms, music.duration_ms) == (0, 7000)


def test_music_with_times_of_its_own_moves_with_the_picture():
    film = replace(TEN, music=(bed(6000, 2000, fills=False),))
    [music] = cut_range(film, 2000, 7000).music
    assert (music.start_ms, music.duration_ms) == (2000, 1000)


def test_music_that_lost_its_time_goes():
    film = replace(TEN, music=(bed(6000, 2000, fills=False), bed(9000, 1000)))
    assert trim_tail(film, 4000).music == ()


def test_clips_join_at_the_end_and_music_goes_on_under_them():
    film = replace(TEN, music=(bed(0, 10_000),), titles=(Title("hi", 0, 1000),))
    result = append_clips(film, [whole(video("y", 5))])
    assert shown(result)[-1] == ("src_y", 0, 5000)
    assert result.music[0].duration_ms == 15_000
    assert result.titles == film.titles


def test_a_split_is_the_same_film_with_more_borders():
    parts = split_clips(TEN.clips, [1000, 5000])
    assert [(part.in_ms, part.duration_ms) for part in parts] == [(0, 1000), (1000, 3000), (500, 1000), (1500, 5000)]


def test_a_split_beside_a_border_is_that_border():
    assert split_clips(TEN.clips, [0, 10, 3990, 4000, 4005, 10_000, 12_000]) == TEN.clips


def test_the_resolution_is_kept_as_asked():
    assert with_short_side(TEN, 720).short_side == 720
    assert with_short_side(with_short_side(TEN, 720), None) == TEN


def test_an_edit_leaves_the_version_before_as_it_was():
    before = replace(TEN, titles=(Title("hi", 5000, 2000),), music=(bed(),))
    copy = replace(before)
    cut_range(before, 1000, 6000)
    assert before == copy


def test_a_very_long_file_name_is_shortened():
    assert len(whole(video("n" * 5000)).name) == 200
