"""Thumbnails, films made to fit, voice notes turned into M4A."""

import asyncio
from pathlib import Path

import pytest

from media.convert import to_m4a
from media.errors import FfmpegFailed
from media.fit import fit
from media.limits import MEBIBYTE
from media.probe import MediaInfo, probe
from media.runner import capture_ffmpeg, input_arguments
from media.thumbnail import thumbnail
from tests.integration.media.clips import PICTURE, Clips

NOISY = ("-f", "lavfi", "-i", "mandelbrot=s=640x360:r=30,noise=alls=60:allf=t", "-f", "lavfi", "-i", "sine", "-t", "4")
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")


@pytest.fixture
def noisy(clips: Clips) -> Path:
    """Four seconds that hardly compress."""
    return clips.make("noisy.mp4", *NOISY, *X264, "-crf", "18")


async def pixels(path: Path, width: int, height: int) -> bytes:
    scaled = ("-vf", f"scale={width}:{height}", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1")
    return await capture_ffmpeg([*input_arguments(path), *scaled], max_bytes=MEBIBYTE)


async def test_a_thumbnail_shows_the_moment_asked_for_within_its_bounds(clips: Clips, tmp_path: Path) -> None:
    halves = "color=red:s=960x540:d=1[a];color=blue:s=960x540:d=1[b];[a][b]concat,format=yuv420p"
    film = clips.make("halves.mp4", "-filter_complex", halves, "-c:v", "libx264")

    await thumbnail(film, tmp_path / "early.jpg", at_ms=200)
    await thumbnail(film, tmp_path / "late.jpg", at_ms=1700)

    info = await probe(tmp_path / "late.jpg")
    assert (info.format.extension, info.width, info.height) == ("jpg", 320, 180)
    early, late = [await pixels(tmp_path / f"{name}.jpg", 1, 1) for name in ("early", "late")]
    assert early[0] > 200
    assert early[2] < 60
    assert late[2] > 200
    assert late[0] < 60


async def test_a_moment_after_the_end_gives_the_first_frame(clips: Clips, tmp_path: Path) -> None:
    await thumbnail(clips("mp4"), tmp_path / "t.jpg", at_ms=60_000)

    info = await probe(tmp_path / "t.jpg")
    assert (info.width, info.height) == (160, 120)


@pytest.mark.parametrize("extension", ["png", "webp", "gif", "jpg"])
async def test_pictures_have_thumbnails_too(extension: str, clips: Clips, tmp_path: Path) -> None:
    await thumbnail(clips(extension), tmp_path / "t.jpg", at_ms=0, max_side=64)

    info = await probe(tmp_path / "t.jpg")
    assert (info.width, info.height) == (64, 48)


async def test_a_turned_film_with_oblong_pixels_has_a_thumbnail_as_it_is_shown(clips: Clips, tmp_path: Path) -> None:
    oblong = clips.make("o.mp4", *PICTURE, "-vf", "setsar=2/1", "-c:v", "libx264", "-pix_fmt", "yuv420p")
    turned = clips.make("t.mp4", "-display_rotation", "90", "-i", oblong, "-c", "copy")
    shown = await probe(turned)
    await thumbnail(turned, tmp_path / "t.jpg", at_ms=0, max_side=80)

    drawn = await probe(tmp_path / "t.jpg")
    assert (shown.width, shown.height) == (120, 320)
    assert (drawn.width, drawn.height) == (30, 80)


async def test_sound_has_no_thumbnail(clips: Clips, tmp_path: Path) -> None:
    with pytest.raises(FfmpegFailed):
        await thumbnail(clips("mp3"), tmp_path / "t.jpg", at_ms=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0.6, 0.25, 0.1])
async def test_a_fitted_film_is_never_larger_than_it_may_be(share: float, noisy: Path, tmp_path: Path) -> None:
    max_bytes = int(noisy.stat().st_size * share)
    target = tmp_path / "small.mp4"
    seen: list[float] = []

    assert await fit(noisy, target, max_bytes=max_bytes, info=await probe(noisy), progress=seen.append)

    assert max_bytes / 4 < target.stat().st_size <= max_bytes
    info = await probe(target)
    assert (info.format.extension, info.video_codec, info.pixel_format, info.audio_codec) == (
        *("mp4", "h264", "yuv420p", "aac"),
    )
    assert abs(info.duration_ms - 4000) <= 100
    assert seen == sorted(seen)
    assert 95 <= seen[-1] <= 100
    head = target.read_bytes()[:200_000]
    assert 0 < head.index(b"moov") < head.index(b"mdat")


async def test_a_turned_film_is_fitted_upright(clips: Clips, tmp_path: Path) -> None:
    turned = clips.make("turned-to-fit.mp4", "-display_rotation", "90", "-i", clips("mp4"), "-c", "copy")
    target = tmp_path / "small.mp4"

    assert await fit(turned, target, max_bytes=MEBIBYTE, info=await probe(turned), progress=lambda _: None)

    info = await probe(target)
    assert (info.width, info.height, info.rotation) == (120, 160, 0)


async def test_what_cannot_be_watchable_is_not_made(noisy: Path, clips: Clips, tmp_path: Path) -> None:
    target = tmp_path / "small.mp4"
    for path, max_bytes in ((noisy, 30_000), (clips("mp3"), MEBIBYTE), (clips("png"), MEBIBYTE)):
        info = await probe(path)
        assert not await fit(path, target, max_bytes=max_bytes, info=info, progress=lambda _: None)
        assert not target.exists()


async def test_a_cancelled_fit_leaves_no_file(noisy: Path, tmp_path: Path) -> None:
    target = tmp_path / "small.mp4"
    info = await probe(noisy)
    started = asyncio.Event()

    async def make(known: MediaInfo) -> None:
        await fit(noisy, target, max_bytes=MEBIBYTE, info=known, progress=lambda _: started.set())

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        task = group.create_task(make(info))
        await started.wait()
        task.cancel()

    assert task.cancelled()
    assert not target.exists()


async def test_a_voice_note_becomes_an_m4a_of_the_same_length(clips: Clips, tmp_path: Path) -> None:
    await to_m4a(clips("ogg"), tmp_path / "note.m4a")

    info = await probe(tmp_path / "note.m4a")
    assert (info.format.extension, info.kind, info.audio_codec) == ("m4a", "audio", "aac")
    assert abs(info.duration_ms - 2000) <= 60


async def test_a_conversion_that_fails_leaves_no_file(clips: Clips, tmp_path: Path) -> None:
    target = tmp_path / "note.m4a"
    with pytest.raises(FfmpegFailed):
        await to_m4a(clips("png"), target)
    assert not target.exists()
