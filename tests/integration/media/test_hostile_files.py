"""Files that lie about what they are: refused quickly, and nothing of this machine comes out of them."""

import asyncio
import random
import struct
import time
import wave
import zlib
from pathlib import Path

import pytest

from media.errors import Empty, FfmpegFailed, MediaError, NoDuration, PictureTooLarge, Unreadable, Unsupported
from media.limits import MEBIBYTE, QUICK_LIMITS
from media.probe import probe
from media.runner import capture_ffmpeg, ffmpeg_path, input_arguments
from tests.integration.media.clips import Clips, ffmpeg

SECRET = b"the secret of this machine " * 200
PCM = ("-f", "s16le", "-c:a", "pcm_s16le", "pipe:1")
RAW = ("-f", "rawvideo", "-pix_fmt", "gray", "pipe:1")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A sound file whose samples are text, so that it can be recognised in any output."""
    samples = tmp_path / "samples"
    samples.write_bytes(SECRET)
    path = tmp_path / "secret.mov"
    ffmpeg("-f", "s16le", "-ar", "8000", "-i", samples, "-c:a", "pcm_s16le", path)
    samples.unlink()
    return path


def ffconcat(secret: Path) -> str:
    return f"ffconcat version 1.0\nfile {secret.name}\n"


def ffconcat_absolute(secret: Path) -> str:
    return f"ffconcat version 1.0\nfile '{secret}'\n"


def dash(secret: Path) -> str:
    return f"""<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"
 profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" mediaPresentationDuration="PT1S">
<Period><AdaptationSet mimeType="audio/mp4">
<Representation id="1" bandwidth="1">
<BaseURL>file://{secret}</BaseURL></Representation></AdaptationSet></Period></MPD>"""


def hls(secret: Path) -> str:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{secret}\n#EXT-X-ENDLIST\n"


def hls_remote(_: Path) -> str:
    return "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"


def svg(secret: Path) -> str:
    return f"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">
