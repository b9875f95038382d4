"""The sound of one clip, by its place or its name; the others stay as they are."""

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import append_clips, film_of, whole
from tests.fakes.editing import SILENT, TALK, old, op, request
from tests.fakes.timelines import video

WALK = video("walk.mov", 8, id_="walk")
FILM = append_clips(film_of(TALK), (whole(WALK),))
PROJECT = old(FILM, TALK, WALK)


def gains(edited):
    return [clip.gain for clip in edited.timeline.clips]


@pytest.mark.parametrize("named", [{"clip": 2}, {"clip": -1}, {"file": "walk.mov"}, {"file": "WALK"}])
def test_one_clip_is_muted(named):
    edited = request(PROJECT, op("mute", **named))
    assert gains(edited) == [1.0, 0.0]
    called = {2: "clip 2", -1: "the last clip"}.get(named.get("clip"), f"“{named.get('file')}”")
    assert edited.text == f"The sound of {called} is muted."


def test_one_clip_is_made_quieter_and_louder_again():
    edited = request(PROJECT, op("volume", target="all", change="down", clip=1))
    assert gains(edited) == [0.7, 1.0]
    assert edited.text == "Volume of clip 1 100% → 70%."
    again = request(old(edited.timeline, TALK, WALK), op("volume", change="up", clip=1), tongue=Tongue.CHINESE)
    assert gains(again) == [1.0, 1.0]
    assert again.text == "第 1 段的音量 70% → 100%。"


def test_a_level_counts_from_the_recording():
    edited = request(PROJECT, op("volume", to=0.5, clip=2))
    assert gains(edited) == [1.0, 0.5]
    assert request(old(edited.timeline, TALK, WALK), op("volume", to=0.5, clip=2)).text == (
        "The sound of clip 2 is at 50% already."
    )


def test_a_muted_clip_comes_back_when_made_louder():
    muted = request(PROJECT, op("mute", clip=2)).timeline
    assert gains(request(old(muted, TALK, WALK), op("volume", change="up", clip=2))) == [1.0, 1.0]


def test_the_clip_is_the_one_the_person_knows_though_the_first_is_cut_away():
    edited = request(PROJECT, op("mute", clip=2), op("trim_head", seconds=24.0))
    assert [(clip.source, clip.gain) for clip in edited.timeline.clips] == [("walk", 0.0)]


def test_a_clip_in_pieces_is_changed_as_a_whole():
    film = request(PROJECT, op("cut_range", start=5.0, end=6.0)).timeline
    assert gains(request(old(film, TALK, WALK), op("volume", to=0.3, clip=1))) == [0.3, 0.3, 1.0]


def test_what_is_not_there_says_so():
    assert request(PROJECT, op("mute", clip=3)).text.startswith("There are only 2 clips here")
    assert request(PROJECT, op("mute", clip=3), tongue=Tongue.CHINESE).text.startswith("一共只有 2 段素材")
    assert request(PROJECT, op("mute", file="sea.mp4")).text.startswith("There is no such file here: “sea.mp4”")
    silent = old(film_of(SILENT), SILENT)
    assert request(silent, op("volume", change="down", clip=1)).text.startswith("This clip has no sound")
