"""Shapes, turns and mirrorings by words."""

import pytest

from studio.agent.plan import ArgValue
from tests.fakes.planning import asked, names, read


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("make it 9:16", {"aspect": "9:16"}),
        ("make it vertical with a blurred background", {"aspect": "9:16", "mode": "blur_pad"}),
        ("crop it to square", {"aspect": "1:1", "mode": "crop"}),
        ("pad it to 16:9", {"aspect": "16:9", "mode": "pad"}),
        ("make it 4:5 with black bars", {"aspect": "4:5", "mode": "letterbox"}),
        ("make it 9:16 but don't crop", {"aspect": "9:16", "mode": "pad"}),
        ("make it for TikTok", {"aspect": "9:16", "platform": "tiktok"}),
        ("for Instagram Reels", {"aspect": "9:16", "platform": "reels"}),
        ("format it for LinkedIn", {"platform": "linkedin"}),
        ("做成竖屏", {"aspect": "9:16"}),
        ("改成9:16，背景模糊", {"aspect": "9:16", "mode": "blur_pad"}),
        ("改成9:16，不要裁剪", {"aspect": "9:16", "mode": "pad"}),
        ("裁成方形", {"aspect": "1:1", "mode": "crop"}),
        ("发抖音用", {"aspect": "9:16", "platform": "douyin"}),
        ("发小红书", {"platform": "xiaohongshu"}),
        ("做成视频号的尺寸", {"aspect": "9:16", "platform": "shipinhao"}),
    ],
)
def test_a_shape_is_read_with_what_becomes_of_the_rest(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("reframe", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("rotate it 90 degrees", {"degrees": 90}),
        ("rotate it left", {"degrees": 270}),
        ("rotate it to the right", {"degrees": 90}),
        ("rotate clockwise", {"degrees": 90}),
        ("rotate counterclockwise", {"degrees": 270}),
        ("it's upside down", {"degrees": 180}),
        ("rotate it", {}),
        ("顺时针旋转90度", {"degrees": 90}),
        ("逆时针旋转", {"degrees": 270}),
        ("向左转90度", {"degrees": 270}),
    ],
)
def test_a_turn_is_read_with_its_way(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("rotate", args)]


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        ("mirror it", "horizontal"),
        ("flip it", "horizontal"),
        ("flip it vertically", "vertical"),
        ("左右镜像", "horizontal"),
        ("上下翻转", "vertical"),
    ],
)
def test_a_mirroring_is_read_with_its_axis(text: str, axis: str) -> None:
    assert asked(text) == [("flip", {"axis": axis})]


@pytest.mark.parametrize("text", ["don't rotate it", "不要旋转", "don't crop it", "不要裁剪", "don't make it vertical"])
def test_what_the_words_forbid_is_not_done(text: str) -> None:
    assert names(text) == []


def test_a_shape_stands_in_a_sentence_with_others() -> None:
    answer = read("make it vertical with a blurred background, cut the pauses, add calm music and export in 1080p")
    assert [one.name for one in answer.operations] == ["reframe", "remove_silence", "add_music", "export"]
    assert all(one.supported for one in answer.operations)