<image xlink:href="file://{secret}" width="64" height="64"/><rect width="64" height="64" fill="red"/></svg>"""


def sdp(_: Path) -> str:
    return "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"


ATTACKS = (ffconcat, ffconcat_absolute, dash, hls, hls_remote, svg, sdp)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("extension", ["mp4", "png", "wav"])
async def test_a_play_list_that_calls_itself_media_is_refused(attack, extension: str, secret: Path) -> None:
    hostile = secret.with_name(f"holiday.{extension}")
    hostile.write_text(attack(secret))

    with pytest.raises(Unsupported):
        await probe(hostile)
    for output in (PCM, RAW):
        with pytest.raises(FfmpegFailed) as failure:
            await capture_ffmpeg([*input_arguments(hostile), *output], max_bytes=MEBIBYTE, limits=QUICK_LIMITS)
        assert "secret" not in str(failure.value)


async def test_the_list_of_demuxers_is_what_refuses_a_play_list(secret: Path) -> None:
    hostile = secret.with_name("holiday.mp4")
    for attack in (ffconcat, dash):
        hostile.write_text(attack(secret))
        with pytest.raises(FfmpegFailed, match="not on whitelist"):
            await capture_ffmpeg([*input_arguments(hostile), *PCM], max_bytes=MEBIBYTE, limits=QUICK_LIMITS)


@pytest.mark.parametrize("attack", [ffconcat, dash])
async def test_the_attacks_are_real_for_an_unguarded_ffmpeg(attack, secret: Path) -> None:
    hostile = secret.with_name("holiday.mp4")
    hostile.write_text(attack(secret))
    command = [str(ffmpeg_path()), "-nostdin", "-loglevel", "quiet", "-i", str(hostile), *PCM]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()

    assert SECRET[:100] in output


async def test_a_play_list_behind_the_first_bytes_of_a_film_is_not_followed(secret: Path) -> None:
    for start in (b"\x00\x00\x00\x20ftypisom", b"GIF89a", b"ID3\x04\x00\x00\x00\x00\x00\x00", b"\xff\xf1\x50\x80"):
        hostile = secret.with_name("polyglot")
        hostile.write_bytes(start + b"\n" + ffconcat(secret).encode())
        with pytest.raises(MediaError):
            await probe(hostile)
        with pytest.raises(FfmpegFailed):
            await capture_ffmpeg([*input_arguments(hostile), *PCM], max_bytes=MEBIBYTE, limits=QUICK_LIMITS)


@pytest.mark.parametrize("extension", ["png", "jpg", "webp", "gif", "mp4"])
async def test_a_picture_of_67_million_pixels_is_refused_quickly(extension: str, clips: Clips) -> None:
    plain = "color=red:s=8192x8192:r=1:d=1"
    extra = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p") if extension == "mp4" else ()
    extra = ("-compression_level", "0") if extension == "webp" else extra
    huge = clips.make(f"huge.{extension}", "-f", "lavfi", "-i", plain, "-frames:v", "1", *extra)

    asked = time.monotonic()
    with pytest.raises(PictureTooLarge, match="8192x8192"):
        await probe(huge)

    assert time.monotonic() - asked < 5
    with pytest.raises(FfmpegFailed):
        await capture_ffmpeg([*input_arguments(huge), *RAW], max_bytes=100 * MEBIBYTE)


async def test_a_png_that_only_declares_a_monstrous_size_is_refused(tmp_path: Path) -> None:
    body = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body)))

    with pytest.raises(PictureTooLarge, match="60000x60000"):
        await probe(path)


async def test_a_film_without_its_index_is_unreadable(clips: Clips) -> None:
    whole = clips("mp4")
    with pytest.raises(Unreadable):
        await probe(clips.cut(whole, "no-index.mp4", whole.stat().st_size - 2000))


async def test_a_film_whose_end_is_missing_is_unreadable(clips: Clips) -> None:
    whole = clips.make("index-first.mp4", "-i", clips("mp4"), "-c", "copy", "-movflags", "+faststart")
    with pytest.raises(Unreadable, match="cut off"):
        await probe(clips.cut(whole, "half.mp4", whole.stat().st_size // 2))


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "mov", "m4a"])
async def test_half_a_file_is_unreadable(extension: str, clips: Clips) -> None:
    whole = clips(extension)
    with pytest.raises(Unreadable):
        await probe(clips.cut(whole, f"half.{extension}", whole.stat().st_size // 2))


async def test_no_bytes_are_told_from_wrong_bytes(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(Empty):
        await probe(path)
    for content in (b"\x00", b"PK\x03\x04 a zip", b"<!DOCTYPE html><html></html>", "一部电影".encode()):
        path.write_bytes(content)
        with pytest.raises(Unsupported):
            await probe(path)


async def test_sound_without_a_single_sample_has_no_duration(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))

    with pytest.raises(NoDuration):
        await probe(path)


async def test_damaged_files_are_judged_or_refused_but_never_upset_anything(clips: Clips, tmp_path: Path) -> None:
    seed = 20261120
    dice = random.Random(seed)
    path = tmp_path / "damaged"
    outcomes = set()
    for round_number in range(28):
        source = clips(("mp4", "mkv", "avi", "gif", "png", "mp3", "ogg")[round_number % 7])
        data = bytearray(source.read_bytes())
        for _ in range(dice.choice((1, 20, 400))):
            data[dice.randrange(12, len(data))] = dice.randrange(256)
        path.write_bytes(data)
        try:
            outcomes.add((await probe(path)).kind)
        except MediaError as refusal:
            outcomes.add(type(refusal).__name__)
    assert outcomes <= {"video", "audio", "image", "Unreadable", "NoDuration", "PictureTooLarge"}, f"seed {seed}"
    assert "Unreadable" in outcomes
