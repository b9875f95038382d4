"""Asking for the cut receipt: keep cut 7, put it back, show the cuts."""

import pytest

from studio.agent.plan import Doubt
from tests.fakes.planning import asked, names, read


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("keep cut 7", [7]),
        ("please put cut 12 back", [12]),
        ("put back cuts 3, 5 and 9", [3, 5, 9]),
        ("restore cut number two", [2]),
        ("undo cut 4", [4]),
        ("don't cut 7 after all, leave cut 7 in", [7]),
        ("bring the second cut back", [2]),
        ("保留第7处", [7]),
        ("第三处不要剪", [3]),
        ("把第2、5处放回去", [2, 5]),
        ("恢复第12处停顿", [12]),
    ],
)
def test_cuts_are_put_back_by_their_numbers(text: str, numbers: list[int]) -> None:
    assert asked(text) == [("restore_cut", {"numbers": numbers})]


@pytest.mark.parametrize(
    "text", ["show the cuts", "what did you cut?", "list all the cuts", "剪了哪些地方", "你都剪了哪里？", "列出剪辑点"]
)
def test_the_cuts_are_listed(text: str) -> None:
    assert asked(text) == [("list_cuts", {})]


def test_a_put_back_goes_with_other_wishes() -> None:
    assert names("keep cut 3, add calm music and show the cuts") == ["restore_cut", "add_music", "list_cuts"]
    assert names("保留第3处，音乐小一点") == ["restore_cut", "volume"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cut 7 seconds from the start", "trim_head"),
        ("cut 3 clips from it", "extract_clips"),
        ("keep the first 10 seconds", "keep_range"),
        ("剪掉5处停顿", "remove_silence"),
        ("where would you cut this?", "analyze"),
        ("smooth the cuts", "smooth_jump_cuts"),
        ("put it back", "undo"),
        ("恢复", "redo"),
    ],
)
def test_what_only_looks_like_a_cut_of_the_receipt_is_something_else(text: str, name: str) -> None:
    assert names(text) == [name]


def test_a_cut_without_a_number_is_asked_for() -> None:
    assert read("把剪掉的停顿放回去").doubt is Doubt.WHICH_CUT
    assert read("restore the cuts you made").doubt is Doubt.WHICH_CUT


@pytest.mark.parametrize("text", ["cut the second pause", "删掉第一处停顿", "only remove the third gap"])
def test_one_pause_alone_cannot_be_cut_by_its_place(text: str) -> None:
    assert read(text).doubt is not None
