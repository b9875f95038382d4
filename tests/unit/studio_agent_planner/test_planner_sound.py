"""Music, volume, muting."""

import pytest

from studio.agent.plan import ArgValue, Doubt
from studio.agent.planner import Scene
from tests.fakes.planning import asked, read


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("add background music", {"mood": "auto"}),
        ("ad backgroud musci", {"mood": "auto"}),
        ("background music that fits the mood, you choose", {"mood": "auto"}),
        ("add calm background music", {"mood": "calm"}),
        ("lay something upbeat underneath", {"mood": "upbeat"}),
        ("throw some jazz under it", {"mood": "jazz"}),
        ("needs a happy tune", {"mood": "happy"}),
        ("add chill lofi beats", {"mood": "chill lo-fi"}),
        ("put song.mp3 under it", {"file": "song.mp3"}),
        ("use my song", {"file": "song.mp3"}),
        ("use beat.wav as the soundtrack at 40%", {"file": "beat.wav", "volume": 0.4}),
        ("loop beat.wav until the video is over", {"file": "beat.wav", "loop": True}),
        ("add music but keep it low", {"mood": "auto", "volume": "low"}),
        ("add upbeat music and make it a bit quieter", {"mood": "upbeat", "volume": "low"}),
        ("add sad piano music and fade it out", {"mood": "sad piano", "fade_out": True}),
        ("配乐", {"mood": "auto"}),
        ("加点bgm", {"mood": "auto"}),
        ("加点轻快的背景音乐", {"mood": "upbeat"}),
        ("用我的歌当背景音乐", {"file": "song.mp3"}),
        ("用夏天.mp3做背景音乐，音量20%", {"file": "夏天.mp3", "volume": 0.2}),
        ("用 bgm.mp3 当背景，小声点", {"file": "bgm.mp3", "volume": "low"}),
        ("加音乐但别太大声", {"mood": "auto", "volume": "low"}),
        ("把音乐换成舒缓的", {"mood": "calm"}),
    ],
)
def test_music_is_added_as_it_was_described(text: str, args: dict[str, ArgValue]) -> None:
    found = asked(text)
    assert [name for name, _ in found] == ["add_music"]
    assert set(str(found[0][1].pop("mood", "")).split()) == set(str(args.pop("mood", "")).split())
    assert found[0][1] == args


def test_a_song_just_sent_is_meant_when_no_other_music_is_named() -> None:
    scene = Scene(sound_names=("old.mp3", "new.mp3"), fresh_sounds=1)
    assert asked("add music", scene) == [("add_music", {"file": "new.mp3"})]
    assert asked("add calm music", scene) == [("add_music", {"mood": "calm"})]


def test_whoever_means_a_song_that_is_not_there_is_asked_for_it() -> None:
    assert read("use my song", Scene()).doubt is Doubt.WHICH_SOUND


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("music a bit quieter", {"target": "music", "change": "down"}),
        ("turn the music down a little", {"target": "music", "change": "down"}),
        ("make my voice louder", {"target": "voice", "change": "up"}),
        ("help me get this quieter", {"target": "all", "change": "down"}),
        ("I can barely hear him, boost it", {"target": "all", "change": "up"}),
        ("volume 50%", {"target": "all", "to": 0.5}),
        ("bring the music down to 20 percent", {"target": "music", "to": 0.2}),
        ("set volume to 300%", {"target": "all", "to": 2.0}),
        ("make it 20% louder", {"target": "all", "change": "up", "db": 1.58}),
        ("could you make the music 50% quieter", {"target": "music", "change": "down", "db": -6.02}),
        ("knock the music down by 6 dB", {"target": "music", "change": "down", "db": -6.0}),
        ("音乐小一点", {"target": "music", "change": "down"}),
        ("背景音乐再小声一点", {"target": "music", "change": "down"}),
        ("声音大点", {"target": "all", "change": "up"}),
        ("人声听不清", {"target": "voice", "change": "up"}),
        ("音乐太吵了", {"target": "music", "change": "down"}),
        ("把背景音乐调到30%", {"target": "music", "to": 0.3}),
        ("音乐调到原来的三成", {"target": "music", "to": 0.3}),
        ("音量加大20%", {"target": "all", "change": "up", "db": 1.58}),
        ("音乐音量减半", {"target": "music", "change": "down", "db": -6.02}),
    ],
)
def test_volume_is_read_as_a_level_or_a_way(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("volume", args)]


def test_two_levels_of_one_sentence_are_two_changes() -> None:
    wanted = [("volume", {"target": "voice", "change": "up"}), ("volume", {"target": "music", "change": "down"})]
    assert asked("make my voice louder and the music quieter") == wanted
    assert asked("人声大一点，音乐小一点") == wanted


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("mute it", {}),
        ("no sound please", {}),
        ("take the sound out", {}),
        ("mute 0:05-0:10", {"start": 5.0, "end": 10.0}),
        ("mute the first 10 seconds", {"start": 0.0, "end": 10.0}),
        ("bleep-silence 0:20 to 0:24", {"start": 20.0, "end": 24.0}),
        ("cut the sound between 0:03 and 0:05", {"start": 3.0, "end": 5.0}),
        ("mute my voice but keep the music", {"target": "voice"}),
        ("mute everything except the music", {"target": "voice"}),
        ("remove the music", {"target": "music"}),
        ("take the music out", {"target": "music"}),
        ("静音", {}),
        ("把声音关掉", {}),
        ("3秒到5秒消音", {"start": 3.0, "end": 5.0}),
        ("去掉音乐", {"target": "music"}),
        ("去掉原声", {"target": "voice"}),
        ("10秒到20秒的音乐关掉", {"target": "music", "start": 10.0, "end": 20.0}),
    ],
)
def test_sound_is_muted(text: str, args: dict[str, ArgValue]) -> None:
    assert asked(text) == [("mute", args)]


def test_no_music_mutes_the_music_that_is_there_and_forbids_it_where_none_is() -> None:
    assert asked("no music please", Scene(has_timeline=True, has_music=True)) == [("mute", {"target": "music"})]
    assert read("no music please").declined == ("add_music",)


@pytest.mark.parametrize("text", ["cut the pauses and background music", "去停顿+配乐"])
def test_a_verb_lent_by_the_clause_before_does_not_take_music_away_that_is_not_there(text: str) -> None:
    assert asked(text) == [("remove_silence", {}), ("add_music", {"mood": "auto"})]


@pytest.mark.parametrize(
    ("text", "change"),
    [("much louder", "up"), ("a lot quieter", "down"), ("make the music much quieter", "down"), ("大声很多", "up")],
)
def test_much_is_more_than_a_bit(text: str, change: str) -> None:
    [(name, args)] = asked(text)
    assert (name, args["change"], args["amount"]) == ("volume", change, "much")
