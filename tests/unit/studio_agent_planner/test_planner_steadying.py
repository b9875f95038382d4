"""Steadying by words."""

import pytest

from tests.fakes.planning import names, read


@pytest.mark.parametrize(
    "text",
    ["stabilise it", "it's shaky", "can you steady the picture", "take the wobble out", "防抖", "画面太抖了，稳一下"],
)
def test_shaking_is_to_be_taken_out(text: str) -> None:
    [operation] = read(text).operations
    assert (operation.name, operation.supported) == ("stabilize", True)


@pytest.mark.parametrize("text", ["don't stabilise it", "不要防抖"])
def test_what_the_words_forbid_is_not_done(text: str) -> None:
    assert names(text) == []
