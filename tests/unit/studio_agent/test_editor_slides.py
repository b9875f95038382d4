"""Slideshows by words."""

from fractions import Fraction

import pytest

from studio.agent.plan import Tongue
from studio.timeline.appearance import Blend, Entrance, Fill
from tests.fakes.editing import FILM, TALK, new, old, op, request
from tests.fakes.planning import asked
from tests.fakes.timelines import picture

ONE, TWO, THREE = (picture(f"{name}.jpg") for name in "abc")


def test_pictures_follow_one_another_each_for_as_long_and_pass_over():
    edited = request(new(ONE, TWO, THREE), op("slideshow", seconds_per_image=2))
    film = edited.timeline
    assert [(clip.source, clip.duration_ms) for clip in film.clips] == [(one.id, 2000) for one in (ONE, TWO, THREE)]
    assert [clip.enter for clip in film.clips] == [None, *[Entrance(Blend.CROSSFADE, 500)] * 2]
    assert (film.framing.aspect, film.framing.fill) == (Fraction(16, 9), Fill.BLUR)
    assert edited.text == "3 pictures one after another, 0:06 in all."


@pytest.mark.parametrize(
    ("args", "each"), [({}, 3000), ({"total_seconds": 30}, 10_000), ({"seconds_per_image": 0}, 200)]
)
def test_each_picture_stays_as_long_as_was_said(args, each):
    assert {clip.duration_ms for clip in request(new(ONE, TWO, THREE), op("slideshow", **args)).timeline.clips} == {
        each
    }


def test_only_the_pictures_just_sent_are_shown():
    edited = request(old(FILM, TALK, ONE, fresh=(TWO,)), op("slideshow"), tongue=Tongue.CHINESE)
    assert [clip.source for clip in edited.timeline.clips] == [TWO.id]
    assert edited.text == "已把 1 张图片做成视频，总长 0:03。"


def test_a_slideshow_goes_with_music_and_a_title():
    edited = request(new(ONE, TWO), op("slideshow"), op("add_music", mood="calm"), op("add_title", text="Summer"))
    assert edited.timeline.music[0].duration_ms == 6000
    assert edited.timeline.titles


def test_without_pictures_they_are_asked_for():
    edited = request(new(TALK), op("slideshow"))
    assert edited.timeline is None
    assert "send the pictures" in edited.text


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("make a slideshow, 3 seconds a photo", {"seconds_per_image": 3.0}),
        ("make a 30 second slideshow", {"total_seconds": 30.0}),
        ("pics to video, 3s each, soft dissolves", {"seconds_per_image": 3.0, "transition": "dissolve"}),
        ("把照片做成视频，每张3秒", {"seconds_per_image": 3.0}),
    ],
)
def test_a_slideshow_is_read_with_its_pace(text, args):
    assert asked(text) == [("slideshow", args)]
