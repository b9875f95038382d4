"""Captions from pasted subtitles, and an honest answer where speech would have to be recognised."""

from studio.agent.plan import Tongue
from tests.fakes.editing import TALK, new, old, op, request
from tests.unit.studio_timeline.test_edits_captions import SRT, seen

CAPTIONED = request(old(), op("captions", text=SRT)).timeline


def test_pasted_subtitles_are_laid_on_the_film():
    edited = request(old(), op("captions", text=SRT))
    assert [title.caption for title in edited.timeline.titles] == [True, True]
    assert edited.text == "2 captions added, timed to the clip as it was recorded."


def test_pauses_cut_in_the_same_breath_are_heeded():
    edited = request(new(TALK), op("captions", text=SRT), op("remove_silence"), tongue=Tongue.CHINESE)
    assert seen(edited.timeline)[0] == ("Hello, everybody", 150, 2650)
    assert "已加上 2 条字幕，时间按原片对齐。" in edited.text


def test_captions_come_off_again():
    edited = request(old(CAPTIONED), op("remove_captions"))
    assert (edited.timeline.titles, edited.text) == ((), "The captions are gone.")


def test_a_title_is_changed_though_there_are_captions():
    film = request(old(CAPTIONED), op("add_title", text="Old")).timeline
    edited = request(old(film), op("edit_title", to="New"))
    assert [title.text for title in edited.timeline.titles if not title.caption] == ["New"]


def test_speech_is_not_claimed_to_be_recognised():
    edited = request(old(), op("captions", supported=False), op("trim_head", seconds=4))
    assert edited.text.startswith("The first 4 s cut off, 0:24 → 0:20. No speech recognition is set up here")


def test_what_cannot_be_shown_says_why():
    assert request(old(), op("captions", text="nothing")).text.startswith("There are no captions here")
    late = SRT.replace("00:00:0", "01:00:0")
    assert request(old(), op("captions", text=late)).text.startswith("All of those times lie outside the film")
    assert request(old(), op("captions", text=SRT.replace("Hello", "😀"))).text.startswith("My font cannot draw 😀")
    assert request(old(), op("remove_captions")).timeline is None
