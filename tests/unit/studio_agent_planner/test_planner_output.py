"""Delivery, undo, whole sentences, and what is not offered."""

import pytest

from studio.agent.plan import ArgValue, Tongue
from tests.fakes.planning import asked, names, read


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("export", {}),
        ("looks good, render it", {}),
        ("send me the video", {}),
        ("I'm happy with it, give me the final video", {}),
        ("export in 1080p", {"resolution": "1080p"}),
        ("export in 1080p, not 4K", {"resolution": "1080p"}),
        ("720", {"resolution": "720p"}),
        ("export as a 4K mp4", {"resolution": "2160p", "format": "mp4"}),
        ("导出", {}),
        ("把成片发我", {}),
        ("导出1080p", {"resolution": "1080p"}),
        ("导出成720P的MP4", {"resolution": "720p", "format": "mp4"}),
        ("導出4K", {"resolution": "2160p"}),
    ],
)
def test_delivery_is_read_with_its_resolution(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("export", args)]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("undo that", {}),
        ("take that back", {}),
        ("go back two steps", {"steps": 2}),
        ("scrap the last two changes", {"steps": 2}),
        ("撤销", {}),
        ("撤回上一步", {"steps": 1}),
        ("撤销两步", {"steps": 2}),
        ("刚才那步不要了", {}),
    ],
)
def test_going_back_is_read_with_its_steps(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("undo", args)]


@pytest.mark.parametrize("text", ["redo", "undo the undo", "重做", "恢复刚才撤销的", "取消刚才的撤销"])
def test_what_was_undone_is_done_again(text: str) -> None:
    assert names(text) == ["redo"]


SENTENCE = [("remove_silence", {}), ("add_music", {"mood": "upbeat"}), ("export", {"resolution": "1080p"})]


@pytest.mark.parametrize(
    "text",
    [
        "cut the pauses, add upbeat background music, and export in 1080p",
        "can you please cut the pauses then add some upbeat music then export 1080p? thank you",
        "take the pauses out, lay something upbeat underneath and give it to me in 1080p",
        "hey! hope you're well :) could you cut the pauses & add upbeat music + export in 1080p, free, no watermark",
        "把停顿剪掉，加点轻快的背景音乐，导出1080p",
        "帮我先去掉停顿，然后配上轻快的音乐，最后导出1080p，谢谢",
        "去掉停顿、加轻快的音乐、导出1080P",
        "請把停頓去掉再加輕快的音樂並導出1080p",
        "1. 去掉停顿\n2. 加轻快的音乐\n3. 导出1080p",
    ],
)
def test_a_sentence_of_three_clauses_is_done_in_its_order(text: str) -> None:
    answer = read(text)
    assert [(one.name, dict(one.args)) for one in answer.operations] == SENTENCE
    assert answer.unclear == ()
    assert answer.doubt is None


def test_a_dangling_comma_ends_nothing() -> None:
    assert names("cut the pauses, add background music,") == ["remove_silence", "add_music"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add captions", "captions"),
        ("blur the license plate", "blur"),
        ("add a lower third for Priya Nair", "lower_third"),
        ("加字幕", "captions"),
        ("倒放", "reverse"),
        ("给人脸打码", "blur"),
    ],
)
def test_what_is_not_offered_is_understood_and_marked(text: str, name: str) -> None:
    assert [(one.name, one.supported) for one in read(text).operations] == [(name, False)]


def test_what_is_offered_and_what_is_not_stand_side_by_side() -> None:
    answer = read("fix the audio sync, cut the pauses and stabilize the shaky footage")
    found = [(one.name, one.supported) for one in answer.operations]
    assert found == [("sync_audio", True), ("remove_silence", True), ("stabilize", True)]


@pytest.mark.parametrize(("text", "tongue"), [("cut it", Tongue.ENGLISH), ("剪短", Tongue.CHINESE)])
def test_the_answer_is_in_the_language_of_the_request(text: str, tongue: Tongue) -> None:
    assert read(text).tongue is tongue
