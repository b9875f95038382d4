"""Captions from subtitles, from a script, and from listening; an honest answer where none of it can be."""

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import append_clips, film_of, whole
from studio.timeline.model import Span
from studio.timeline.subtitles import Cue
from tests.fakes.editing import SILENT, TALK, new, old, op, request
from tests.fakes.editor_tools import FIVE_PAUSES, FakeTools
from tests.fakes.timelines import video
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


WORDS = "Hello there. Bye now."
SAID = (Span(1000, 1400), Span(1400, 1900), Span(6200, 6500), Span(6500, 7000))


def captions(edited):
    return [(one.text, one.start_ms, one.start_ms + one.duration_ms) for one in edited.timeline.titles if one.caption]


def heard(**facts):
    tools = FakeTools(talk=FIVE_PAUSES)
    for name, value in facts.items():
        setattr(tools, name, value)
    return tools


def test_a_script_is_timed_by_its_words():
    tools = heard(heard=SAID)
    edited = request(old(), op("captions", script=WORDS), tools=tools)
    assert captions(edited) == [("Hello there.", 1000, 2300), ("Bye now.", 6000, 7400)]
    assert edited.text == "2 captions added, timed to the words as they are spoken."
    assert tools.aligned == [("hello", "there", "bye", "now")]


@pytest.mark.parametrize("script", ["大家好，欢迎来到花园。再见。", WORDS])
def test_a_script_that_cannot_be_followed_is_spread_over_the_speech_and_that_is_said(script):
    tools = heard()
    edited = request(old(), op("captions", script=script), tools=tools, tongue=Tongue.CHINESE)
    assert edited.text == "已加上 2 条字幕。我没能逐词跟上文稿，时间是按有人说话的地方估计的。"
    assert captions(edited)[0][1] == 1000
    assert bool(tools.aligned) == script.isascii()


def test_a_script_over_several_clips_follows_the_speech_of_the_film():
    film = append_clips(film_of(TALK), (whole(video("b.mp4", 10, id_="b")),))
    tools = FakeTools(talk=((1000, 2000),), b=((3000, 4000),))
    edited = request(
        old(film, TALK, video("b.mp4", 10, id_="b")), op("captions", script="One two. One two."), tools=tools
    )
    assert captions(edited) == [("One two.", 1000, 2400), ("One two.", 27_000, 28_400)]


def test_what_is_said_is_written_down_where_the_operator_set_that_up():
    long = "First we dig a hole, which should be about ten inches deep. Then we water it."
    tools = heard(said={"talk": (Cue(500, 2000, "Hello."), Cue(6000, 14_000, long), Cue(15_000, 15_500, "😀"))})
    edited = request(new(TALK), op("captions"), op("trim_head", seconds=1.0), tools=tools)
    shown = captions(edited)
    assert shown[0] == ("Hello.", 0, 1400)
    assert (shown[1][1], shown[-1][0]) == (5000, "Then we water it.")
    assert edited.text.endswith("captions added from what is said.")


def test_it_is_said_where_the_sound_went_and_that_nothing_is_translated():
    tools = heard(said={"talk": (Cue(500, 2000, "Hello."),)}, sent_to="speech.example")
    edited = request(old(), op("captions", lang="zh"), tools=tools)
    assert edited.text == (
        "1 caption added from what is said. For that the sound was sent to speech.example. "
        "They are in the language that is spoken: translating is not offered yet."
    )


def test_captions_that_cannot_be_made_say_why():
    assert request(old(), op("captions"), tools=heard()).text.startswith(
        "The speech service set up here did not answer"
    )
    assert request(old(), op("captions"), tools=heard(said={"talk": ()})).text.startswith("Nobody is heard speaking")
    silent = old(film_of(SILENT))
    for operation in (op("captions"), op("captions", script=WORDS)):
        assert request(silent, operation, tongue=Tongue.CHINESE).text.startswith("影片里没有听到有人说话")
    assert request(old(), op("captions", script="😀 hi")).text.startswith("My font cannot draw 😀")
