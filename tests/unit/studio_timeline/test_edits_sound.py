"""Levels, muting, and music."""

from dataclasses import replace

import pytest

from studio.timeline.errors import NoMusic
from studio.timeline.model import Span, Timeline
from studio.timeline.sound import Target, duck_music, fade_music, mute, scale_volume, set_music, set_volume
from tests.fakes.timelines import bed, clip, shown

FILM = Timeline(clips=(clip("a", 0, 4000), clip("b", 500, 6000, gain=0.5)))
SCORED = replace(FILM, music=(bed(0, 10_000),))


def test_music_takes_the_films_length():
    assert set_music(FILM, bed(0, 3)).music == (bed(0, 10_000),)


def test_new_music_takes_the_place_of_the_old():
    assert set_music(SCORED, bed(volume=0.5)).music == (bed(0, 10_000, volume=0.5),)


def test_music_shorter_than_its_fades_has_shorter_fades():
    [music] = set_music(FILM, bed(9000, 1, fade_in_ms=800, fade_out_ms=5000)).music
    assert (music.fade_in_ms, music.fade_out_ms) == (800, 200)


def test_music_alone_gets_quieter():
    result = scale_volume(SCORED, Target.MUSIC, 0.5)
    assert result.music[0].volume == 0.15
    assert result.clips == SCORED.clips


def test_the_voice_alone_gets_quieter():
    result = scale_volume(SCORED, Target.VOICE, 0.5)
    assert [one.gain for one in result.clips] == [0.5, 0.25]
    assert result.music == SCORED.music


def test_everything_gets_quieter():
    result = scale_volume(SCORED, Target.ALL, 0.5)
    assert [one.gain for one in result.clips] == [0.5, 0.25]
    assert result.music[0].volume == 0.15


def test_a_level_is_set_for_all_clips_alike():
    assert [one.gain for one in set_volume(SCORED, Target.VOICE, 0.8).clips] == [0.8, 0.8]


def test_levels_stay_within_bounds():
    result = set_volume(SCORED, Target.ALL, 99)
    assert {one.gain for one in result.clips} == {4.0}
    assert result.music[0].volume == 2.0
    assert set_volume(SCORED, Target.MUSIC, -1).music[0].volume == 0


def test_what_is_mute_comes_back_when_made_louder():
    silent = mute(SCORED, Target.ALL)
    result = scale_volume(silent, Target.ALL, 1.4)
    assert {one.gain for one in result.clips} == {1.0}
    assert result.music[0].volume == 0.3


@pytest.mark.parametrize(
    "change",
    [
        lambda film: set_volume(film, Target.MUSIC, 0.2),
        lambda film: scale_volume(film, Target.MUSIC, 0.5),
        lambda film: mute(film, Target.MUSIC),
        lambda film: mute(film, Target.MUSIC, Span(0, 1000)),
        duck_music,
        fade_music,
    ],
)
def test_without_music_there_is_nothing_to_change(change):
    with pytest.raises(NoMusic):
        change(FILM)


def test_muting_everything_without_music_mutes_the_clips():
    assert {one.gain for one in mute(FILM, Target.ALL).clips} == {0.0}


def test_a_muted_range_splits_the_clips_at_its_borders():
    result = mute(FILM, Target.VOICE, Span(3000, 5000))
    assert shown(result) == [("a", 0, 3000), ("a", 3000, 4000), ("b", 500, 1500), ("b", 1500, 6500)]
    assert [one.gain for one in result.clips] == [1.0, 0.0, 0.0, 0.5]


def test_a_muted_range_that_is_a_clip_splits_nothing():
    result = mute(FILM, Target.VOICE, Span(0, 4000))
    assert [one.gain for one in result.clips] == [0.0, 0.5]


def test_the_same_range_muted_twice_is_muted_once():
    once = mute(FILM, Target.VOICE, Span(3000, 5000))
    assert mute(once, Target.VOICE, Span(3000, 5000)) == once


def test_parts_made_equal_again_become_one_clip():
    film = Timeline(clips=(clip("a", 0, 4000),))
    parted = mute(film, Target.VOICE, Span(1000, 2000))
    assert set_volume(parted, Target.VOICE, 1.0) == film


def test_music_stops_before_a_muted_range_and_starts_after_it():
    result = mute(SCORED, Target.MUSIC, Span(3000, 5000))
    assert [(one.start_ms, one.duration_ms, one.fills) for one in result.music] == [
        (0, 3000, False),
        (5000, 5000, True),
    ]
    assert result.clips == SCORED.clips


def test_music_outside_a_muted_range_stays_as_it_was():
    film = replace(FILM, music=(bed(0, 2000, fills=False), bed(8000, 2000)))
    assert mute(film, Target.MUSIC, Span(3000, 5000)).music == film.music


def test_music_inside_a_muted_range_goes():
    film = replace(FILM, music=(bed(3500, 1000, fills=False),))
    assert mute(film, Target.ALL, Span(3000, 5000)).music == ()


def test_music_can_be_ducked_and_not():
    assert not duck_music(SCORED, ducked=False).music[0].ducked
    assert duck_music(duck_music(SCORED, ducked=False)) == SCORED


def test_fades_are_set_where_the_music_begins_and_ends():
    film = mute(SCORED, Target.MUSIC, Span(3000, 5000))
    first, last = fade_music(film, fade_in_ms=700, fade_out_ms=900).music
    assert (first.fade_in_ms, last.fade_out_ms) == (700, 900)
    assert (first.fade_out_ms, last.fade_in_ms) == (100, 100)
