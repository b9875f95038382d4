"""What probing tells about files of every kind."""

import os
import struct
import time
from fractions import Fraction
from pathlib import Path

import pytest

from media.errors import Unsupported
from media.limits import MAX_UPLOAD_BYTES
from media.probe import probe
from tests.integration.media.clips import FILM, H264, PICTURE, RECIPES, SOUND, Clips

FILMS = ("mp4", "mov", "mkv", "avi", "webm")
SOUNDS = ("mp3", "wav", "m4a", "aac", "ogg")
STILLS = ("jpg", "png", "webp")


@pytest.mark.parametrize("extension", FILMS)
async def test_a_film_tells_its_length_size_rate_and_codecs(extension: str, clips: Clips) -> None:
    info = await probe(clips(extension))

    assert (info.format.extension, info.kind) == (extension, "video")
    assert abs(info.duration_ms - 2000) <= 60
    assert (info.width, info.height, info.fps) == (160, 120, Fraction(25))
    assert info.has_audio
    assert info.pixel_format == "yuv420p"
    assert info.video_codec in {"h264", "mpeg4", "vp8"}
    assert info.audio_codec in {"aac", "mp3", "opus", "vorbis"}


@pytest.mark.parametrize("extension", SOUNDS)
async def test_a_sound_tells_its_length(extension: str, clips: Clips) -> None:
    info = await probe(clips(extension))

    assert (info.format.extension, info.kind, info.has_audio) == (extension, "audio", True)
    assert abs(info.duration_ms - 2000) <= 60
    assert (info.width, info.height, info.fps, info.video_codec) == (0, 0, None, None)


@pytest.mark.parametrize("extension", STILLS)
async def test_a_still_picture_has_a_size_and_no_length(extension: str, clips: Clips) -> None:
    info = await probe(clips(extension))

    assert (info.format.extension, info.kind, info.duration_ms) == (extension, "image", 0)
    assert (info.width, info.height, info.fps, info.has_audio) == (160, 120, None, False)


async def test_an_animated_picture_is_a_film(clips: Clips) -> None:
    webp = await probe(clips.make("moving.webp", *PICTURE, "-c:v", "libwebp_anim", "-loop", "0"))
    gif = await probe(clips("gif"))
    still = await probe(clips.make("still.gif", *PICTURE, "-frames:v", "1"))

    for info in (webp, gif):
        assert (info.kind, info.duration_ms, info.width, info.height) == ("video", 2000, 160, 120)
        assert info.fps == 25
    assert (still.kind, still.duration_ms, still.fps) == ("image", 0, None)


async def test_a_turned_film_tells_the_size_it_is_shown_in(clips: Clips) -> None:
    turned = await probe(clips.make("turned.mp4", "-display_rotation", "90", "-i", clips("mp4"), "-c", "copy"))
    upside_down = await probe(clips.make("down.mp4", "-display_rotation", "180", "-i", clips("mp4"), "-c", "copy"))

    assert (turned.width, turned.height, abs(turned.rotation)) == (120, 160, 90)
    assert (upside_down.width, upside_down.height, abs(upside_down.rotation)) == (160, 120, 180)


async def test_a_film_of_oblong_pixels_tells_the_size_it_is_shown_in(clips: Clips) -> None:
    info = await probe(clips.make("oblong.mp4", *FILM, "-vf", "setsar=2/1", *H264))

    assert (info.width, info.height) == (320, 120)


async def test_a_cover_does_not_make_a_song_a_film(clips: Clips) -> None:
    with_cover = ("-i", clips("jpg"), "-map", "0", "-map", "1", "-c", "copy", "-disposition:v", "attached_pic")
    for extension in ("mp3", "m4a"):
        info = await probe(clips.make(f"cover.{extension}", "-i", clips(extension), *with_cover))
        assert (info.kind, info.format.extension, info.width) == ("audio", extension, 0)


async def test_an_mp4_of_sound_only_is_a_sound(clips: Clips) -> None:
    info = await probe(clips.make("sound.mp4", *SOUND))

    assert (info.kind, info.format.extension) == ("audio", "m4a")


async def test_an_ogg_with_pictures_is_not_taken(clips: Clips) -> None:
    path = clips.make("film.ogv", *PICTURE, "-c:v", "libtheora", "-f", "ogg")
    with pytest.raises(Unsupported):
        await probe(path)


async def test_a_recording_without_a_length_in_its_header_is_measured(clips: Clips) -> None:
    live = clips.make("live.webm", *RECIPES["webm"], "-live", "1")
    assert b"\x44\x89" not in live.read_bytes()[:600]  # EBML id of a duration

    assert abs((await probe(live)).duration_ms - 2000) <= 60


async def test_a_recording_cut_off_by_a_crash_is_as_long_as_what_is_left(clips: Clips) -> None:
    whole = clips.make(
        "long.mkv", "-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=8", "-c:v", "libx264", "-preset", "ultrafast"
    )
    info = await probe(clips.cut(whole, "crashed.mkv", whole.stat().st_size // 2))

    assert 2000 < info.duration_ms < 6000


async def test_streams_that_begin_late_say_so(clips: Clips) -> None:
    late = clips.make(
        "late.mkv", "-i", clips("mp4"), "-itsoffset", "0.4", "-i", clips("wav"), "-map", "0:v", "-map", "1:a"
    )
    info = await probe(late)

    assert info.video_start_ms == 0
    assert abs(info.audio_start_ms - 400) <= 5


async def test_a_wrong_or_chinese_name_does_not_matter(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "我的歌 %03d.mp3"
    path.write_bytes(clips("mp4").read_bytes())

    assert (await probe(path)).format.extension == "mp4"


async def test_a_file_of_the_largest_size_is_judged_at_once(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(clips("mp4").read_bytes())
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", MAX_UPLOAD_BYTES - path.stat().st_size, b"free"))
    os.truncate(path, MAX_UPLOAD_BYTES)

    asked = time.monotonic()
    info = await probe(path)

    assert (info.duration_ms, info.width) == (2000, 160)
    assert time.monotonic() - asked < 5


async def test_a_film_in_fragments_is_measured_to_its_last_one(clips: Clips) -> None:
    flags = ("-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "200000")
    info = await probe(clips.make("fragments.mp4", "-i", clips("mp4"), "-c", "copy", *flags))

    assert abs(info.duration_ms - 2000) <= 100
    assert (info.kind, info.width, info.has_audio) == ("video", 160, True)
