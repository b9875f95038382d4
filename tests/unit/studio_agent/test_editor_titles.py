"""Titles and the finished film by words."""

from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import append_clips, whole
from studio.timeline.model import Position, Title
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request


@pytest.mark.parametrize(
    ("args", "start", "length"),
    [
        ({}, 0, 3),
        ({"at": "start", "seconds": 5}, 0, 5),
        ({"at": "end"}, 21, 3),
        ({"at": "end", "seconds": 30}, 0, 24),
        ({"at": 6}, 6, 3),
        ({"start": 4}, 4, 3),
        ({"start": 4, "end": 6}, 4, 2),
        ({"start": 4, "end": 2}, 4, 3),
        ({"start": 4, "seconds": 1.5}, 4, 1.5),
        ({"start": 22, "seconds": 30}, 22, 2),
        ({"last_seconds": 5}, 19, 5),
        ({"last_seconds": 50}, 0, 24),
    ],
)
def test_a_title_stands_when_it_was_asked_for(args, start, length):
    [title] = request(old(), op("add_title", text="Hi", **args)).timeline.titles
    assert (title.start_ms, title.duration_ms) == (round(start * 1000), round(length * 1000))


@pytest.mark.parametrize(
    ("said", "position"),
    [("top", Position.TOP), ("bottom right", Position.BOTTOM_RIGHT), ("any", Position.CENTER), (3, Position.CENTER)],
)
def test_a_title_stands_where_it_was_asked_for(said, position):
    assert request(old(), op("add_title", text="Hi", position=said)).timeline.titles[0].position is position


def test_a_title_is_told_with_its_time():
    assert request(old(), op("add_title", text="100% {x}")).text == "Title “100% {x}” added at 0:00–0:03."


def test_a_title_is_told_in_chinese():
    edited = request(old(), op("add_title", text="春日游", seconds=2), tongue=Tongue.CHINESE)
    assert edited.text == "已加上标题“春日游”（0:00–0:02）。"


def test_a_titles_time_is_that_of_the_finished_film():
    edited = request(old(), op("add_title", text="Bye", last_seconds=4), op("trim_head", seconds=14))
    assert edited.timeline.titles[0].start_ms == 6000


def test_a_title_beyond_the_end_is_refused():
    edited = request(old(), op("add_title", text="Hi", start=24))
    assert (edited.timeline, edited.text) == (None, "The film is only 0:24 long, so nothing was changed.")


@pytest.mark.parametrize("text", ["", "x" * 201])
def test_a_title_without_words_or_with_too_many_is_refused(text):
    edited = request(old(), op("add_title", text=text))
    assert (edited.timeline, edited.text) == (None, "A title needs 1 to 200 characters, so nothing was changed.")


def test_titles_can_be_given_to_clips():
    film = append_clips(FILM, [whole(SILENT)])
    edited = request(old(film), op("add_title", text="one", clip=1), op("add_title", text="two", clip=2, at="end"))
    assert [(title.text, title.start_ms) for title in edited.timeline.titles] == [("one", 0), ("two", 41_000)]


def test_pieces_of_one_clip_count_as_one():
    cut = request(old(append_clips(FILM, [whole(SILENT)])), op("cut_range", start=4, end=6)).timeline
    assert request(old(cut), op("add_title", text="two", clip=2)).timeline.titles[0].start_ms == 22_000


def test_a_clip_that_is_not_there_gets_no_title():
    edited = request(old(), op("add_title", text="three", clip=3))
    assert (edited.timeline, edited.text) == (None, "There is only 1 clip here, so nothing was changed.")


def test_wishes_a_title_cannot_meet_are_told():
    edited = request(old(), op("add_title", text="Hi", card=True, color="red"))
    assert edited.timeline.titles
    assert "a card of its own comes with “add an intro saying …”" in edited.text
    assert "size and colour cannot be chosen yet" in edited.text


def test_a_titles_words_can_be_changed():
    film = replace(FILM, titles=(Title("Hello", 0, 3000),))
    assert request(old(film), op("edit_title", **{"from": "hello", "to": "Bye"})).timeline.titles[0].text == "Bye"
    edited = request(old(film), op("edit_title", to="Bye"))
    assert (edited.timeline.titles[0].text, edited.text) == ("Bye", "The title now reads “Bye”.")


def test_a_title_nobody_wrote_cannot_be_changed():
    edited = request(old(), op("edit_title", **{"from": "hello", "to": "Bye"}))
    assert edited.text == "There is no title with those words, so nothing was changed."


@pytest.mark.parametrize(
    ("wish", "side"),
    [
        ("1080p", 1080),
        ("720P", 720),
        (480, 480),
        ("hd", 720),
        ("1920x1080", 1080),
        ("1080 × 1920", 1080),
        ("1p", 144),
        ("sharp", None),
        ("9" * 5000, None),
        (True, None),
    ],
)
def test_a_resolution_is_understood_however_it_is_written(wish, side):
    edited = request(new(TALK), op("export", resolution=wish))
    assert edited.timeline.short_side == side


@pytest.mark.parametrize(
    ("wish", "named"),
    [("4K", "4K"), ("2160p", "4K"), ("1440p", "1440p"), ("3840x2160", "4K"), ("9999999p", "9999999p")],
)
def test_more_than_full_hd_is_capped_and_told(wish, named):
    edited = request(new(TALK), op("export", resolution=wish))
    assert edited.timeline.short_side == 1080
    assert edited.text == f"{named} is more than I can make; the film will be 1080p."


def test_another_kind_of_file_is_told_to_be_mp4():
    assert request(new(TALK), op("export", format="gif")).text.startswith("It comes as MP4")
    assert request(new(TALK), op("export", format="MP4")).text == "The film is ready, 0:24."


def test_a_title_that_cannot_be_drawn_is_refused_before_it_is_kept():
    edited = request(old(), op("trim_head", seconds=2), op("add_title", text="Hi 😀"))
    assert edited.timeline is None
    assert edited.text == ("My font cannot draw 😀 in a title, so nothing was changed. English and Chinese words work.")


def test_a_title_is_not_changed_into_one_that_cannot_be_drawn():
    film = replace(FILM, titles=(Title("One", 0, 3000),))
    edited = request(old(film), op("edit_title", to="مرحبا"), tongue=Tongue.CHINESE)
    assert edited.timeline is None
    assert edited.text == "我的字体画不出 م ر ح ب ا，没有做任何改动。中文和英文都可以。"


def test_a_title_is_taken_off_by_its_words_or_all_of_them_are():
    film = request(old(), op("add_title", text="One"), op("add_title", text="Two", start=5)).timeline
    edited = request(old(film), op("remove_title", text="one"))
    assert [title.text for title in edited.timeline.titles] == ["Two"]
    assert edited.text == "The title is gone."
    assert request(old(film), op("remove_title")).timeline.titles == ()
    assert request(old(film), op("remove_title", text="Three")).timeline is None
