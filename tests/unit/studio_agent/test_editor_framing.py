"""The film's shape by words."""

from dataclasses import replace
from fractions import Fraction

import pytest

from studio.agent.plan import Tongue
from studio.timeline.appearance import AS_IT_IS, Fill, Framing
from studio.timeline.cuts import film_of
from tests.fakes.editing import FILM, TALK, new, old, op, request
from tests.fakes.timelines import video

UPRIGHT = Fraction(9, 16)


def framing_after(*operations, film=FILM):
    return request(old(film), *operations).timeline.framing


@pytest.mark.parametrize(
    ("args", "framing"),
    [
        ({"aspect": "9:16"}, Framing(UPRIGHT, Fill.CROP)),
        ({"aspect": "9:16", "mode": "blur_pad"}, Framing(UPRIGHT, Fill.BLUR)),
        ({"aspect": "9:16", "mode": "letterbox"}, Framing(UPRIGHT, Fill.PAD)),
        ({"aspect": "4:5", "mode": "pad"}, Framing(Fraction(4, 5), Fill.PAD)),
        ({"aspect": "1:1", "mode": "crop"}, Framing(Fraction(1), Fill.CROP)),
        ({"aspect": "2.39:1", "mode": "letterbox"}, Framing(Fraction(239, 100), Fill.CROP)),
        ({"platform": "tiktok"}, Framing(UPRIGHT, Fill.CROP)),
        ({"platform": "xiaohongshu"}, Framing(Fraction(3, 4), Fill.CROP)),
        ({"platform": "linkedin", "aspect": "16:9"}, Framing(Fraction(16, 9), Fill.CROP)),
        ({"aspect": "99:1"}, Framing(Fraction(3), Fill.CROP)),
    ],
)
def test_the_film_gets_the_shape_that_was_said(args, framing):
    assert framing_after(op("reframe", **args)) == framing


@pytest.mark.parametrize(
    "args", [{}, {"aspect": "wide"}, {"aspect": "0:9"}, {"mode": "blur_pad"}, {"platform": "mars"}]
)
def test_without_a_shape_it_is_asked_for(args):
    edited = request(old(), op("reframe", **args))
    assert edited.timeline is None
    assert "Which shape" in edited.text


def test_a_blurred_background_said_later_goes_with_the_shape():
    film = replace(FILM, framing=Framing(UPRIGHT, Fill.CROP))
    assert framing_after(op("reframe", mode="blur_pad"), film=film) == Framing(UPRIGHT, Fill.BLUR)
    blurred = replace(FILM, framing=Framing(UPRIGHT, Fill.BLUR))
    assert framing_after(op("reframe", aspect="1:1"), film=blurred) == Framing(Fraction(1), Fill.BLUR)


def test_it_is_told_what_becomes_of_the_rest_of_the_picture():
    assert "cropped" in request(old(), op("reframe", aspect="9:16")).text
    assert "bars" in request(old(), op("reframe", aspect="9:16", mode="pad")).text
    blurred = request(old(), op("reframe", aspect="9:16", mode="blur_pad"), tongue=Tongue.CHINESE)
    assert blurred.text == "画面已改成 9:16，空出来的地方用模糊的画面填充。"
    assert request(old(), op("reframe", aspect="16:9")).text == "The picture is 16:9 already."
    assert "2.39:1" in request(old(), op("reframe", aspect="2.39:1")).text


def test_a_platforms_limits_are_told():
    told = request(old(), op("reframe", platform="reels")).text
    assert told.endswith("Instagram Reels takes films up to 3:00 and plays them at about -14 LUFS.")
    long = video("long.mp4", 200, id_="long")
    told = request(new(long), op("reframe", platform="shorts")).text
    assert told.endswith("YouTube Shorts takes films up to 3:00; this one is 3:20.")
    told = request(old(), op("reframe", platform="douyin"), tongue=Tongue.CHINESE).text
    assert told.endswith("抖音最长支持 15:00。")


@pytest.mark.parametrize(
    ("degrees", "turn", "told"),
    [
        (90, 90, "The picture is turned a quarter to the right."),
        (-90, 270, "The picture is turned a quarter to the left."),
        (180, 180, "The picture is turned upside down."),
        (450, 90, "The picture is turned a quarter to the right."),
    ],
)
def test_the_picture_is_turned(degrees, turn, told):
    edited = request(new(TALK), op("rotate", degrees=degrees))
    assert edited.timeline.framing == replace(AS_IT_IS, turn=turn)
    assert edited.text == told


def test_turning_twice_adds_up():
    once = request(old(), op("rotate", degrees=90)).timeline
    assert framing_after(op("rotate", degrees=90), film=once).turn == 180
    assert framing_after(op("rotate", degrees=270), film=once) == AS_IT_IS


def test_a_turn_that_says_no_way_or_no_quarter_is_asked_about():
    assert "Which way" in request(old(), op("rotate")).text
    assert "not by 45" in request(old(), op("rotate", degrees=45)).text
    assert request(old(), op("rotate", degrees=45)).timeline is None


def test_the_picture_is_mirrored_both_ways():
    assert framing_after(op("flip", axis="horizontal")) == replace(AS_IT_IS, mirrored=True)
    assert framing_after(op("flip", axis="vertical")) == replace(AS_IT_IS, mirrored=True, turn=180)
    assert request(old(), op("flip", axis="vertical"), tongue=Tongue.CHINESE).text == "画面已上下翻转。"


def test_a_shape_goes_with_cuts_music_and_titles_in_one_request():
    edited = request(
        new(TALK),
        op("reframe", aspect="9:16"),
        op("remove_silence"),
        op("add_music", mood="calm"),
        op("add_title", text="Hi"),
        op("rotate", degrees=90),
    )
    film = edited.timeline
    assert film.framing == Framing(UPRIGHT, Fill.CROP, 90)
    assert film.duration_ms < 24_000
    assert film.music
    assert film.titles
    assert edited.base == film_of(TALK)
