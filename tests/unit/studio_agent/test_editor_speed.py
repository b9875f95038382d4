"""Faster and slower by words."""

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import append_clips, whole
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request

TWO = append_clips(FILM, [whole(SILENT)])


def speeds(timeline):
    return [clip.speed for clip in timeline.clips]


@pytest.mark.parametrize(
    ("args", "speed"),
    [
        ({"factor": 2}, 2.0),
        ({"factor": 0.5}, 0.5),
        ({"factor": 99}, 16.0),
        ({"change": "up"}, 1.5),
        ({"change": "up", "amount": "a_bit"}, 1.25),
        ({"change": "down", "amount": "much"}, 0.5),
    ],
)
def test_the_film_runs_as_fast_as_was_said(args, speed):
    assert speeds(request(new(TALK), op("speed", **args)).timeline) == [speed]


def test_faster_goes_on_from_the_speed_it_has_and_a_figure_does_not():
    film = request(old(), op("speed", change="up")).timeline
    assert speeds(request(old(film), op("speed", change="up")).timeline) == [2.25]
    assert speeds(request(old(film), op("speed", factor=2)).timeline) == [2.0]
    assert speeds(request(old(film), op("speed", factor=1)).timeline) == [1.0]


def test_it_is_told_in_both_languages():
    assert request(old(), op("speed", factor=2)).text == "The film runs at 2× now, 0:24 → 0:12."
    assert request(old(), op("speed", factor=2), tongue=Tongue.CHINESE).text == "现在是 2× 速，0:24 → 0:12。"
    assert request(old(), op("speed", factor=1)).text == "It runs at that speed already."
    assert "more than I can do" in request(old(), op("speed", factor=99)).text


@pytest.mark.parametrize(
    "args", [{}, {"factor": 0}, {"factor": -1}, {"factor": 2, "clip": 5}, {"factor": 2, "start": 30}]
)
def test_what_cannot_be_done_changes_nothing(args):
    assert request(old(), op("speed", **args)).timeline is None


def test_one_clip_of_several_runs_faster():
    edited = request(old(TWO), op("speed", factor=2, clip=2))
    assert speeds(edited.timeline) == [1.0, 2.0]
    assert edited.text == "The speed of 0:24–0:44 is changed, 0:44 → 0:34."


def test_a_range_is_meant_on_the_film_as_it_was_seen():
    edited = request(old(), op("trim_head", seconds=4), op("speed", factor=2, start=10, end=14))
    assert [(clip.in_ms, clip.duration_ms, clip.speed) for clip in edited.timeline.clips] == [
        (4000, 6000, 1.0),
        (10_000, 2000, 2.0),
        (14_000, 10_000, 1.0),
    ]
