"""Fades and transitions by words."""

from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.appearance import Blend, Entrance, Fades
from studio.timeline.cuts import append_clips, cut_range, whole
from studio.timeline.receipt import put_back
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request

TWO = append_clips(FILM, [whole(SILENT)])


def entrances(timeline):
    return [clip.enter for clip in timeline.clips]


@pytest.mark.parametrize(
    ("args", "fades"),
    [
        ({"in": True}, Fades(1000, 0)),
        ({"out": 3}, Fades(0, 3000)),
        ({"in": True, "out": True}, Fades(1000, 1000)),
        ({}, Fades(1000, 1000)),
        ({"out": 2, "color": "white"}, Fades(0, 2000, white=True)),
    ],
)
def test_the_picture_fades_as_was_said(args, fades):
    assert request(new(TALK), op("fade", **args)).timeline.fades == fades


def test_a_fade_that_is_taken_away_leaves_the_other():
    film = replace(FILM, fades=Fades(1000, 2000))
    edited = request(old(film), op("fade", out=False))
    assert edited.timeline.fades == Fades(1000, 0)
    assert edited.text == "The picture ends without a fade."


def test_joined_clips_pass_over_and_the_film_grows_shorter():
    edited = request(new(TALK, SILENT), op("merge"), op("transition", type="crossfade", seconds=1))
    film = edited.timeline
    assert entrances(film) == [None, Entrance(Blend.CROSSFADE, 1000)]
    assert film.duration_ms == 43_000
    assert edited.text.endswith("A crossfade between 1 pair of clips.")
    told = request(old(TWO), op("transition", type="dip_to_black"), tongue=Tongue.CHINESE).text
    assert told == "已在 1 处衔接加上黑场过渡。"


def test_asked_again_only_the_kind_changes():
    film = request(old(TWO), op("transition")).timeline
    again = request(old(film), op("transition", type="wipe")).timeline
    assert entrances(again) == [None, Entrance(Blend.WIPE, 500)]
    assert again.duration_ms == film.duration_ms


def test_transitions_go_away_again():
    film = request(old(TWO), op("transition")).timeline
    assert entrances(request(old(film), op("transition", type="none")).timeline) == [None, None]


def test_a_cut_across_a_joint_takes_its_transition():
    film = request(old(TWO), op("transition")).timeline
    assert entrances(cut_range(film, 23_000, 25_000)) == [None, None]
    assert entrances(cut_range(film, 1000, 2000))[-1] == Entrance(Blend.CROSSFADE, 500)


def test_cut_pauses_pass_over_without_a_word_lost_and_can_be_put_back():
    film = request(new(TALK), op("remove_silence"), op("transition")).timeline
    plain = request(new(TALK), op("remove_silence")).timeline
    assert film.duration_ms == plain.duration_ms
    assert [enter is None for enter in entrances(film)] == [True, False, False, False]
    assert len(put_back(film, 2).clips) == 3


@pytest.mark.parametrize("args", [{}, {"type": "starburst"}])
def test_where_nothing_can_pass_over_it_is_said(args):
    edited = request(old(), op("transition", **args))
    assert edited.timeline is None
    assert "Nothing was changed." in edited.text or "nothing was changed" in edited.text
