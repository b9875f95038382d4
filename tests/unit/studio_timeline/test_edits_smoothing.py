"""Which joints are jump cuts, and what leading over them changes in a timeline: nothing but the joints."""

from dataclasses import replace

from studio.timeline.appearance import Blend, Entrance
from studio.timeline.cuts import remove_spans
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.model import SourceId, Span
from studio.timeline.smoothing import MORPHED, jump_cuts, smoothed
from studio.timeline.speed import set_speed
from studio.timeline.transitions import with_transitions, without_transitions
from tests.fakes.editing import FILM, TALK

HERE = {SourceId("talk"): (3000, 12_000)}
NONE: dict[SourceId, tuple[int, ...]] = {SourceId("talk"): ()}


def test_a_recording_that_leaps_is_split_there_and_is_as_long_as_before():
    film = smoothed(FILM, HERE)
    assert jump_cuts(FILM, HERE) == 2
    assert [(clip.in_ms, clip.duration_ms) for clip in film.clips] == [(0, 3000), (3000, 9000), (12_000, 12_000)]
    assert [clip.enter for clip in film.clips] == [None, MORPHED, MORPHED]
    assert film.duration_ms == FILM.duration_ms
    assert jump_cuts(film, HERE) == 0


def test_what_was_cut_out_leaves_a_jump_cut_too():
    cut = remove_spans(FILM, [Span(5000, 7000), Span(11_000, 14_000)])
    assert jump_cuts(cut, HERE) == 3
    assert [clip.enter for clip in smoothed(cut, HERE).clips] == [None, MORPHED, MORPHED, MORPHED]
    assert [clip.in_ms for clip in smoothed(cut, HERE).clips] == [0, 3000, 7000, 14_000]


def test_a_film_without_any_stays_as_it_is():
    assert smoothed(FILM, NONE) == FILM
    assert jump_cuts(FILM, NONE) == 0


def test_other_recordings_and_transitions_are_no_jump_cuts():
    other = replace(FILM.clips[0], source=SourceId("other"))
    passed = replace(FILM.clips[0], in_ms=9000, enter=Entrance(Blend.CROSSFADE, 500))
    film = replace(FILM, clips=(*FILM.clips, other, *FILM.clips, passed))
    assert jump_cuts(film, NONE) == 0


def test_at_another_pace_the_leap_is_found_where_it_is_shown():
    fast = set_speed(FILM, Span(0, FILM.duration_ms), lambda speed: speed * 2)
    film = smoothed(fast, HERE)
    assert [(clip.in_ms, clip.duration_ms) for clip in film.clips] == [(0, 1500), (3000, 4500), (12_000, 6000)]


def test_transitions_leave_smoothed_leaps_alone():
    film = smoothed(FILM, HERE)
    assert with_transitions(film, Blend.CROSSFADE, 500) == film
    assert without_transitions(film) == film


def test_the_draft_keeps_it():
    film = smoothed(FILM, HERE)
    assert from_draft(to_draft(film, [TALK], 1)) == film
