"""Watermarks by words."""

import pytest

from studio.agent.plan import Tongue
from studio.timeline.model import Mark, Position
from tests.fakes.editing import FILM, TALK, new, old, op, request
from tests.fakes.timelines import picture

LOGO, OTHER = picture("logo.png"), picture("other.png")


@pytest.mark.parametrize(
    ("args", "mark"),
    [
        ({"text": "@mia", "position": "top_left"}, Mark("@mia", None, Position.TOP_LEFT, 0.7)),
        ({"text": "@mia", "position": "any"}, Mark("@mia", None, Position.BOTTOM_RIGHT, 0.7)),
        ({"file": "logo.png", "opacity": 0.5}, Mark("", LOGO.id, Position.BOTTOM_RIGHT, 0.5)),
        ({"file": "logo", "position": "top_right"}, Mark("", LOGO.id, Position.TOP_RIGHT, 0.7)),
    ],
)
def test_a_watermark_stands_where_it_was_said(args, mark):
    assert request(new(TALK, LOGO, OTHER), op("watermark", **args)).timeline.marks == (mark,)


def test_a_logo_without_a_name_is_the_picture_sent_last():
    assert request(new(TALK, OTHER), op("watermark", file="logo")).timeline.marks[0].source == OTHER.id


def test_another_watermark_takes_its_place_and_is_told():
    film = request(old(FILM, TALK, LOGO), op("watermark", text="@mia")).timeline
    edited = request(old(film, TALK, LOGO), op("watermark", file="logo.png"), tongue=Tongue.CHINESE)
    assert [mark.source for mark in edited.timeline.marks] == [LOGO.id]
    assert edited.text == "已在整条片子上加水印“logo.png”。"


@pytest.mark.parametrize("args", [{}, {"file": "logo"}, {"file": "mine.png"}, {"text": "😀"}])
def test_a_watermark_nobody_sent_or_can_draw_is_asked_for(args):
    assert request(old(), op("watermark", **args)).timeline is None
