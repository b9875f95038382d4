"""What a person typed is shown, and does nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram import formatting

_LIVE_MENTION = re.compile(r"@\w")
_LIVE_DOMAIN = re.compile(r"\w\.[^\W\d_]{2}")


@pytest.mark.parametrize(
    "typed",
    ["@everyone", "thanks @some_user!", "见@小明", "@CutdeskBot2", "a@b.example", "x @cutdeskbot_evil"],
)
def test_a_name_somebody_typed_mentions_nobody(typed: str) -> None:
    assert not _LIVE_MENTION.search(formatting.message(typed, "cutdeskbot").plain)


@pytest.mark.parametrize(
    "typed", ["holiday.mov", "https://evil.example/x", "[x](evil.zip)", "t.me/joinchat", "文件.中国"]
)
def test_an_address_or_a_file_name_is_no_link(typed: str) -> None:
    shown = formatting.message(typed, "").plain
    assert not _LIVE_DOMAIN.search(shown)
    assert "://" not in shown


def test_the_bots_own_name_stays_as_it_is_whatever_its_case() -> None:
    assert formatting.message("write /edit@CutdeskBot or @cutdeskbot", "CutdeskBot").plain == (
        "write /edit@CutdeskBot or @cutdeskbot"
    )


def test_markup_is_shown_not_obeyed() -> None:
    assert formatting.message("<b>a & b</b> [x](y) *c*", "").html == "&lt;b&gt;a &amp; b&lt;/b&gt; [x](y) *c*"


def test_numbers_and_times_are_left_alone() -> None:
    assert formatting.message("1.5 MB · 0:42 · 3.14", "").plain == "1.5 MB · 0:42 · 3.14"


@given(st.text(alphabet="@.ab<&中😀 :/", max_size=6000))
def test_whatever_the_words_they_are_cut_before_escaping_and_never_empty(text: str) -> None:
    shown = formatting.message(text, "ab")
    assert 1 <= len(shown.plain) <= 4096
    assert len(formatting.caption(text, "ab").plain) <= 1024


def test_a_text_of_exactly_the_limit_is_whole_and_one_more_is_cut() -> None:
    assert formatting.message("a" * 4096, "").plain == "a" * 4096
    assert formatting.message("a" * 4097, "").plain == "a" * 4095 + "…"
    assert formatting.caption("中" * 1025, "").plain == "中" * 1023 + "…"


def test_no_words_under_a_film_are_no_caption() -> None:
    assert formatting.caption(" \n", "").plain == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("holiday 2026.mov", "holiday_2026.mp4"),
        ("假期.mp4", "film.mp4"),
        ("../../etc/passwd.mp4", "etc_passwd.mp4"),
        ('a"b\r\nX: y.mp4', "a_b_X_y.mp4"),
        ("x" * 300, "x" * 60 + ".mp4"),
    ],
)
def test_an_uploads_name_is_plain_ascii(name: str, expected: str) -> None:
    assert formatting.ascii_filename(name, "mp4") == expected
