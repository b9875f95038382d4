"""Watermarks by words."""

import pytest

from studio.agent.plan import ArgValue
from tests.fakes.planning import names, read


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("put logo.png in the corner", {"file": "logo.png", "position": "any"}),
        ('watermark "@mia" bottom right', {"text": "@mia", "position": "bottom_right"}),
        ("add my logo in the top right", {"file": "logo", "position": "top_right"}),
        ("右下角打水印 logo.png", {"file": "logo.png", "position": "bottom_right"}),
        ("加水印“小明”", {"text": "小明"}),
        ("右上角放我的 logo，半透明", {"file": "logo", "position": "top_right", "opacity": 0.5}),
    ],
)
def test_a_watermark_is_read_with_its_place(text: str, args: dict[str, ArgValue]) -> None:
    [operation] = read(text).operations
    assert (operation.name, dict(operation.args), operation.supported) == ("watermark", args, True)


@pytest.mark.parametrize("text", ["export in 1080p, no watermark", "导出1080p，不要水印"])
def test_a_film_without_a_watermark_gets_none(text: str) -> None:
    assert names(text) == ["export"]
