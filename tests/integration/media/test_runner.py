"""The one way to start programs: limits, progress, cancellation, nothing leaked."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from media.errors import ChildFailed, DiskFull, FfmpegFailed, FfmpegTimedOut, OutputTooLarge
from media.formats import AAC, JPG
from media.limits import DEFAULT_LIMITS, MEBIBYTE, QUICK_LIMITS
from media.process import ROOT, execute
from media.runner import capture_ffmpeg, ffmpeg_path, input_arguments, run_child, run_ffmpeg, use_ffmpeg
from tests.integration.media.clips import RECIPES, SECONDS, Clips

ENDLESS = ("-f", "lavfi", "-i", "testsrc=s=320x240:r=25")
NOWHERE = ("-f", "null", "-")


def ffmpegs(parent: int) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(parent).children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE and "ffmpeg" in child.name():
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("extension", RECIPES)
async def test_every_kind_can_be_opened_whatever_its_name(extension: str, clips: Clips, tmp_path: Path) -> None:
    nameless = tmp_path / "5f0c"
    nameless.write_bytes(clips(extension).read_bytes())

    await run_ffmpeg([*input_arguments(nameless), "-f", "null", "-"], limits=QUICK_LIMITS)


async def test_an_animated_webp_can_be_opened(clips: Clips, tmp_path: Path) -> None:
    path = clips.make("animated.webp", *RECIPES["gif"], "-c:v", "libwebp_anim", "-loop", "0")

    sizes = await capture_ffmpeg(
        [*input_arguments(path), "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"], max_bytes=2 * MEBIBYTE
    )

    assert len(sizes) == 160 * 120 * 25 * SECONDS


async def test_a_name_with_chinese_spaces_and_quotes_is_only_a_name(clips: Clips, tmp_path: Path) -> None:
    source = tmp_path / "-我的 'film' [1] %d.mp4"
    source.write_bytes(clips("mp4").read_bytes())
    target = tmp_path / "结果 %03d.mp4"

    await run_ffmpeg([*input_arguments(source), "-c", "copy", f"file:{target}"])

    assert target.stat().st_size > 0


async def test_progress_grows_and_ends_with_the_film(clips: Clips) -> None:
    seen: list[int] = []

    await run_ffmpeg([*input_arguments(clips("mp4"), before=("-readrate", "2")), *NOWHERE], progress=seen.append)

    assert len(seen) >= 2
    assert seen == sorted(set(seen))
    assert abs(seen[-1] - SECONDS * 1000) <= 50


async def test_captured_sound_is_complete(clips: Clips) -> None:
    arguments = [*input_arguments(clips("wav")), "-ac", "1", "-ar", "16000", "-f", "s16le", "pipe:1"]

    assert len(await capture_ffmpeg(arguments, max_bytes=MEBIBYTE)) == SECONDS * 16_000 * 2


async def test_capturing_stops_at_its_bound() -> None:
    with pytest.raises(OutputTooLarge):
        await capture_ffmpeg([*ENDLESS, "-f", "rawvideo", "pipe:1"], max_bytes=MEBIBYTE)
    assert ffmpegs(os.getpid()) == []


async def test_cancelling_leaves_no_process_within_two_seconds(tmp_path: Path) -> None:
    started = asyncio.Event()

    async def encode() -> None:
        await run_ffmpeg([*ENDLESS, str(tmp_path / "out.mkv")], progress=lambda _: started.set())

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        task = group.create_task(encode())
        await started.wait()
        (running,) = ffmpegs(os.getpid())
        group_id = os.getpgid(running.pid)
        asked = time.monotonic()
        task.cancel()

    assert time.monotonic() - asked < 2
    assert group_id == running.pid != os.getpgid(0)
    assert not psutil.pid_exists(running.pid)


async def test_an_exception_in_the_progress_listener_ends_the_run() -> None:
    def listen(_: int) -> None:
        raise LookupError("listener")

    with pytest.raises(LookupError, match="listener"):
        await run_ffmpeg([*ENDLESS, *NOWHERE], progress=listen)
    assert ffmpegs(os.getpid()) == []


async def test_ffmpeg_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = "import asyncio, sys; from media.runner import run_ffmpeg; asyncio.run(run_ffmpeg(sys.argv[1:]))"
    with subprocess.Popen([sys.executable, "-c", script, *ENDLESS, tmp_path / "out.mkv"], cwd=ROOT) as parent:
        try:
            found: list[psutil.Process] = []
            await until(lambda: found.extend(ffmpegs(parent.pid)) or found)
        finally:  # whatever was found: the endless run must not be waited for
            parent.send_signal(signal.SIGKILL)

    child = found[0]
    await until(lambda: not psutil.pid_exists(child.pid) or child.status() == psutil.STATUS_ZOMBIE, 5)


async def test_a_run_longer_than_its_wall_time_is_stopped() -> None:
    with pytest.raises(FfmpegTimedOut):
        await run_ffmpeg([*ENDLESS, *NOWHERE], limits=replace(DEFAULT_LIMITS, wall_s=0.5))
    assert ffmpegs(os.getpid()) == []


async def test_a_run_beyond_its_cpu_time_is_stopped() -> None:
    with pytest.raises(FfmpegTimedOut, match="CPU"):
        await run_ffmpeg([*ENDLESS, *NOWHERE], limits=replace(DEFAULT_LIMITS, cpu_s=1))


async def test_a_run_beyond_its_memory_fails() -> None:
    huge = ("-f", "lavfi", "-i", "color=s=7680x4320:d=1:r=5", "-c:v", "libx264", *NOWHERE)
    with pytest.raises(FfmpegFailed):
        await run_ffmpeg(huge, limits=replace(DEFAULT_LIMITS, memory_bytes=400 * MEBIBYTE))


async def test_an_output_beyond_its_size_is_stopped(tmp_path: Path) -> None:
    target = tmp_path / "out.mkv"
    with pytest.raises(OutputTooLarge):
        await run_ffmpeg([*ENDLESS, "-c:v", "ffv1", str(target)], limits=replace(DEFAULT_LIMITS, file_bytes=MEBIBYTE))
    assert target.stat().st_size <= MEBIBYTE


async def test_a_full_disk_is_told_from_a_broken_file() -> None:
    with pytest.raises(DiskFull):
        await run_ffmpeg([*ENDLESS, "-t", "5", "-f", "rawvideo", "file:/dev/full"])


async def test_complaints_name_no_paths(clips: Clips, tmp_path: Path) -> None:
    folder = tmp_path / "very private folder"
    folder.mkdir()
    broken = folder / "broken.mp4"
    broken.write_bytes(clips("mp4").read_bytes()[:3000])

    with pytest.raises(FfmpegFailed) as failure:
        await run_ffmpeg([*input_arguments(broken), "-f", "null", f"file:{folder}/out"])

    assert "moov" in str(failure.value)
    assert "private" not in str(failure.value)


async def test_children_see_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "canary-7f3a")
    monkeypatch.setenv("NEMO_TOKEN", "canary-7f3a")
    script = "import json, os; print(json.dumps(dict(os.environ)))"

    ended = await execute([sys.executable, "-c", script], QUICK_LIMITS, asyncio.StreamReader.read)

    assert "PATH" in json.loads(ended.output)
    assert b"canary" not in ended.output


async def test_a_child_gets_its_input_and_its_failure_is_told(tmp_path: Path) -> None:
    echo = "import sys; sys.stdout.write(sys.stdin.read().upper())"
    ended = await execute(
        [sys.executable, "-c", echo], QUICK_LIMITS, asyncio.StreamReader.read, stdin=b"words" * 100_000
    )
    assert ended.output == b"WORDS" * 100_000

    with pytest.raises(ChildFailed, match="No module named"):
        await run_child("media.nothing_of_the_kind", [], limits=QUICK_LIMITS, max_bytes=100)


async def test_only_modules_of_media_run_as_children() -> None:
    with pytest.raises(ValueError, match="only modules"):
        await run_child("os", [], limits=QUICK_LIMITS, max_bytes=100)


def test_ffmpeg_is_the_one_that_came_along_or_the_chosen_one(tmp_path: Path) -> None:
    assert "imageio_ffmpeg" in str(ffmpeg_path())
    use_ffmpeg(tmp_path / "ffmpeg")
    try:
        assert ffmpeg_path() == tmp_path / "ffmpeg"
    finally:
        use_ffmpeg(None)


def test_a_known_kind_is_opened_with_its_own_demuxer_only(clips: Clips) -> None:
    for extension, demuxer in (("jpg", JPG.demuxer), ("aac", AAC.demuxer)):
        arguments = input_arguments(clips(extension))
        assert arguments[arguments.index("-f") + 1] == demuxer
