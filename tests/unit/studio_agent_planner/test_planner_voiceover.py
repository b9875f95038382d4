"""Asking for a voice over the film."""

from dataclasses import replace

import pytest

from studio.agent.plan import Doubt
from tests.fakes.planning import FILM, asked, names, read

SENT = replace(FILM, sound_names=("song.mp3", "take.m4a"), fresh_sounds=1)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ('add a voiceover saying "Welcome back"', {"text": "Welcome back"}),
        ("add a voice-over saying Welcome to my channel", {"text": "Welcome to my channel"}),
        ('add a voiceover "Step two" at 0:05', {"text": "Step two", "start": 5.0}),
        ('read aloud "Hello there"', {"text": "Hello there"}),
        ("加一段旁白“欢迎来到我的频道”", {"text": "欢迎来到我的频道"}),
        ("配音：“大家好”", {"text": "大家好"}),
        ("在第5秒加旁白“第二步”", {"text": "第二步", "start": 5.0}),
        ("use take.m4a as a voiceover", {"file": "take.m4a"}),
    ],
)
def test_words_and_times_of_a_voice_are_read(text, args):
    assert asked(text) == [("add_voiceover", args)]


@pytest.mark.parametrize(
    "text",
    [
        "add my recording as the voiceover",
        "add a voiceover",
        "用我的录音做旁白",
        "use this as the voiceover",
        "把这个当旁白",
    ],
)
def test_a_recording_just_sent_is_the_voice(text):
    assert asked(text, SENT) == [("add_voiceover", {"file": "take.m4a"})]


def test_what_it_shall_say_is_asked_for():
    assert read("add a voiceover").doubt is Doubt.WHICH_SPEECH
    assert read("add my recording as the voiceover", replace(FILM, sound_names=())).doubt is Doubt.WHICH_SOUND
    assert read("use this as the voiceover", replace(FILM, sound_names=())).doubt is Doubt.WHICH_SOUND
    assert read("use this text as the voiceover").doubt is Doubt.WHICH_SPEECH


def test_words_to_be_spoken_are_no_orders():
    assert names('add a voiceover saying "cut the pauses" and export in 1080p') == ["add_voiceover", "export"]
    assert names("不要旁白，剪掉停顿") == ["remove_silence"]
    assert names("dub it into French") == ["dub"]
