"""Music and loudness by words."""

from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import film_of
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.editor_tools import FakeTools
from tests.fakes.timelines import bed, picture, sound

SCORED = replace(FILM, music=(bed(0, 24_000),))
SONG = sound("song.mp3")


def test_music_of_our_own_lies_under_the_whole_film():
    edited = request(new(TALK), op("add_music", mood="upbeat"))
    [music] = edited.timeline.music
    assert (music.source, music.name, music.start_ms, music.duration_ms) == ("bed1", "upbeat", 0, 24_000)
    assert (music.volume, music.ducked, music.fills) == (0.3, True, True)
    assert edited.text == "Upbeat background music added at 30%, quieter while you speak."


def test_music_is_named_in_the_persons_language():
    edited = request(new(TALK), op("add_music", mood="happy"), tongue=Tongue.CHINESE)
    assert edited.timeline.music[0].name == "欢快"
    assert edited.text == "已加上欢快的背景音乐，音量 30%，说话时自动压低。"


@pytest.mark.parametrize(
    ("mood", "composed", "note"),
    [
        ("auto", "calm", False),
        ("calm", "calm", False),
        ("soft", "calm", False),
        ("happy", "upbeat", False),
        ("jazz", "lo-fi", False),
        ("gentle guitar", "calm", True),
        ("piano", "calm", True),
        ("happy ukulele", "upbeat", True),
    ],
)
def test_a_wish_no_bed_of_ours_meets_gets_the_nearest_and_is_told_so(mood, composed, note):
    tools = FakeTools()
    edited = request(new(TALK), op("add_music", mood=mood), tools=tools)
    assert tools.composed == [(composed, 24_000)]
    assert (f"(the nearest I have to “{mood}”)" in edited.text) == note


def test_a_song_sent_with_the_request_is_used():
    tools = FakeTools()
    edited = request(new(TALK, SONG), op("add_music", mood="auto"), tools=tools)
    assert edited.timeline.music[0].source == SONG.id
    assert edited.text == "“song.mp3” added as background music at 30%, quieter while you speak."
    assert tools.composed == []


def test_a_song_is_used_by_its_name_later_too():
    project = old(FILM, TALK, SONG, sound("other.wav"))
    assert request(project, op("add_music", file="SONG.mp3")).timeline.music[0].source == SONG.id
    assert request(project, op("add_music", file="other")).timeline.music[0].source == "src_other.wav"


def test_the_song_just_sent_is_used_when_its_name_was_misspelt():
    edited = request(new(TALK, SONG), op("add_music", file="sonng.mp3"))
    assert edited.timeline.music[0].source == SONG.id


def test_a_song_nobody_sent_is_asked_for():
    edited = request(new(TALK, picture()), op("add_music", file="beat.wav"))
    assert edited.timeline is None
    assert edited.text == "There is no such file here: “beat.wav”. Nothing was changed."


def test_new_music_takes_the_place_of_the_old_and_says_so():
    edited = request(old(SCORED), op("add_music", mood="lo-fi"))
    assert len(edited.timeline.music) == 1
    assert edited.text == (
        "Lo-fi background music added at 30%, quieter while you speak, in place of the music before."
    )


def test_music_under_a_silent_film_steps_back_for_nobody():
    edited = request(new(SILENT), op("add_music", mood="calm"))
    assert edited.text == "Calm background music added at 30%."


@pytest.mark.parametrize(
    ("volume", "level"), [(0.5, 0.5), ("low", 0.15), ("high", 0.6), (9, 2.0), (True, 0.3), ("loud", 0.3)]
)
def test_music_has_the_volume_that_was_said(volume, level):
    assert request(new(TALK), op("add_music", volume=volume)).timeline.music[0].volume == level


@pytest.mark.parametrize(
    ("args", "fades"),
    [
        ({}, (0, 1500)),
        ({"fade_in": True, "fade_out": True}, (2000, 3000)),
        ({"fade_in": 1.5, "fade_out": 4}, (1500, 4000)),
        ({"fade_out": False}, (0, 0)),
    ],
)
def test_music_fades_as_said(args, fades):
    [music] = request(new(TALK), op("add_music", **args)).timeline.music
    assert (music.fade_in_ms, music.fade_out_ms) == fades


def test_a_bit_quieter_is_seven_tenths():
    edited = request(old(SCORED), op("volume", target="music", change="down"))
    assert edited.timeline.music[0].volume == pytest.approx(0.21)
    assert edited.text == "Music volume 30% → 21%."


def test_a_bit_louder_is_the_inverse():
    louder = request(old(SCORED), op("volume", target="music", change="up")).timeline
    back = request(old(louder), op("volume", target="music", change="down")).timeline
    assert louder.music[0].volume > 0.4
    assert back.music[0].volume == pytest.approx(0.3, abs=0.001)


@pytest.mark.parametrize(
    ("args", "gain"),
    [
        ({"to": 0.5}, 0.5),
        ({"to": "low"}, 0.15),
        ({"db": -6.0206}, 0.5),
        ({"db": 6.0206, "change": "down"}, 0.5),
        ({"db": 6.0206}, 2.0),
        ({"db": 500}, 4.0),
        ({"change": "up"}, 1.429),
        ({}, 0.7),
    ],
)
def test_the_voice_has_the_level_that_was_said(args, gain):
    edited = request(old(SCORED), op("volume", target="voice", **args))
    assert edited.timeline.clips[0].gain == pytest.approx(gain, abs=0.001)
    assert edited.timeline.music == SCORED.music
    assert edited.text == f"Volume of the original sound 100% → {round(gain * 100)}%."


