"""Intros and outros by words: plain cards, clips and pictures of the person's own, and what is said about them."""

import pytest

from studio.agent.plan import Tongue
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.timelines import picture, shown, video

OPENER = video("opener.mp4", 4, id_="opener")
LOGO = picture()


def test_an_intro_says_its_words_on_a_plain_card():
    edited = request(old(), op("add_intro", text="My trip"))
    assert shown(edited.timeline)[0] == ("card", 0, 3000)
    assert edited.timeline.clips[0].card
    assert [title.text for title in edited.timeline.titles] == ["My trip"]
    assert edited.text == "“My trip” stands before the film as an intro, 3 s long."


def test_an_outro_in_chinese_of_a_length():
    edited = request(old(), op("add_outro", text="再见", seconds=5.0), tongue=Tongue.CHINESE)
    assert edited.timeline.duration_ms == 29_000
    assert edited.text == "片尾“再见”已加在影片后面，长 5 秒。"


@pytest.mark.parametrize(("said", "length"), [(0.0, 500), (-3.0, 500), (9999.0, 30_000)])
def test_a_card_has_a_sensible_length(said, length):
    assert request(old(), op("add_intro", text="Hi", seconds=said)).timeline.clips[0].duration_ms == length


def test_a_clip_just_sent_becomes_the_intro_and_not_a_film_of_its_own():
    edited = request(old(FILM, fresh=(OPENER,)), op("add_intro", file="opener.mp4"))
    assert shown(edited.timeline) == [("opener", 0, 4000), ("talk", 0, 24_000)]
    both = request(new(TALK, OPENER), op("add_outro", file="opener"))
    assert shown(both.timeline) == [("talk", 0, 24_000), ("opener", 0, 4000)]


def test_a_picture_stands_as_long_as_a_card():
    edited = request(old(FILM, TALK, LOGO), op("add_outro", file="logo", text="Thanks"))
    assert shown(edited.timeline)[1] == ("src_logo.png", 0, 3000)
    assert [title.text for title in edited.timeline.titles] == ["Thanks"]


def test_the_clips_are_counted_without_cards():
    film = request(old(), op("add_intro", text="My trip")).timeline
    edited = request(old(film), op("mute", clip=1))
    assert [clip.gain for clip in edited.timeline.clips] == [1.0, 0.0]


def test_the_pauses_are_cut_and_the_card_is_not():
    film = request(old(), op("add_intro", text="My trip")).timeline
    edited = request(old(film), op("remove_silence"))
    assert shown(edited.timeline)[0] == ("card", 0, 3000)
    assert edited.timeline.duration_ms < film.duration_ms - 5000


def test_what_cannot_be_put_on_a_card_says_why():
    assert request(old(), op("add_intro")).text.startswith("What shall the card say?")
    assert request(old(), op("add_intro"), tongue=Tongue.CHINESE).text.startswith("卡片上写什么？")
    assert request(old(), op("add_intro", text="😀")).text.startswith("My font cannot draw 😀")
    assert request(old(FILM, TALK, SILENT), op("add_outro", file="end.mp4")).text.startswith("There is no such file")
    assert request(old(), op("add_outro", text="x" * 201)).timeline is None


def test_a_film_made_brighter_keeps_its_cards_black():
    film = request(old(), op("add_intro", text="My trip")).timeline
    edited = request(old(film), op("color", brightness="up"))
    assert [clip.look.brightness > 0 for clip in edited.timeline.clips] == [False, True]
