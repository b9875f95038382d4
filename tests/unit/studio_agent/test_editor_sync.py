"""Sound and picture together: by a figure, by the file, by what is seen; else a question with choices."""

import pytest

from studio.agent.plan import Tongue
from studio.timeline.model import Sync
from studio.timeline.sync import StreamTimes
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.editor_tools import FIVE_PAUSES, FakeTools
from tests.fakes.timelines import shown


@pytest.mark.parametrize(
    ("ms", "text"),
    [(-200, "The sound comes 200 ms earlier now."), (150, "The sound comes 150 ms later now.")],
)
def test_a_figure_moves_the_sound_by_just_that(ms, text):
    edited = request(old(), op("sync_audio", offset_ms=ms))
    assert edited.timeline.syncs == (Sync(TALK.id, ms),)
    assert (edited.timeline.clips, edited.text) == (FILM.clips, text)


def test_the_files_own_clock_comes_first():
    tools = FakeTools(talk=FIVE_PAUSES)
    tools.times["talk"], tools.late_ms = StreamTimes(0, 24_000, 180, 24_300), 70
    edited = request(old(), op("sync_audio"), tools=tools)
    assert edited.timeline.syncs == (Sync(TALK.id, -180),)
    assert edited.text.endswith("the sound is moved by -180 ms.")


def test_what_is_seen_for_sure_moves_the_sound():
    tools = FakeTools(talk=FIVE_PAUSES)
    tools.late_ms = -90
    edited = request(old(), op("sync_audio"), tools=tools, tongue=Tongue.CHINESE)
    assert edited.timeline.syncs == (Sync(TALK.id, 90),)
    assert edited.text == "从画面看，声音早了 90 毫秒，已推后。"


def test_what_is_not_sure_is_asked_for_with_choices():
    edited = request(old(), op("sync_audio"))
    assert edited.timeline is None
    assert "By how many milliseconds" in edited.text
    assert edited.text.endswith("“the sound is 200 ms late” or “the sound is 200 ms early”.")


def test_what_is_together_stays_so():
    tools = FakeTools()
    tools.late_ms = 10
    edited = request(old(), op("sync_audio"), tools=tools)
    assert edited.timeline is None
    assert edited.text.startswith("As far as I can see and measure")


def test_a_clip_without_sound_has_nothing_to_bring_together():
    edited = request(new(SILENT), op("sync_audio", offset_ms=100))
    assert edited.timeline is None
    assert edited.text == "This clip has no sound, so there was none to bring together with the picture."


def test_a_clip_without_sound_gets_all_else_that_was_asked_for():
    edited = request(new(SILENT), op("sync_audio"), op("stabilize"), tongue=Tongue.CHINESE)
    assert edited.timeline is not None
    assert edited.text.endswith("这段视频没有声音，不需要对齐。")


def test_pauses_are_cut_where_the_moved_sound_has_them():
    edited = request(old(), op("sync_audio", offset_ms=-100), op("remove_silence"))
    assert shown(edited.timeline)[0] == ("talk", 750, 4100)
