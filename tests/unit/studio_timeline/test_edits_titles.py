"""Words over the picture."""

import pytest

from studio.timeline.errors import BadTitle, BeyondEnd, NoSuchTitle
from studio.timeline.model import Position, Timeline, Title
from studio.timeline.titles import LONGEST_TITLE, add_title, edit_title, readable
from tests.fakes.timelines import clip

FILM = Timeline(clips=(clip("a", 0, 10_000),))


def test_a_title_stands_three_seconds_in_the_middle_from_the_start():
    assert add_title(FILM, "Hello").titles == (Title("Hello", 0, 3000, Position.CENTER),)


def test_a_title_ends_with_the_film():
    assert add_title(FILM, "Hello", 9000, 5000, Position.TOP).titles == (Title("Hello", 9000, 1000, Position.TOP),)


def test_titles_add_up():
    both = add_title(add_title(FILM, "one"), "two", 3000)
    assert [title.text for title in both.titles] == ["one", "two"]


def test_a_title_after_the_end_is_refused():
    with pytest.raises(BeyondEnd):
        add_title(FILM, "Hello", 10_000)


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07", "x" * (LONGEST_TITLE + 1)])
def test_a_title_without_words_or_with_too_many_is_refused(text):
    with pytest.raises(BadTitle):
        add_title(FILM, text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two   words ", "two words"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("上\n\n下", "上\n下"),
        ("{\\an8} <b> %s 👩‍👩‍👧", "{\\an8} <b> %s 👩‍👩‍👧"),
    ],
)
def test_a_title_keeps_its_words_and_loses_its_control_characters(text, shown):
    assert readable(text) == shown


def test_a_title_gets_other_words_whatever_the_case():
    film = add_title(add_title(FILM, "Hello"), "Bye", 3000)
    assert [title.text for title in edit_title(film, "HELLO", "Welcome").titles] == ["Welcome", "Bye"]


def test_a_title_that_is_not_there_cannot_be_changed():
    with pytest.raises(NoSuchTitle):
        edit_title(add_title(FILM, "Hello"), "Bye", "x")
