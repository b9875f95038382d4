"""Titles: the words to be shown, and where and when."""

import pytest

from studio.agent.plan import ArgValue, Doubt
from tests.fakes.planning import asked, names, read


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ('add "Summer 2024" as a title at the top', {"text": "Summer 2024", "position": "top"}),
        ("add the title 'My trip' in the bottom right", {"text": "My trip", "position": "bottom_right"}),
        (
            "put “Don't export” in the middle for 3 seconds",
            {"text": "Don't export", "position": "center", "seconds": 3.0},
        ),
        ('put the text "50% off" from 0:05 to 0:10', {"text": "50% off", "start": 5.0, "end": 10.0}),
        ('put "Chapter 1" on screen for the first 3 seconds', {"text": "Chapter 1", "start": 0.0, "end": 3.0}),
        ("final 5 seconds should say Follow for part two", {"text": "Follow for part two", "last_seconds": 5.0}),
        ("a title saying Hello World at the top", {"text": "Hello World", "position": "top"}),
        ("add a title that says My First Vlog", {"text": "My First Vlog"}),
        ("title: Welcome to my channel", {"text": "Welcome to my channel"}),
        ("write Hello at the bottom left", {"text": "Hello", "position": "bottom_left"}),
        ("add the word EXPORT as a title", {"text": "EXPORT"}),
        ('add a title, "Day one"', {"text": "Day one"}),
        ('add text "help" at 0:10', {"text": "help", "start": 10.0}),
        ("在顶部加上标题「夏天」", {"text": "夏天", "position": "top"}),
        ("标题写《春天》，放在右下角，停3秒", {"text": "春天", "position": "bottom_right", "seconds": 3.0}),
        ("加标题：我的旅行", {"text": "我的旅行"}),
        ("中间加一行字：新年快乐", {"text": "新年快乐", "position": "center"}),
        ("片头写「春日游」，停三秒", {"text": "春日游", "at": "start", "seconds": 3.0}),
        ("最后五秒打上“记得点个关注”", {"text": "记得点个关注", "last_seconds": 5.0}),
        ("把“积分”两个字放到中间", {"text": "积分", "position": "center"}),
        ("把导出两个字加上去", {"text": "导出"}),
    ],
)
def test_a_title_has_its_words_its_place_and_its_time(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("add_title", args)]


def test_two_titles_of_one_sentence_are_two() -> None:
    wanted = [("add_title", {"text": "Hi", "at": "start"}), ("add_title", {"text": "Bye", "at": "end"})]
    assert asked('put "Hi" at the start and "Bye" at the end') == wanted
    assert asked("开头加上“Hi”，结尾加上“Bye”") == wanted


def test_the_sentence_goes_on_after_unquoted_words() -> None:
    wanted = [("add_title", {"text": "Hello World"}), ("remove_silence", {}), ("export", {})]
    assert asked("add a title saying Hello World, cut the pauses and export it") == wanted


@pytest.mark.parametrize("text", ["add a title", "加个标题", "put some text on screen", "加标题"])
def test_a_title_without_words_asks_for_them(text: str) -> None:
    assert read(text).doubt is Doubt.WHICH_TEXT


@pytest.mark.parametrize(
    "text",
    [
        '"export it" as the title',
        "add 'cut the first 10 seconds' at the bottom",
        "put “no music” in white",
        "title saying Undo the past",
        "show the word MUTE in the middle",
        "加上“不要导出”四个字",
        "标题写“去掉停顿，加音乐”",
        '写上"静音"',
    ],
)
def test_words_to_be_shown_are_no_instruction(text: str) -> None:
    assert names(text) == ["add_title"]


@pytest.mark.parametrize("text", ["remove the title", "take the title off", "去掉标题", "把标题删掉"])
def test_a_title_is_taken_off(text: str) -> None:
    assert asked(text) == [("remove_title", {})]


def test_a_title_is_taken_off_by_its_words() -> None:
    assert asked("remove the title “Summer”") == [("remove_title", {"text": "Summer"})]
