"""Which pauses go, and that no word goes with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.cuts import film_of, remove_spans
from studio.timeline.model import SourceId, Span, Timeline
from studio.timeline.pauses import AFTER_SPEECH_MS, BEFORE_SPEECH_MS, Where, removable, speech_on_timeline
from studio.timeline.spans import complement, merged
from tests.fakes.timelines import clip, video

A, B = SourceId("a"), SourceId("b")
FILM = Timeline(clips=(clip("a", 0, 20_000),))


def test_a_long_pause_keeps_a_handle_on_each_side():
    assert removable(FILM, {A: [Span(0, 5000), Span(8000, 20_000)]}) == (Span(5200, 7850),)


def test_silence_at_both_ends_keeps_one_handle():
    assert removable(FILM, {A: [Span(4000, 15_000)]}) == (Span(0, 3850), Span(15_200, 20_000))


@pytest.mark.parametrize("length", [100, 400, 600])
def test_a_short_pause_is_rhythm_and_stays(length):
    assert removable(FILM, {A: [Span(0, 5000), Span(5000 + length, 20_000)]}) == ()


def test_only_pauses_longer_than_asked_are_cut():
    speech = {A: [Span(0, 5000), Span(6500, 10_000), Span(13_000, 20_000)]}
    assert removable(FILM, speech, min_ms=2000) == (Span(10_200, 12_850),)


def test_a_pause_hardly_longer_than_its_handles_is_left_alone():
    assert removable(FILM, {A: [Span(0, 5000), Span(5390, 20_000)]}, min_ms=100) == ()


@pytest.mark.parametrize(
    ("where", "gone"), [(Where.START, Span(0, 3850)), (Where.END, Span(15_200, 20_000))], ids=["start", "end"]
)
def test_only_the_silence_at_one_end_can_be_meant(where, gone):
    speech = {A: [Span(4000, 6000), Span(9000, 15_000)]}
    assert removable(FILM, speech, 0, where) == (gone,)


def test_a_film_in_which_nobody_speaks_has_no_pauses():
    assert removable(FILM, {A: []}) == ()


def test_a_clip_without_any_speech_is_shown_for_its_picture():
    film = Timeline(clips=(clip("b", 0, 5000), clip("a", 0, 20_000)))
    assert removable(film, {A: [Span(0, 20_000)]}) == ()


def test_a_pause_across_a_joint_is_one_pause():
    film = Timeline(clips=(clip("a", 0, 5000), clip("b", 2000, 5000)))
    speech = {A: [Span(0, 4000)], B: [Span(0, 2100), Span(3000, 7000)]}
    assert speech_on_timeline(film, speech) == (Span(0, 4000), Span(5000, 5100), Span(6000, 10_000))
    speech = {A: [Span(0, 4000)], B: [Span(3000, 7000)]}
    assert removable(film, speech) == (Span(4200, 5850),)


def test_speech_that_a_clip_does_not_show_is_not_in_the_film():
    film = Timeline(clips=(clip("a", 10_000, 5000),))
    assert speech_on_timeline(film, {A: [Span(0, 11_000), Span(14_000, 30_000)]}) == (Span(0, 1000), Span(4000, 5000))


speeches = st.lists(st.tuples(st.integers(0, 60_000), st.integers(150, 8000)), min_size=1, max_size=12).map(
    lambda pairs: merged([Span(start, start + length) for start, length in pairs], 70_000)
)


@given(speeches)
def test_no_word_is_lost_and_no_pause_over_a_second_stays(speech):
    film = film_of(video("a", 70, id_="a"))
    gone = removable(film, {A: speech})
    after = remove_spans(film, gone)
    spoken_before = sum(span.duration_ms for span in speech)
    heard = speech_on_timeline(after, {A: speech})
    assert sum(span.duration_ms for span in heard) == spoken_before
    lengths_before = {pause.duration_ms for pause in complement(speech, 70_000)}
    for pause in complement(heard, after.duration_ms):
        is_shortened = pause.duration_ms <= AFTER_SPEECH_MS + BEFORE_SPEECH_MS
        assert is_shortened or (pause.duration_ms <= 600 and pause.duration_ms in lengths_before)


@given(speeches, st.integers(0, 3000))
def test_cutting_the_pauses_twice_cuts_nothing_more(speech, min_ms):
    film = film_of(video("a", 70, id_="a"))
    once = remove_spans(film, removable(film, {A: speech}, min_ms))
    assert removable(once, {A: speech}, min_ms) == ()
