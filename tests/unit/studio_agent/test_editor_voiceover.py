"""Words over the film: spoken from a text, or the person's own recording, at a time."""

import json
from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import append_clips, trim_head, whole
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.errors import BadDraft
from studio.timeline.model import SourceId, Span, Voiceover
from studio.timeline.receipt import cut_pauses, put_back
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.editor_tools import FakeTools
from tests.fakes.timelines import sound, video

RECORDING = sound("take.m4a", 5)
VOICE = Voiceover(SourceId("v"), "hello", 6000, 2000)
SPOKEN = replace(FILM, voiceovers=(VOICE,))


def test_words_are_spoken_where_they_were_asked_for():
    tools = FakeTools()
    edited = request(old(), op("add_voiceover", text="Welcome back", start=3.0), tools=tools)
    assert tools.spoken == ["Welcome back"]
    assert edited.timeline.voiceovers == (Voiceover(SourceId("voice1"), "Welcome back", 3000, 1200),)
    assert edited.text == "“Welcome back” is spoken over 0:03–0:04.2; the other sound steps back meanwhile."


def test_a_recording_just_sent_is_laid_over_the_film_in_chinese():
    edited = request(old(fresh=(RECORDING,)), op("add_voiceover"), tongue=Tongue.CHINESE)
    assert edited.timeline.voiceovers == (Voiceover(RECORDING.id, "take.m4a", 0, 5000),)
    assert edited.text == "已把“take.m4a”放在 0:00–0:05 作旁白，其他声音会自动压低。"


def test_a_film_without_sound_can_be_spoken_over():
    assert request(new(SILENT), op("add_voiceover", text="Hi")).timeline.voiceovers


def test_a_voice_longer_than_the_film_is_told_to_be_cut():
    edited = request(old(), op("add_voiceover", text="x" * 100, start=20))
    assert edited.text.endswith("The film ends 6 s before the voice-over does.")


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (op("add_voiceover"), "What shall the voice say?"),
        (op("add_voiceover", file="script.docx"), "There is no such file here: “script.docx”."),
        (op("add_voiceover", text="Hi", start=30), "The film is only 0:24 long"),
        (op("add_voiceover", text="x" * 5001), "A voice-over has at most 5000 characters"),
    ],
)
def test_what_cannot_be_spoken_says_why(operation, text):
    edited = request(old(), operation)
    assert edited.timeline is None
    assert edited.text.startswith(text)


def test_another_voice_at_the_same_moment_takes_its_place():
    film = request(old(SPOKEN), op("add_voiceover", text="New", start=6)).timeline
    assert [(voice.name, voice.start_ms) for voice in film.voiceovers] == [("New", 6000)]


def test_a_voice_moves_with_the_picture_it_was_laid_over():
    assert trim_head(SPOKEN, 4000).voiceovers[0].start_ms == 2000
    cut = cut_pauses(SPOKEN, [Span(1000, 3000)])
    assert cut.voiceovers[0] == replace(VOICE, start_ms=4000)
    assert put_back(cut, 1).voiceovers == SPOKEN.voiceovers
    assert trim_head(append_clips(SPOKEN, [whole(video("b.mp4", 5, id_="b"))]), 24_000).voiceovers[0].start_ms == 0


def test_the_draft_holds_voices_beside_the_music_and_refuses_nonsense():
    film = request(old(SPOKEN), op("add_music", mood="calm")).timeline
    wire = json.loads(json.dumps(to_draft(film, [TALK], 1)))
    [segment] = wire["t"][-1]["sg"]
    assert segment == {
        "id": "o1",
        "s": 6000,
        "d": 2000,
        "m": {"kind": "voice", "name": "hello", "src": "v", "volume": 1.0},
    }
    assert from_draft(wire) == film
    segment["m"]["volume"] = -1
    with pytest.raises(BadDraft):
        from_draft(wire)
