"""Colours and light by words."""

from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.appearance import PLAIN, Look
from studio.timeline.cuts import append_clips, film_of, whole
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request

TWO = append_clips(FILM, [whole(SILENT)])


def looks(timeline):
    return [clip.look for clip in timeline.clips]


def coloured(look):
    return replace(FILM, clips=(replace(FILM.clips[0], look=look),))


@pytest.mark.parametrize(
    ("args", "look"),
    [
        ({"temperature": "warmer"}, Look(warmth=0.3)),
        ({"temperature": "cooler", "amount": "a_bit"}, Look(warmth=-0.15)),
        ({"brightness": "up", "amount": "much"}, Look(brightness=0.6)),
        ({"contrast": "up", "saturation": "down"}, Look(contrast=0.2, saturation=-0.3)),
        ({"saturation": "down", "percent": 20}, Look(saturation=-0.2)),
        ({"look": "vintage"}, Look(warmth=0.4, brightness=0.1, contrast=-0.15, saturation=-0.35)),
        ({"look": "moody", "temperature": "warmer"}, Look(warmth=0.1, brightness=-0.3, contrast=0.25, saturation=-0.3)),
    ],
)
def test_colours_move_as_far_as_was_said(args, look):
    assert looks(request(new(TALK), op("color", **args)).timeline) == [look]


def test_asking_again_goes_on_and_the_other_way_goes_back():
    film = FILM
    for expected in (0.3, 0.6, 0.9, 1.0):
        film = request(old(film), op("color", temperature="warmer")).timeline
        assert film.clips[0].look.warmth == expected
    assert request(old(film), op("color", temperature="warmer")).text == "The colours cannot go further that way."
    back = request(old(coloured(Look(warmth=0.3))), op("color", temperature="cooler")).timeline
    assert looks(back) == [PLAIN]


def test_the_original_colours_come_back():
    film = coloured(Look(warmth=0.6, grey=True))
    assert request(old(film), op("color", look="natural")).timeline == FILM
    assert request(old(), op("color", look="natural")).text == "The colours are as they were recorded already."


def test_black_and_white_keeps_what_else_was_set():
    film = request(old(coloured(Look(warmth=0.3))), op("black_and_white")).timeline
    assert looks(film) == [Look(warmth=0.3, grey=True)]


def test_a_range_is_black_and_white_and_the_rest_is_not():
    edited = request(old(), op("black_and_white", start=0, end=5))
    assert [(clip.duration_ms, clip.look.grey) for clip in edited.timeline.clips] == [(5000, True), (19_000, False)]
    assert edited.text == "0:00–0:05 is black and white now."


def test_one_clip_of_several_is_changed():
    film = request(old(TWO), op("color", temperature="warmer", clip=2)).timeline
    assert looks(film) == [PLAIN, Look(warmth=0.3)]
    assert request(old(TWO), op("color", temperature="warmer", clip=3)).timeline is None


def test_a_range_is_meant_on_the_film_as_it_was_seen():
    edited = request(old(), op("trim_head", seconds=4), op("black_and_white", start=5, end=10))
    assert [(clip.in_ms, clip.look.grey) for clip in edited.timeline.clips] == [
        (4000, False),
        (5000, True),
        (10_000, False),
    ]


def test_what_was_done_is_told_in_both_languages():
    warm = op("color", temperature="warmer", brightness="up")
    assert request(old(), warm).text == "The picture is warmer, brighter now."
    assert request(old(), warm, tongue=Tongue.CHINESE).text == "画面更暖，更亮了。"
    assert request(old(), op("color", look="cinematic")).text == "The picture has a cinematic look now."


@pytest.mark.parametrize("args", [{}, {"look": "mars"}])
def test_what_cannot_be_told_is_asked(args):
    assert request(old(), op("color", **args)).timeline is None


def test_a_range_past_the_end_changes_nothing():
    assert request(old(), op("color", temperature="warmer", start=30, end=40)).timeline is None
    assert film_of(TALK) == FILM
