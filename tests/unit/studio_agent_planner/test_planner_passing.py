"""Fades and transitions by words."""

import pytest

from studio.agent.plan import ArgValue
from tests.fakes.planning import asked, names


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("fade in and out", {"in": True, "out": True}),
        ("fade to black at the end", {"out": True, "color": "black"}),
        ("fade in from white over 2 seconds", {"in": 2.0, "color": "white"}),
        ("fade out over the last 3 seconds", {"out": 3.0}),
        ("remove the fade", {"in": False, "out": False}),
        ("remove the fade out", {"out": False}),
        ("开头淡入，结尾淡出", {"in": True, "out": True}),
        ("结尾两秒黑下去", {"out": 2.0, "color": "black"}),
    ],
)
def test_a_fade_is_read_with_its_ends_and_its_length(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("fade", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("crossfade between the clips", {"type": "crossfade"}),
        ("add smooth transitions between all clips", {}),
        ("1 second dissolve between the clips", {"type": "dissolve", "seconds": 1.0}),
        ("fade through black between clips", {"type": "dip_to_black"}),
        ("remove the transitions", {"type": "none"}),
        ("片段之间加转场", {}),
        ("加叠化", {"type": "dissolve"}),
        ("去掉转场", {"type": "none"}),
    ],
)
def test_a_transition_is_read_with_its_kind(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("transition", args)]


@pytest.mark.parametrize("text", ["no transitions", "不要转场", "no fade", "don't fade it out"])
def test_what_the_words_forbid_is_not_done(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("text", ["join these clips with a crossfade", "把这几段拼起来，加叠化"])
def test_clips_are_joined_and_pass_over_in_one_sentence(text: str) -> None:
    assert names(text) == ["merge", "transition"]
