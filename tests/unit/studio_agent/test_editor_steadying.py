"""Steadying by words."""

from studio.agent.plan import Tongue
from tests.fakes.editing import FILM, TALK, new, old, op, request


def test_all_that_was_filmed_is_steadied_once():
    edited = request(new(TALK), op("stabilize"))
    assert [clip.steady for clip in edited.timeline.clips] == [True]
    assert edited.text.startswith("The shaking is taken out")
    again = request(old(edited.timeline), op("stabilize"))
    assert again.text == "The picture is steadied already."
    assert again.timeline is None


def test_it_goes_with_cuts_and_music_and_is_told_in_chinese():
    edited = request(old(FILM), op("remove_silence"), op("stabilize"), op("add_music"), tongue=Tongue.CHINESE)
    assert all(clip.steady for clip in edited.timeline.clips)
    assert "已做防抖" in edited.text