def test_everything_quieter_keeps_the_balance():
    edited = request(old(SCORED), op("volume", change="down"))
    assert edited.timeline.clips[0].gain == 0.7
    assert edited.timeline.music[0].volume == pytest.approx(0.21)
    assert edited.text == "Everything is quieter now."


def test_everything_to_half_keeps_the_balance_too():
    edited = request(old(SCORED), op("volume", target="all", to=0.5))
    assert (edited.timeline.clips[0].gain, edited.timeline.music[0].volume) == (0.5, 0.15)


def test_a_level_that_is_there_already_makes_no_version():
    edited = request(old(SCORED), op("volume", target="music", to=0.3))
    assert (edited.timeline, edited.text) == (None, "The music is at 30% already.")


def test_clips_of_unlike_levels_are_told_without_figures():
    film = replace(FILM, clips=(replace(FILM.clips[0], gain=0.5), *FILM.clips))
    assert request(old(film), op("volume", target="voice", change="up")).text == "The original sound is louder now."


@pytest.mark.parametrize("name", ["volume", "mute"])
def test_without_music_there_is_none_to_change(name):
    edited = request(old(), op(name, target="music", change="down"))
    assert (edited.timeline, edited.text) == (None, "There is no music in the film yet, so nothing was changed.")


@pytest.mark.parametrize("name", ["volume", "mute"])
@pytest.mark.parametrize("target", ["voice", "all"])
def test_without_sound_there_is_none_to_change(name, target):
    edited = request(old(film_of(SILENT)), op(name, target=target, change="down"))
    assert (edited.timeline, edited.text) == (None, "This clip has no sound to change, so nothing was changed.")


def test_everything_in_a_silent_film_with_music_is_its_music():
    scored = replace(film_of(SILENT), music=(bed(0, 20_000),))
    assert request(old(scored), op("volume", change="down")).text == "Music volume 30% → 21%."


@pytest.mark.parametrize(
    ("args", "gain", "volume", "text"),
    [
        ({}, 0.0, 0.0, "The sound is muted."),
        ({"target": "voice"}, 0.0, 0.3, "The original sound is muted."),
        ({"target": "music"}, 1.0, 0.0, "The music is muted."),
    ],
)
def test_muting_mutes_what_was_said(args, gain, volume, text):
    edited = request(old(SCORED), op("mute", **args))
    assert (edited.timeline.clips[0].gain, edited.timeline.music[0].volume, edited.text) == (gain, volume, text)


def test_muting_a_range_leaves_the_rest():
    edited = request(old(), op("mute", start=3, end=5))
    assert [(one.duration_ms, one.gain) for one in edited.timeline.clips] == [(3000, 1), (2000, 0), (19_000, 1)]
    assert edited.text == "0:03–0:05 is silent now."


def test_a_range_is_muted_where_it_was_before_the_cuts():
    edited = request(old(), op("trim_head", seconds=2), op("mute", start=3, end=5))
    assert [(one.in_ms, one.gain) for one in edited.timeline.clips] == [(2000, 1), (3000, 0), (5000, 1)]


def test_a_range_to_mute_beyond_the_end_is_refused():
    edited = request(old(), op("mute", start=30, end=31))
    assert (edited.timeline, edited.text) == (None, "The film is only 0:24 long, so nothing was changed.")


def test_a_film_muted_and_given_music_in_one_breath_has_its_music():
    edited = request(old(SCORED), op("mute"), op("add_music", mood="calm"))
    assert edited.timeline.clips[0].gain == 0
    assert edited.timeline.music[0].volume == 0.3


def test_music_added_and_made_quieter_in_one_breath_is_quieter():
    edited = request(new(TALK), op("volume", target="music", change="down"), op("add_music", mood="calm"))
    assert edited.timeline.music[0].volume == pytest.approx(0.21)


def test_music_can_be_ducked_and_faded_later():
    film = replace(FILM, music=(bed(0, 24_000, ducked=False),))
    edited = request(old(film), op("duck_music"), op("audio_fade", out=4))
    [music] = edited.timeline.music
    assert (music.ducked, music.fade_out_ms) == (True, 4000)
    assert edited.text == "The music is quieter now while you speak. The music fades out over the last 4 s."


def test_music_fades_in_or_out_as_said():
    edited = request(old(SCORED), op("audio_fade", **{"in": 2}))
    assert (edited.timeline.music[0].fade_in_ms, edited.timeline.music[0].fade_out_ms) == (2000, 1500)
    assert edited.text == "The music fades in over 2 s."
    assert request(old(SCORED), op("audio_fade")).timeline.music[0].fade_out_ms == 3000


def test_music_just_added_can_be_silent_for_a_while():
    edited = request(old(), op("mute", target="music", start=3, end=5), op("add_music"))
    assert [(bed.start_ms, bed.start_ms + bed.duration_ms) for bed in edited.timeline.music] == [
        (0, 3000),
        (5000, edited.timeline.duration_ms),
    ]


def test_nothing_is_said_of_speaking_where_nobody_was_found_to_speak():
    edited = request(old(), op("remove_silence"), op("add_music"), tools=FakeTools())
    assert edited.text == (
        "Nobody speaks in this clip, so there are no pauses to cut. Calm background music added at 30%."
    )


def test_much_quieter_is_quieter_than_quieter():
    film = replace(FILM, music=(bed(0, 24_000),))
    quieter = request(old(film), op("volume", target="music", change="down")).timeline.music[0].volume
    much = request(old(film), op("volume", target="music", change="down", amount="much")).timeline.music[0].volume
    assert (quieter, much) == (pytest.approx(0.21), pytest.approx(0.12))
