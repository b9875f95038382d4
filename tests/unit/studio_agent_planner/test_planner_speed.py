"""Faster and slower by words."""

import pytest

from studio.agent.plan import ArgValue
from tests.fakes.planning import asked, names


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("speed it up", {"change": "up"}),
        ("a bit faster", {"change": "up", "amount": "a_bit"}),
        ("a lot slower", {"change": "down", "amount": "much"}),
        ("make it 2x faster", {"factor": 2.0}),
        ("slow it down to 0.5x", {"factor": 0.5}),
        ("25% faster", {"factor": 1.25}),
        ("20% slower", {"factor": 0.8}),
        ("slowed to 80%", {"factor": 0.8}),
        ("speed up 0:10 to 0:20 by 2x", {"factor": 2.0, "start": 10.0, "end": 20.0}),
        ("slow motion from 0:05 to 0:08", {"factor": 0.5, "start": 5.0, "end": 8.0}),
        ("make the second clip twice as fast", {"factor": 2.0, "clip": 2}),
        ("at normal speed", {"factor": 1.0}),
        ("speed it up but don't touch the sound pitch", {"change": "up", "keep_pitch": True}),
        ("2倍速", {"factor": 2.0}),
        ("慢放", {"change": "down"}),
        ("稍微快一点", {"change": "up", "amount": "a_bit"}),
        ("第二段加速到2倍", {"factor": 2.0, "clip": 2}),
        ("前10秒加速到2倍", {"factor": 2.0, "start": 0.0, "end": 10.0}),
        ("恢复正常速度", {"factor": 1.0}),
    ],
)
def test_a_speed_is_read_with_its_figure_and_its_stretch(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("speed", args)]


@pytest.mark.parametrize("text", ["don't speed it up", "不要加速"])
def test_what_the_words_forbid_is_not_done(text: str) -> None:
    assert names(text) == []
