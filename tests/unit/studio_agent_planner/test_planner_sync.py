"""Asking for sound and picture to come together; a positive offset delays the sound."""

import pytest

from tests.fakes.planning import asked, names


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("the audio is 200 ms late", -200),
        ("audio is 200 ms early", 200),
        ("the sound is 0.3 seconds behind the picture", -300),
        ("sound is ahead by 150ms", 150),
        ("the audio lags by a quarter of a second", -250),
        ("delay the audio by 120 ms", 120),
        ("move the sound 80 ms earlier", -80),
        ("push the audio back 100ms", 100),
        ("声音慢了200毫秒", -200),
        ("声音快了0.3秒", 300),
        ("声音比画面早150毫秒", 150),
        ("把声音提前100毫秒", -100),
        ("声音延后80毫秒", 80),
    ],
)
def test_figures_are_read_with_their_direction(text, ms):
    assert asked(text) == [("sync_audio", {"offset_ms": ms})]


@pytest.mark.parametrize(
    "text",
    [
        "fix the audio sync",
        "the audio is out of sync",
        "lips don't match the sound",
        "音画不同步",
        "口型对不上，修一下",
    ],
)
def test_without_a_figure_it_is_found_out(text):
    assert asked(text) == [("sync_audio", {})]


def test_it_goes_with_other_wishes_and_is_heeded_when_declined():
    assert names("audio is late by 200 ms, and cut the pauses") == ["sync_audio", "remove_silence"]
    assert names("don't fix the sync, just cut the pauses") == ["remove_silence"]
