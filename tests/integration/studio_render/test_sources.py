"""Whatever the sources are, one film comes of them."""

from fractions import Fraction

import numpy as np
import pytest

from media.runner import run_ffmpeg
from studio.render.film import SourceMedia
from studio.timeline.model import Clip, Music, Position, Source, SourceId, SourceKind, Timeline, Title
from tests.film.container import read_container
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import (
    clip,
    lag_of,
    luma,
    noise,
    numbered_clip,
    render,
    sound_file,
    still,
    tone,
    whole,
)


async def test_clips_of_other_sizes_and_rates_are_joined_without_stretching(tmp_path):
    wide = numbered_clip(tmp_path / "wide.mp4", noise(2.0), frames=60)
    tall = numbered_clip(tmp_path / "tall.mkv", noise(2.0, seed=2), frames=50, rate=Fraction(25), size=(180, 320))

    facts = await render(Timeline((whole(wide), clip(tall, 400, 1000))), wide, tall, folder=tmp_path)

    assert (facts.width, facts.height, facts.duration_ms) == (320, 180, 3000)
    picture = decode_picture(tmp_path / "film.mp4")
    assert len(picture.frames) == 90
    assert [frame.number for frame in picture.frames[:60]] == list(range(60))
    middle = luma(tmp_path / "film.mp4", 2.5)
    columns = middle[100:].mean(axis=0)
    assert (columns[:100] < 30).all()
    assert (columns[220:] < 30).all()
    assert (columns[120:200] > 80).all()
    film = decode_sound(tmp_path / "film.mp4")
    assert abs(lag_of(film, noise(2.0, seed=2)[19_600:60_000], 96_400)) <= 1


async def test_a_source_without_sound_is_silent_and_keeps_the_others_in_time(tmp_path):
    mute = numbered_clip(tmp_path / "mute.mp4", None, frames=30)
    loud = numbered_clip(tmp_path / "loud.mp4", noise(2.0), frames=60)

    await render(Timeline((whole(mute), whole(loud))), mute, loud, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert np.abs(film[:47_000]).max() < 0.005
    assert abs(lag_of(film, noise(2.0)[400:40_000], 48_400)) <= 1


async def test_a_film_without_any_sound_has_a_silent_sound_track(tmp_path):
    mute = numbered_clip(tmp_path / "mute.mp4", None, frames=30)

    await render(Timeline((whole(mute),)), mute, folder=tmp_path)

    assert read_container(tmp_path / "film.mp4").audio_codecs == ("aac",)
    assert np.abs(decode_sound(tmp_path / "film.mp4")).max() < 0.001


async def test_a_rotated_phone_clip_stands_upright(tmp_path):
    phone = numbered_clip(tmp_path / "phone.mp4", noise(1.0), frames=30, rotation=90)

    facts = await render(Timeline((whole(phone),)), phone, folder=tmp_path, short_side=360)

    assert (facts.width, facts.height) == (360, 640)
    assert luma(tmp_path / "film.mp4", 0.5).shape == (640, 360)


@pytest.mark.parametrize("size", [(322, 182), (178, 318), (66, 50)], ids=str)
async def test_odd_shapes_come_out_even_and_readable(tmp_path, size):
    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30, size=size)

    facts = await render(Timeline((clip(source, 0, 500),)), source, folder=tmp_path, short_side=101)

    assert facts.width % 2 == 0
    assert facts.height % 2 == 0
    assert len(decode_picture(tmp_path / "film.mp4").frames) == 15


async def test_pictures_are_shown_for_as_long_as_their_clips(tmp_path):
    red = still(tmp_path / "red.png", (400, 300), (250, 20, 20))
    white = still(tmp_path / "white.jpg", (300, 300), (250, 250, 250))
    video = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    clips = (Clip(red.source.id, "red", 0, 1000), whole(video), Clip(white.source.id, "white", 0, 2000))

    facts = await render(Timeline(clips), red, white, video, folder=tmp_path)

    assert (facts.width, facts.height, facts.duration_ms) == (400, 300, 4000)
    assert 50 < luma(tmp_path / "film.mp4", 0.5)[150, 200] < 110
    assert luma(tmp_path / "film.mp4", 3.5)[150, 200] > 210
    assert luma(tmp_path / "film.mp4", 3.5)[150, 20] < 30
    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert len(numbers) == 120


