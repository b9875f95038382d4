"""Jump cuts smoothed by words."""

import pytest

from studio.agent.plan import Tongue
from studio.timeline.sync import StreamTimes
from tests.fakes.editing import FILM, TALK, new, old, op, request
from tests.fakes.editor_tools import FIVE_PAUSES, FakeTools
from tests.fakes.planning import names, read


def leaping(*moments: int) -> FakeTools:
    tools = FakeTools(talk=FIVE_PAUSES)
    tools.jumps["talk"] = moments
    return tools


def test_they_are_counted_and_smoothed_once():
    edited = request(new(TALK), op("smooth_jump_cuts"), tools=leaping(3000, 8000, 9000))
    assert edited.text == "3 jump cuts found and smoothed; sound and length stay as they are."
    assert len(edited.timeline.clips) == 4
    again = request(old(edited.timeline), op("smooth_jump_cuts"), tools=leaping(3000, 8000, 9000))
    assert again.text == "The jump cuts are smoothed already."
    assert again.timeline is None


@pytest.mark.parametrize(
    ("tongue", "text"),
    [
        (Tongue.ENGLISH, "I looked through the whole picture and found no jump cuts."),
        (Tongue.CHINESE, "整段画面都看过了，没有找到跳切。"),
    ],
)
def test_where_there_are_none_it_says_so_and_changes_nothing(tongue, text):
    edited = request(old(FILM), op("smooth_jump_cuts"), tongue=tongue)
    assert (edited.text, edited.timeline) == (text, None)


def test_the_pauses_just_cut_are_smoothed_too():
    edited = request(new(TALK), op("remove_silence"), op("smooth_jump_cuts"), tools=leaping())
    assert "3 jump cuts found and smoothed" in edited.text
    assert sum(clip.enter is not None for clip in edited.timeline.clips) == 3


def test_what_cannot_be_told_of_the_sound_is_asked_at_the_end_and_the_rest_done():
    operations = (op("sync_audio"), op("smooth_jump_cuts"), op("stabilize"))
    tools = leaping(4000)
    tools.times["talk"] = StreamTimes(0.0, 24_000.0, 0.0, 24_000.0)
    edited = request(new(TALK), *operations, tools=tools)
    assert edited.text.splitlines()[0].startswith("1 jump cut found and smoothed")
    assert "By how many milliseconds" in edited.text
    assert edited.text.index("shaking") < edited.text.index("By how many")
    assert [clip.steady for clip in edited.timeline.clips] == [True, True]
    assert edited.timeline.syncs == ()


ASKED = ["smooth out the jump cuts", "fix the jump cuts", "the jump cuts are jarring"]


@pytest.mark.parametrize("text", [*ASKED, "平滑跳剪", "修复跳切", "把跳切弄顺一点"])
def test_they_are_asked_for(text: str) -> None:
    [operation] = read(text).operations
    assert (operation.name, operation.supported) == ("smooth_jump_cuts", True)


@pytest.mark.parametrize("text", ["don't smooth the jump cuts", "不要平滑跳切"])
def test_what_the_words_forbid_is_not_done(text: str) -> None:
    assert names(text) == []
