"""Turns of speech: what "that part" points to, wishes put off, quotes that only tell where, slips of the pen."""

import pytest

from studio.agent.language.spelling import mend
from tests.fakes.planning import asked, names, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "slow down 0:20 to 0:30 to half speed and mute that bit",
            [("speed", {"factor": 0.5, "start": 20.0, "end": 30.0}), ("mute", {"start": 20.0, "end": 30.0})],
        ),
        (
            "20秒到30秒两倍速，那段静音",
            [("speed", {"factor": 2.0, "start": 20.0, "end": 30.0}), ("mute", {"start": 20.0, "end": 30.0})],
        ),
        ("fade in at the beginning and out at the end", [("fade", {"in": True, "out": True})]),
        ("fade in and out, 3 seconds each", [("fade", {"in": 3.0, "out": 3.0})]),
        ("put my logo (brand.png) top left", [("watermark", {"file": "brand.png", "position": "top_left"})]),
        ("the last 4 sec off", [("trim_tail", {"seconds": 4.0})]),
        ("cut the first half second", [("trim_head", {"seconds": 0.5})]),
        ("用8秒那一帧做封面", [("thumbnail", {"at": 8.0})]),
        ("最后两秒声音慢慢淡出", [("audio_fade", {"out": 2.0, "target": "all"})]),
        ("it's dark", [("color", {"brightness": "up"})]),
    ],
)
def test_what_is_said_in_passing_belongs_to_what_was_said_before(text, expected):
    assert asked(text) == expected


@pytest.mark.parametrize(
    ("text", "wanted", "never"),
    [
        ("I'll do the captions tomorrow, for now make it black and white", "black_and_white", "captions"),
        ("we'll add a title later, just cut the pauses", "remove_silence", "add_title"),
        ("等会儿再加字幕，先剪掉停顿", "remove_silence", "captions"),
        ('where it says "Start" stay as it is, mute 0:03 to 0:05', "mute", "add_title"),
        ("keep it short, I swear at 0:10, mute 0:10 to 0:12", "mute", "add_music"),
        ("fade out over the end credits", "fade", "add_outro"),
    ],
)
def test_what_is_put_off_or_only_mentioned_is_not_done(text, wanted, never):
    said = names(text)
    assert wanted in said
    assert never not in said


def test_no_more_of_a_thing_takes_it_off():
    assert names("no more subtitles, thanks") == ["remove_captions"]
    assert names("no more than 30 seconds") == ["shorten_to"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("noice", "noise"), ("musix", "music"), ("stabalize", "stabilize"), ("swore", "swore"), ("captuons", "captions")],
)
def test_a_slip_is_of_the_next_key_or_of_the_ear(written, meant):
    assert mend(written) == meant


def test_an_before_a_verb_is_a_slip_for_and():
    assert names("remove the hiss an cut the pauses") == ["denoise_audio", "remove_silence"]


def test_the_length_of_the_footage_is_no_wish():
    plan = read("edit a 3-minute cooking demo into a 1080p MP4")
    assert [one.name for one in plan.operations] == ["export"]
    assert plan.doubt == "vague"


@pytest.mark.parametrize("text", ["make it 16:9 and add a voiceover track", "做成16:9，再加一段配音"])
def test_a_voice_without_words_waits_while_the_rest_is_done(text):
    plan = read(text)
    assert plan.doubt is None
    assert [(one.name, one.supported) for one in plan.operations] == [("reframe", True), ("add_voiceover", False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "make it black and white but only for the first 10 seconds",
            [("black_and_white", {"start": 0.0, "end": 10.0})],
        ),
        ("mute it, only from 0:10 to 0:15", [("mute", {"start": 10.0, "end": 15.0})]),
        ("louder, but not too loud", [("volume", {"target": "all", "change": "up", "amount": "a_bit"})]),
        ("声音再大点儿，不过别太大", [("volume", {"target": "all", "change": "up", "amount": "a_bit"})]),
        ("only the first minute", [("keep_range", {"start": 0.0, "end": 60.0})]),
    ],
)
def test_only_there_limits_what_was_said_and_keeps_no_part(text, expected):
    assert asked(text) == expected


@pytest.mark.parametrize("text", ["cut the pauses, but only in the first minute", "剪掉停顿，但只在前10秒"])
def test_a_place_that_cannot_be_heeded_is_asked_about(text):
    plan = read(text)
    assert plan.doubt == "not_understood"
    assert [one.name for one in plan.operations] == ["remove_silence"]


def test_a_shorter_intro_is_no_new_one():
    assert read("make the intro shorter").doubt == "how_long"
    assert names("make my voice less boomy") == ["denoise_audio"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mute where I mention my address, 0:20 to 0:22", [("mute", {"start": 20.0, "end": 22.0})]),
        ("cut the pauses but keep those under 2 seconds", [("remove_silence", {"min_seconds": 2.0})]),
        ("太慢了，快30%", [("speed", {"change": "up", "factor": 1.3})]),
        ("加速一倍", [("speed", {"factor": 2.0})]),
        ("截8秒当封面", [("thumbnail", {"at": 8.0})]),
        ("please repair the lip sync", [("sync_audio", {})]),
    ],
)
def test_what_goes_with_a_wish_is_read_as_part_of_it(text, expected):
    assert asked(text) == expected
