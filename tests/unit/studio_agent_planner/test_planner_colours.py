"""Colours and light by words."""

import pytest

from studio.agent.plan import ArgValue
from tests.fakes.planning import asked, names, read


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("make it warmer", {"temperature": "warmer"}),
        ("a bit warmer", {"temperature": "warmer", "amount": "a_bit"}),
        ("a lot warmer", {"temperature": "warmer", "amount": "much"}),
        ("less warm", {"temperature": "cooler"}),
        ("a bit less warm", {"temperature": "cooler", "amount": "a_bit"}),
        ("not so bright", {"brightness": "down"}),
        ("too dark", {"brightness": "up"}),
        ("turn up the brightness", {"brightness": "up"}),
        ("reduce the saturation by 20%", {"saturation": "down", "percent": 20.0}),
        ("more contrast", {"contrast": "up"}),
        ("less contrast", {"contrast": "down"}),
        ("it looks washed out", {"contrast": "up", "saturation": "up"}),
        ("make the second clip warmer", {"temperature": "warmer", "clip": 2}),
        ("make the first 5 seconds brighter", {"brightness": "up", "start": 0.0, "end": 5.0}),
        ("make it cinematic", {"look": "cinematic"}),
        ("original colours", {"look": "natural"}),
        ("暖一点", {"temperature": "warmer"}),
        ("稍微暖一点", {"temperature": "warmer", "amount": "a_bit"}),
        ("没那么暖", {"temperature": "cooler"}),
        ("不要那么暖", {"temperature": "cooler"}),
        ("太暖了", {"temperature": "cooler"}),
        ("亮很多", {"brightness": "up", "amount": "much"}),
        ("降低亮度", {"brightness": "down"}),
        ("对比度调低", {"contrast": "down"}),
        ("第二段暖一点", {"temperature": "warmer", "clip": 2}),
        ("恢复原来的颜色", {"look": "natural"}),
        ("取消黑白", {"look": "natural"}),
    ],
)
def test_colours_are_read_with_their_way_and_how_far(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("color", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("black and white", {}),
        ("make the first 5 seconds black and white", {"start": 0.0, "end": 5.0}),
        ("变成黑白", {}),
        ("前5秒黑白，后面正常", {"start": 0.0, "end": 5.0}),
    ],
)
def test_black_and_white_is_read_with_its_range(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("black_and_white", args)]


@pytest.mark.parametrize("text", ["don't make it warmer", "别调色", "no black and white"])
def test_what_the_words_forbid_is_not_done(text: str) -> None:
    assert names(text) == []


def test_matching_colours_is_understood_and_not_offered() -> None:
    assert [(one.name, one.supported) for one in read("make the colours match").operations] == [("color", False)]


@pytest.mark.parametrize("text", ["the music not so loud", "音乐没那么大声"])
def test_less_of_a_sound_is_still_about_sound(text: str) -> None:
    assert asked(text) == [("volume", {"target": "music", "change": "down"})]
