"""The words of titles on their way into the subtitle file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.render.errors import MissingGlyphs
from studio.render.titles import clean, escaped, titles_document, wrapped
from studio.render.typeface import Typeface, script
from studio.timeline.canvas import Size
from studio.timeline.model import Position, Title

ASCII = dict.fromkeys(range(32, 127), 0.5)
HAN = dict.fromkeys(range(19968, 40959), 1.0) | {ord(mark): 1.0 for mark in "，。《》…"}
FACE = Typeface("Test Sans", ASCII | HAN, 1.4)
FILM = Size(1920, 1080)


def lines_of(document: str) -> list[str]:
    return [line.split(",", 9)[9] for line in document.splitlines() if line.startswith("Dialogue:")]


def test_a_title_becomes_one_event_with_its_time_place_and_fade():
    document = titles_document([Title("Hello", 1500, 62_000, Position.TOP)], FILM, FACE, 120_000)

    assert document is not None
    assert "Dialogue: 0,0:00:01.50,0:01:03.50,Title0,,0,0,0,,{\\fad(200,200)}Hello" in document
    assert "PlayResX: 1920" in document
    assert "Style: Title0,Test Sans," in document


def test_titles_end_with_the_film_and_those_after_it_are_not_drawn():
    document = titles_document([Title("In", 9_000, 5_000), Title("Out", 10_000, 500)], FILM, FACE, 10_000)

    assert document is not None
    assert "0:00:09.00,0:00:10.00" in document
    assert len(lines_of(document)) == 1


def test_without_visible_words_there_is_no_document():
    assert titles_document([Title(" \n\t ", 0, 1000), Title("\u200b", 0, 1000)], FILM, FACE, 5000) is None


def test_a_brief_title_fades_for_a_quarter_of_its_time():
    document = titles_document([Title("Hi", 0, 400)], FILM, FACE, 5000)

    assert document is not None
    assert "{\\fad(100,100)}Hi" in document


@given(st.text(st.sampled_from("ab{}\\N \n中"), max_size=40))
def test_no_words_can_begin_a_command_or_another_line_of_the_file(text):
    document = titles_document([Title(text, 0, 2000)], FILM, FACE, 5000)

    for words in lines_of(document or ""):
        body = words.removeprefix("{\\fad(200,200)}")
        bare = body.replace(r"\{", "").replace(r"\}", "").replace("\\\u2060", "").replace(r"\N", "")
        assert not set(bare) & {"{", "}", "\\"}


def test_control_and_invisible_characters_go_and_spaces_become_single():
    assert clean(" a\t b\x00\u200d \r\nc\u2028d\ufe0f ") == "a b\nc\nd"
    assert clean("e\u0301") == "é"


def test_braces_and_backslashes_are_kept_as_words():
    assert escaped(r"{\an8}") == "\\{\\\u2060an8\\}"


@given(st.text(st.sampled_from("abcdef 中文，。《》"), min_size=1, max_size=80), st.floats(3, 20))
def test_wrapped_lines_keep_all_words_and_fit(text, most):
    text = clean(text)

    lines = wrapped(text, most, FACE)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(FACE.width(line) <= most + 1e-6 for line in lines)


def test_chinese_breaks_anywhere_but_not_before_a_comma_or_after_an_opening_bracket():
    lines = wrapped("我们今天去城市，然后《回家》吧", 8.0, FACE)

    assert len(lines) == 2
    assert not any(line.startswith(("，", "》")) or line.endswith("《") for line in lines)


def test_english_breaks_between_words_into_lines_about_equally_long():
    assert wrapped("the quick brown fox jumps over it", 12.0, FACE) == ["the quick brown", "fox jumps over it"]


def test_a_very_long_title_is_made_smaller_and_at_last_cut_off():
    short, long, endless = (
        titles_document([Title("word " * count, 0, 2000)], FILM, FACE, 5000) for count in (4, 60, 3000)
    )

    sizes = [float(document.split("Test Sans,")[1].split(",")[0]) for document in (short, long, endless) if document]
    assert sizes[0] == pytest.approx(0.075 * 1080 * 1.4, abs=0.1)
    assert sizes[0] > sizes[1] > sizes[2]
    assert endless is not None
    assert lines_of(endless)[0].endswith("…")


def test_missing_characters_are_told_once_each_with_their_scripts():
    with pytest.raises(MissingGlyphs) as caught:
        titles_document([Title("Hi กข ก ع 😀 한 ☃", 0, 2000)], FILM, FACE, 5000)

    assert caught.value.characters == "กขع😀한☃"
    assert caught.value.scripts == ("Thai", "Arabic", "Emoji", "Hangul", "Symbols")
    assert "ก" not in str(caught.value)


def test_scripts_are_named_as_people_know_them():
    assert [script(character) for character in "дाა"] == ["Cyrillic", "Devanagari", "Georgian"]
