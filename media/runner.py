"""How the rest of the program starts ffmpeg and Python children on media nobody vouches for.

Files are read with the demuxers of ``FORMAT_WHITELIST`` only. That is what keeps a play list (ffconcat, DASH, HLS) or
an SVG that calls itself a film from reading other files of this machine; the protocol whitelist alone does not.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import imageio_ffmpeg

from media.errors import ChildFailed, ChildTimedOut, DiskFull, FfmpegFailed, FfmpegTimedOut, OutputTooLarge
from media.formats import FORMAT_WHITELIST, PROTOCOL_WHITELIST
from media.limits import DEFAULT_LIMITS, MAX_PIXELS, MAX_STREAMS, Limits
from media.process import PIPE_CHUNK, Consumer, Ended, execute
from media.sniff import HEAD_BYTES, sniff

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "capture_ffmpeg",
    "ffmpeg_path",
    "input_arguments",
    "run_child",
    "run_ffmpeg",
    "use_ffmpeg",
]

GLOBALS = ("-nostdin", "-hide_banner", "-loglevel", "error", "-y")
PROGRESS = ("-progress", "pipe:1", "-stats_period", "0.25", "-nostats")

_chosen: list[Path] = []


def use_ffmpeg(path: Path | None) -> None:
    """Use this ffmpeg from now on, or with None the one that came with imageio-ffmpeg."""
    _chosen[:] = [] if path is None else [path]


def ffmpeg_path() -> Path:
    """The ffmpeg to run. Never one found on ``PATH``: its version and filters would be anybody's guess."""
    return _chosen[0] if _chosen else Path(imageio_ffmpeg.get_ffmpeg_exe())


def input_arguments(path: Path, *, before: Sequence[str] = ()) -> list[str]:
    """The arguments that open one file safely; ``before`` goes in front of ``-i`` (``-ss``, ``-t``, ``-itsoffset``…).

    Reads the first bytes of the file: a kind known by them is opened with its own demuxer and no other.
    Raises OSError if the file is not there.
    """
    with path.open("rb") as file:
        known = sniff(file.read(HEAD_BYTES))
    return [
        *("-protocol_whitelist", PROTOCOL_WHITELIST, "-format_whitelist", FORMAT_WHITELIST),
        *("-max_pixels", str(MAX_PIXELS), "-max_streams", str(MAX_STREAMS)),
        *(() if known is None else ("-f", known.demuxer)),
        *before,
        *("-i", f"file:{path}"),
    ]


async def run_ffmpeg(
    arguments: Sequence[str],
    *,
    limits: Limits = DEFAULT_LIMITS,
    progress: Callable[[int], None] | None = None,
    folder: Path | None = None,
) -> None:
    """Run ffmpeg to its end.

    ``progress`` is told how much of the output is made, in ms, about four times a second, never less than before.
    ``folder``: its working folder. An existing output is overwritten; a failed or cancelled run leaves rubbish there,
    so write to a new name and rename.

    Raises FfmpegFailed, FfmpegTimedOut, OutputTooLarge, DiskFull.
    """
    consume = None if progress is None else _progress_reader(progress)
    extra = () if progress is None else PROGRESS
    await _ffmpeg([*extra, *arguments], limits, consume, folder)


async def capture_ffmpeg(
    arguments: Sequence[str], *, max_bytes: int, limits: Limits = DEFAULT_LIMITS, folder: Path | None = None
) -> bytes:
    """Run ffmpeg, and return what it writes to ``pipe:1``.

    Raises as ``run_ffmpeg``, and OutputTooLarge past ``max_bytes``.
    """
    return (await _ffmpeg(arguments, limits, _bounded_reader(max_bytes), folder)).output


async def run_child(
    module: str,
    arguments: Sequence[str],
    *,
    limits: Limits,
    stdin: bytes | None = None,
    max_bytes: int,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Run a module of this package as a program of its own, and return its standard output.

    ``progress`` is told the thousandths done by a child that writes lines ``progress N``; they are not returned.

    Raises ChildFailed (its last complaints), ChildTimedOut, DiskFull; OutputTooLarge past ``max_bytes``.
    """
    if not module.startswith("media."):
        raise ValueError("only modules of this package run in a child")
    # -P: the working folder is not searched for modules
    command = [sys.executable, "-P", "-m", module, *arguments]
    try:
        consume = _bounded_reader(max_bytes) if progress is None else _line_reader(max_bytes, progress)
        ended = await execute(command, limits, consume, stdin=stdin)
    except TimeoutError:
        raise ChildTimedOut(f"{module}: more than {limits.wall_s} s") from None
    _refuse_full_disk(ended)
    if ended.out_of_time:
        raise ChildTimedOut(f"{module}: killed, out of CPU time or memory")
    if ended.returncode != 0:
        raise ChildFailed(f"{module}: {ended.tail or ended.returncode}")
    return ended.output


async def _ffmpeg(arguments: Sequence[str], limits: Limits, consume: Consumer | None, folder: Path | None) -> Ended:
    command = [str(ffmpeg_path()), *GLOBALS, *arguments]
    try:
        ended = await execute(command, limits, consume, folder=folder)
    except TimeoutError:
        raise FfmpegTimedOut(f"more than {limits.wall_s} s") from None
    _refuse_full_disk(ended)
    if ended.out_of_time:
        raise FfmpegTimedOut("killed, out of CPU time or memory")
    if ended.out_of_file:
        raise OutputTooLarge(f"more than {limits.file_bytes} bytes")
    if ended.returncode != 0:
        raise FfmpegFailed(ended.tail or f"ended with {ended.returncode}")
    return ended


def _refuse_full_disk(ended: Ended) -> None:
    if ended.returncode != 0 and ended.out_of_disk:
        raise DiskFull("no space left for the output")


def _progress_reader(progress: Callable[[int], None]) -> Consumer:
    async def read(stream: asyncio.StreamReader) -> bytes:
        furthest = -1
        async for line in stream:
            name, _, value = line.decode("ascii", "replace").strip().partition("=")
            if name == "out_time_us" and value.isdecimal() and int(value) // 1000 > furthest:
                furthest = int(value) // 1000
                progress(furthest)
        return b""

    return read


def _line_reader(max_bytes: int, progress: Callable[[int], None]) -> Consumer:
    async def read(stream: asyncio.StreamReader) -> bytes:
        kept = b""
        async for line in stream:
            name, _, value = line.decode("ascii", "replace").strip().partition(" ")
            if name == "progress" and value.isdecimal():
                progress(int(value))
                continue
            kept += line
            if len(kept) > max_bytes:
                raise OutputTooLarge(f"more than {max_bytes} bytes")
        return kept

    return read


def _bounded_reader(max_bytes: int) -> Consumer:
    async def read(stream: asyncio.StreamReader) -> bytes:
        parts: list[bytes] = []
        size = 0
        while chunk := await stream.read(PIPE_CHUNK):
            size += len(chunk)
            if size > max_bytes:
                raise OutputTooLarge(f"more than {max_bytes} bytes")
            parts.append(chunk)
        return b"".join(parts)

    return read
