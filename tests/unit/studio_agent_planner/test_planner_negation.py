"""What the words forbid is never done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.agent.plan import Doubt
from studio.agent.planner import Scene, plan
from tests.fakes.planning import asked, read


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ("don't add music", "add_music"),
        ("please do not mute it", "mute"),
        ("no need to add captions", "captions"),
        ("no music please", "add_music"),
        ("captions aren't needed", "captions"),
        ("never mind the music", "add_music"),
        ("don't cut the pauses", "remove_silence"),
        ("不要加音乐", "add_music"),
        ("千万别加字幕", "captions"),
        ("不用配乐", "add_music"),
        ("音乐不要", "add_music"),
        ("别剪停顿", "remove_silence"),
    ],
)
def test_a_forbidden_operation_is_declined_and_not_done(text: str, declined: str) -> None:
    answer = read(text)
    assert answer.operations == ()
    assert answer.declined == (declined,)
    assert answer.doubt is None


@pytest.mark.parametrize(
    "text",
    [
        "no music, just cut the pauses",
        "cut the pauses but don't add music",
        "cut the pauses without adding music",
        "cut the pauses, no music or captions",
        "不要音乐，只要把停顿剪掉",
        "把停顿剪掉，别加音乐",
        "不要加音乐和字幕，去掉停顿就行",
    ],
)
def test_what_is_wished_beside_it_is_done(text: str) -> None:
    assert asked(text) == [("remove_silence", {})]


@pytest.mark.parametrize(
    "text",
    [
        "don't export yet",
        "do not render it",
        "hold off on exporting",
        "cut the pauses but don't export yet",
        "先别导出",
        "先不要导出，把停顿剪掉",
        "等一下再导出，我还没改完",
        "先别急着导出",
    ],
)
def test_export_can_wait(text: str) -> None:
    answer = read(text)
    assert not answer.deliver
    assert all(one.name != "export" for one in answer.operations)


def test_delivery_is_meant_unless_forbidden() -> None:
    assert read("cut the pauses").deliver
    assert read("export in 1080p, not 4K").deliver


@pytest.mark.parametrize(
    "text", ["keep the music but cut the pauses", "leave the music alone, cut the pauses", "保留音乐，去掉停顿"]
)
def test_what_is_to_stay_is_left_alone(text: str) -> None:
    assert asked(text) == [("remove_silence", {})]


@pytest.mark.parametrize(
    "text",
    [
        "remove the pauses except in the intro",
        "cut the pauses without cutting the intro",
        "cut the silence in the first minute",
        "cut the pauses only between 0:10 and 0:30",
        "remove silence shorter than 1 second",
    ],
)
def test_a_limit_that_cannot_be_heeded_is_asked_about(text: str) -> None:
    answer = read(text)
    assert answer.doubt is Doubt.NOT_UNDERSTOOD
    assert answer.unclear


@pytest.mark.parametrize(
    "text",
    [
        "cut the pauses for free",
        "cut the pauses, no watermark",
        "cut the pauses without losing quality",
        "去掉停顿，无水印，不损失画质",
    ],
)
def test_softeners_ask_for_nothing(text: str) -> None:
    answer = read(text)
    assert [one.name for one in answer.operations] == ["remove_silence"]
    assert answer.unclear == ()


WISHES = {
    "add_music": ("add music", "put some jazz under it", "use song.mp3 as background music"),
    "export": ("export it", "render it in 1080p", "download the video"),
    "mute": ("mute it", "mute 0:05-0:10"),
    "trim_head": ("cut the first 10 seconds", "trim 5s off the start"),
    "cut_range": ("remove 0:10 to 0:20", "cut 5s to 8s"),
    "remove_silence": ("cut the pauses", "take out the dead air"),
    "add_title": ('add the title "Hello"', 'put "Hi" at the top'),
    "merge": ("join these clips", "merge everything into one video"),
    "captions": ("add captions", "subtitle it"),
}
CHINESE_WISHES = {
    "add_music": ("加音乐", "配背景音乐", "用song.mp3当配乐"),
    "export": ("导出", "渲染视频"),
    "remove_silence": ("剪停顿", "去掉空白"),
    "trim_head": ("剪掉前10秒", "去掉开头5秒"),
    "cut_range": ("删掉10秒到20秒",),
    "add_title": ("加标题“你好”",),
    "captions": ("加字幕", "上字幕"),
}


@given(
    name=st.sampled_from(sorted(WISHES)),
    pick=st.integers(0, 2),
    no=st.sampled_from(["don't", "please don't", "do not", "never", "you don't need to", "no need to"]),
    beside=st.sampled_from(["", ", make the music quieter", " but make the voice louder"]),
)
def test_no_operation_comes_of_a_forbidding_clause(name: str, pick: int, no: str, beside: str) -> None:
    wishes = WISHES[name]
    answer = plan(f"{no} {wishes[pick % len(wishes)]}{beside}", Scene(duration_ms=60_000))
    assert name not in {one.name for one in answer.operations}


@given(
    name=st.sampled_from(sorted(CHINESE_WISHES)),
    pick=st.integers(0, 2),
    no=st.sampled_from(["别", "不要", "不用", "先别", "千万别", "请不要"]),
    beside=st.sampled_from(["", "，音乐小一点", "，但是人声大一点"]),
)
def test_no_operation_comes_of_a_forbidding_clause_in_chinese(name: str, pick: int, no: str, beside: str) -> None:
    wishes = CHINESE_WISHES[name]
    answer = plan(f"{no}{wishes[pick % len(wishes)]}{beside}", Scene(duration_ms=60_000))
    assert name not in {one.name for one in answer.operations}
