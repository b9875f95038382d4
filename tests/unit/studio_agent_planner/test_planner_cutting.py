"""Cutting: pauses, ends, ranges, joining clips."""

import pytest

from studio.agent.plan import ArgValue
from studio.agent.planner import Scene, plan
from tests.fakes.planning import asked


@pytest.mark.parametrize(
    "text",
    [
        "cut the pauses",
        "Remove the silences please",
        "take out the dead air",
        "take the pauses out",
        "can you get rid of all the awkward pauses?",
        "no pauses",
        "cut teh silense",
        "close up the gaps",
        "cut the parts where nobody is talking",
        "去掉停顿",
        "剪掉空白",
        "把静音的部分删掉",
        "去除气口",
        "帮我把没说话的地方都剪了",
        "請把停頓剪掉",
        "停顿不要",
    ],
)
def test_the_pauses_are_cut_however_they_are_called(text: str) -> None:
    assert asked(text) == [("remove_silence", {})]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("remove silences longer than 2 seconds", {"min_seconds": 2.0}),
        ("snip any gap over a second", {"min_seconds": 1.0}),
        ("超过0.5秒的空白都删掉", {"min_seconds": 0.5}),
        ("大于两秒的停顿去掉", {"min_seconds": 2.0}),
        ("cut the silence at the start", {"where": "start"}),
        ("去掉结尾的停顿", {"where": "end"}),
        ("trim silence at the beginning and end", {}),
    ],
)
def test_which_pauses_are_cut_is_read(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("remove_silence", args)]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("cut the first 10 seconds", 10.0),
        ("trim 5s off the start", 5.0),
        ("remove ten seconds from the beginning", 10.0),
        ("tirm teh frist 6 secnds", 6.0),
        ("chop off the first minute and a half", 90.0),
        ("delete everything before 0:15", 15.0),
        ("start at 0:05", 5.0),
        ("keep everything but the first 5 seconds", 5.0),
        ("去掉前10秒", 10.0),
        ("开头5秒不要", 5.0),
        ("把开头的十秒剪掉", 10.0),
        ("开头剪掉两秒", 2.0),
        ("从第5秒开始", 5.0),
        ("前一分二十秒删掉", 80.0),
    ],
)
def test_the_beginning_is_cut_off(text: str, seconds: float) -> None:
    assert asked(text) == [("trim_head", {"seconds": seconds})]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("cut the last 5 seconds", 5.0),
        ("can u chop the last half a minute", 30.0),
        ("the last 8 seconds can go", 8.0),
        ("3 seconds off the end please, cut them", 3.0),
        ("lose the final fifteen seconds", 15.0),
        ("剪掉最后三秒", 3.0),
        ("最后十秒不要了", 10.0),
        ("结尾那5秒砍掉", 5.0),
    ],
)
def test_the_end_is_cut_off(text: str, seconds: float) -> None:
    assert asked(text) == [("trim_tail", {"seconds": seconds})]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("remove 0:30 to 1:45", 30.0, 105.0),
        ("take out 2:05 through 2:31", 125.0, 151.0),
        ("cut between 5 and 10 seconds", 5.0, 10.0),
        ("delete from 00:01:15 to 00:03:45", 75.0, 225.0),
        ("cut 1m10s-1m20s", 70.0, 80.0),
        ("remove the part between the 2-minute and 3-minute mark", 120.0, 180.0),
        ("a phone rings from about 48s till 55s, snip that bit", 48.0, 55.0),
        ("删掉1分20秒到1分40秒", 80.0, 100.0),
        ("从2秒到5秒剪掉", 2.0, 5.0),
        ("把第5秒到第8秒去掉", 5.0, 8.0),
        ("2到5秒删了", 2.0, 5.0),
    ],
)
def test_a_part_is_cut_out(text: str, start: float, end: float) -> None:
    assert asked(text) == [("cut_range", {"start": start, "end": end})]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("keep only 5s-20s", 5.0, 20.0),
        ("only the first 20 seconds", 0.0, 20.0),
        ("just keep the last 20 seconds", 280.0, 300.0),
        ("use only the part between 2:14 and 3:40", 134.0, 220.0),
        ("just the first half", 0.0, 150.0),
        ("cut everything except 0:10 to 0:20", 10.0, 20.0),
        ("remove all but the first 10 seconds", 0.0, 10.0),
        ("drop the second half", 0.0, 150.0),
        ("end it at 1:30", 0.0, 90.0),
        ("保留第10秒到第20秒", 10.0, 20.0),
        ("只要前20秒", 0.0, 20.0),
        ("除了前10秒都删掉", 0.0, 10.0),
        ("把后半段删了", 0.0, 150.0),
    ],
)
def test_only_a_part_is_kept(text: str, start: float, end: float) -> None:
    assert asked(text) == [("keep_range", {"start": start, "end": end})]


def test_an_open_end_is_left_open() -> None:
    assert asked("cut out everything after 1:20") == [("cut_range", {"start": 80.0})]
    assert asked("去掉1分钟以后的部分") == [("cut_range", {"start": 60.0})]


def test_the_last_seconds_are_counted_from_the_end_when_the_length_is_not_known() -> None:
    assert asked("keep only the last 20 seconds", Scene()) == [("keep_range", {"last_seconds": 20.0})]


def test_several_parts_of_one_sentence_are_cut() -> None:
    wanted = [("cut_range", {"start": 10.0, "end": 20.0}), ("cut_range", {"start": 40.0, "end": 50.0})]
    assert asked("remove 0:10-0:20 and 0:40-0:50") == wanted
    assert asked("把10秒到20秒和40秒到50秒都删了") == wanted


def test_both_ends_of_one_sentence_are_cut() -> None:
    wanted = [("trim_head", {"seconds": 5.0}), ("trim_tail", {"seconds": 3.0})]
    assert asked("cut 5 seconds from the start and 3 seconds off the end") == wanted
    assert asked("drop the first 5 seconds and the last 3") == wanted
    assert asked("前5秒和后3秒都剪掉") == wanted


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("join these clips", {}),
        ("stick all the clips together", {}),
        ("make one long video out of these", {}),
        ("glue these four clips together in the order I sent them", {"order": "as_sent"}),
        ("combine them in this order: b.mp4, a.mp4", {"files": ["b.mp4", "a.mp4"], "order": "as_sent"}),
        ("join holiday.mp4 and beach day.mov", {"files": ["holiday.mp4", "beach day.mov"]}),
        ("合并", {}),
        ("拼起来", {}),
        ("把这几段按顺序合并", {"order": "as_sent"}),
        ("a.mp4和b.mp4拼起来", {"files": ["a.mp4", "b.mp4"]}),
    ],
)
def test_clips_are_joined(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("merge", args)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("cut the film to the first 2 seconds", {"start": 0.0, "end": 2.0}),
        ("trim it down to the last 5 seconds", {"start": 25.0, "end": 30.0}),
        ("剪到前10秒", {"start": 0.0, "end": 10.0}),
    ],
)
def test_cutting_down_to_a_part_keeps_that_part(text: str, kept: dict[str, ArgValue]) -> None:
    understood = plan(text, Scene(has_timeline=True, duration_ms=30_000))
    assert [(operation.name, dict(operation.args)) for operation in understood.operations] == [("keep_range", kept)]