async def test_a_recording_that_changes_its_size_on_the_way_keeps_its_frames_and_time(tmp_path):
    halves = b"".join(
        numbered_clip(tmp_path / f"{width}.ts", None, frames=30, size=(width, height)).path.read_bytes()
        for width, height in ((320, 180), (180, 320))
    )
    (tmp_path / "both.ts").write_bytes(halves)
    both = tmp_path / "both.mkv"
    arguments = ["-f", "mpegts", "-i", str(tmp_path / "both.ts"), "-c", "copy", "-f", "matroska", str(both)]
    await run_ffmpeg(arguments)
    source = SourceMedia(Source(SourceId("b"), "b", SourceKind.VIDEO, 2000, 320, 180, Fraction(30)), both)

    await render(Timeline((whole(source),)), source, folder=tmp_path, short_side=240)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert len(numbers) == 60
    assert numbers[:30] == list(range(30))
    assert numbers[-1] == 29


async def test_sound_alone_gets_a_black_picture(tmp_path):
    voice = sound_file(tmp_path / "voice.wav", noise(2.0))

    facts = await render(Timeline((whole(voice),)), voice, folder=tmp_path)

    assert (facts.width, facts.height) == (1280, 720)
    assert luma(tmp_path / "film.mp4", 1.0).max() < 30


async def test_a_picture_that_ends_before_its_sound_holds_its_last_frame(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(3.0), frames=30)

    await render(Timeline((whole(source),)), source, folder=tmp_path)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert numbers == [*range(30), *[29] * 60]


async def test_many_sources_in_turn_are_made_in_parts_that_nobody_notices(tmp_path):
    first = numbered_clip(tmp_path / "a.mp4", noise(3.0), size=(640, 360))
    second = numbered_clip(tmp_path / "b.mp4", noise(3.0, seed=2), size=(640, 360))
    music = sound_file(tmp_path / "bed.wav", tone(1.0, 300), -20.0)
    clips = tuple(clip(source, at, 100) for at in range(0, 2000, 100) for source in (first, second))
    timeline = Timeline(
        clips, (Music(music.source.id, "m", 0, 1000),), (Title("Over all", 900, 2000, Position.BOTTOM),)
    )

    facts = await render(timeline, first, second, music, folder=tmp_path)

    assert facts.duration_ms == 4000
    frames = decode_picture(tmp_path / "film.mp4").frames
    assert [frame.number for frame in frames] == [at + n for at in range(0, 60, 3) for _ in range(2) for n in range(3)]
    assert [round(frame.time_ms * 3 / 100) for frame in frames] == list(range(120))
    film = decode_sound(tmp_path / "film.mp4")
    for number in range(40):
        source, start = (noise(3.0), noise(3.0, seed=2))[number % 2], number // 2 * 4800
        assert abs(lag_of(film, source[start + 400 : start + 4400], number * 4800 + 400)) <= 1
    shown = {at: int(luma(tmp_path / "film.mp4", at)[280:].max()) for at in (0.5, 1.15, 1.25, 2.35, 2.45, 3.2)}
    assert [at for at, brightest in shown.items() if brightest > 200] == [1.15, 1.25, 2.35, 2.45]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


async def test_gain_makes_a_clip_quieter_and_mute_silent(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", tone(3.0, 500))

    await render(
        Timeline((clip(source, 0, 1000), clip(source, 1000, 1000, gain=0.5), clip(source, 2000, 1000, gain=0.0))),
        source,
        folder=tmp_path,
    )

    film = decode_sound(tmp_path / "film.mp4")
    full, half, mute = (np.sqrt(np.mean(film[at + 9600 : at + 38_400] ** 2)) for at in (0, 48_000, 96_000))
    assert full == pytest.approx(0.1, rel=0.05)
    assert half == pytest.approx(0.05, rel=0.05)
    assert mute < 0.001


async def test_music_that_is_no_part_of_the_media_is_named(tmp_path):
    from studio.render.errors import MissingSource

    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    music = Music(SourceId("gone"), "gone", 0, 1000)

    with pytest.raises(MissingSource) as caught:
        await render(Timeline((whole(source),), (music,)), source, folder=tmp_path)

    assert caught.value.source == "gone"
    assert not (tmp_path / "film.mp4").exists()
