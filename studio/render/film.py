"""Makes the film: compiles the timeline, runs ffmpeg in a working folder, checks what came out, moves it into place."""

import asyncio
import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from media.errors import DiskFull, FfmpegFailed, MediaError
from media.probe import MediaInfo, probe
from media.runner import run_ffmpeg
from studio.render.command import Command, SourceMedia, opening
from studio.render.compile import Ready, compile_film
from studio.render.delivering import excerpt, file_fault
from studio.render.errors import EncodeFailed, MissingSource
from studio.render.grid import time_ms
from studio.render.hearing import levelled, measured_loudness
from studio.render.packets import read_packets
from studio.render.passthrough import Passthrough, is_film_like, may_pass, passthrough
from studio.render.picture import FONTS_FOLDER
from studio.render.shrinking import limit_of, shrink
from studio.render.smoothing import has_smoothing, smoothed
from studio.render.splicing import spliced
from studio.render.typeface import FontSet, load_typeface
from studio.timeline.delivery import Delivery, FileKind
from studio.timeline.model import SourceId, Timeline

__all__ = ["FilmFacts", "FontSet", "SourceMedia", "make_film"]

MOST_THREADS = 8
MOST_COMPLAINT = 500
"""Characters of ffmpeg's complaint; a graph with many cuts would fill the log."""
APART_FRAMES = 2
APART_MS = 50
SPLICING_SHARE = 0.6
"""Of the work on a film whose picture is spliced; the rest is its sound."""
SMOOTHING_SHARE = 0.2
FILM_SHARE = 0.4
"""Of the work on a film that must be brought under a size."""
APART_COPIED_MS = 250
"""How far a film's length may be from the plan; a copied picture and its sound rarely end together."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """The finished film: its length in ms, its size in pixels, its file's size in bytes."""

    duration_ms: int
    width: int
    height: int
    size_bytes: int


async def make_film(
    timeline: Timeline,
    media: Mapping[SourceId, SourceMedia],
    *,
    short_side: int | None,
    work: Path,
    target: Path,
    fonts: FontSet,
    progress: Callable[[float], None],
) -> FilmFacts:
    """Make the film of a timeline, or what else its delivery asks for, at ``target``.

    ``media`` holds every source the timeline names. ``short_side`` in pixels wins over the timeline's. ``work``: an
    existing folder on the target's file system; a folder of its own is made in it and removed at the end. ``progress``
    is told the share done, 0 to 1. Nothing is at ``target`` before the film is whole; cancelling stops ffmpeg.

    Raises MissingSource, MissingGlyphs, NothingToRender, EncodeFailed, TooSmall, media.errors.DiskFull.
    """
    timeline = excerpt(timeline)
    media = {source: _present(source, media) for source in timeline.used}
    typeface = await asyncio.to_thread(load_typeface, fonts) if timeline.has_words else None
    passing = await _passthrough(timeline, media, short_side)
    media = await levelled(timeline, media)
    folder = work / f"render-{secrets.token_hex(8)}"
    try:
        with _full_disk_told():
            await asyncio.to_thread(folder.mkdir)
        loudness = await measured_loudness(timeline, media, folder)
        making = _before_shrinking(progress) if timeline.delivery.has_limit else progress
        if has_smoothing(timeline):
            media = await smoothed(timeline, media, folder, _part(making, 0, SMOOTHING_SHARE))
            making = _part(making, SMOOTHING_SHARE, 1)
        cut = passing is Passthrough.NOTHING and await spliced(timeline, media, short_side, folder, _first(making))
        ready = Ready(passing, cut, loudness)
        command = await asyncio.to_thread(
            compile_film, timeline, media, short_side=short_side, typeface=typeface, ready=ready, threads=_threads()
        )
        with _full_disk_told():
            await asyncio.to_thread(_prepare, folder, command, fonts)
        unfinished, facts = await _made(command, folder, passing, _rest(making) if cut else making)
        facts = await _finished(unfinished, facts, timeline.delivery, target, progress)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    progress(1.0)
    return facts


async def _made(
    command: Command, folder: Path, passing: Passthrough, progress: Callable[[float], None]
) -> tuple[Path, FilmFacts]:
    unfinished = folder / f"film.{command.kind}"
    await _encode(command, folder, unfinished, progress)
    return unfinished, await _checked(unfinished, command, passing)


async def _finished(
    film: Path, facts: FilmFacts, delivery: Delivery, target: Path, progress: Callable[[float], None]
) -> FilmFacts:
    """Put the file at ``target``, brought under its size before."""
    if delivery.kind is FileKind.FILM:
        film, facts = await _shrunk(film, facts, delivery, progress)
    with _full_disk_told():
        await asyncio.to_thread(_place, film, target)
    return facts


async def _shrunk(
    film: Path, facts: FilmFacts, delivery: Delivery, progress: Callable[[float], None]
) -> tuple[Path, FilmFacts]:
    """The film within the size it may have."""
    limit = limit_of(delivery, facts.size_bytes)
    if limit is None:
        return film, facts
    small = film.with_name("small.mp4")
    try:
        await shrink(film, limit, small, lambda share: progress(FILM_SHARE + share * (1 - FILM_SHARE)))
        info = await probe(small)
    except FfmpegFailed as failure:
        raise EncodeFailed(str(failure)[-MOST_COMPLAINT:]) from failure
    return small, FilmFacts(facts.duration_ms, info.width, info.height, small.stat().st_size)


def _present(source: SourceId, media: Mapping[SourceId, SourceMedia]) -> SourceMedia:
    held = media.get(source)
    if held is None or not held.path.is_file():
        raise MissingSource(source)
    return held


async def _passthrough(
    timeline: Timeline, media: Mapping[SourceId, SourceMedia], short_side: int | None
) -> Passthrough:
    if not timeline.clips:
        return Passthrough.NOTHING
    first = media[timeline.clips[0].source]
    if not may_pass(timeline, first.source, short_side):
        return Passthrough.NOTHING
    try:
        info = await probe(first.path)
        packets = await read_packets(first.path) if is_film_like(info) else None
    except MediaError as failure:
        raise EncodeFailed(f"a source cannot be read: {failure}") from failure
    return passthrough(timeline, info, packets)


def _threads() -> int:
    return max(1, min(MOST_THREADS, os.cpu_count() or 1))


def _part(progress: Callable[[float], None], begin: float, end: float) -> Callable[[float], None]:
    return lambda share: progress(begin + share * (end - begin))


def _first(progress: Callable[[float], None]) -> Callable[[float], None]:
    """Progress of the splicing, as a part of the whole."""
    return lambda share: progress(share * SPLICING_SHARE)


def _before_shrinking(progress: Callable[[float], None]) -> Callable[[float], None]:
    return lambda share: progress(share * FILM_SHARE)


def _rest(progress: Callable[[float], None]) -> Callable[[float], None]:
    return lambda share: progress(SPLICING_SHARE + share * (1 - SPLICING_SHARE))


def _prepare(folder: Path, command: Command, fonts: FontSet) -> None:
    for name, text in command.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if command.titled:
        (folder / FONTS_FOLDER).symlink_to(fonts.folder.resolve(), target_is_directory=True)


async def _encode(command: Command, folder: Path, unfinished: Path, progress: Callable[[float], None]) -> None:
    done_ms = 0
    # The parts do the work; joining them is mostly copying, but is told as a step of its own.
    whole_ms = command.duration_ms * (2 if command.parts else 1)
    whole_ms += sum(time_ms(each.frames, command.rate) for each in command.passes)

    def tell(ms: int) -> None:
        progress(min(0.99, (done_ms + ms) / max(1, whole_ms)))

    try:
        for each in command.passes:
            await run_ffmpeg([*opening(each.inputs), *each.arguments], progress=tell, folder=folder)
            done_ms += time_ms(each.frames, command.rate)
        for part in command.parts:
            arguments = [*opening(part.inputs), *part.arguments, part.name]
            await run_ffmpeg(arguments, progress=tell, folder=folder)
            done_ms += time_ms(part.frames, command.rate)
        arguments = [*opening(command.inputs), *command.arguments, str(unfinished.resolve())]
        await run_ffmpeg(arguments, progress=tell, folder=folder)
    except FfmpegFailed as failure:
        raise EncodeFailed(str(failure)[-MOST_COMPLAINT:]) from failure


async def _checked(unfinished: Path, command: Command, passing: Passthrough) -> FilmFacts:
    """The finished film's facts. Raises EncodeFailed if it is not as planned."""
    try:
        info = await probe(unfinished)
    except (MediaError, OSError) as failure:
        raise EncodeFailed(f"the film cannot be read: {type(failure).__name__}") from failure
    fault = _fault(info, command, passing)
    if fault is not None:
        raise EncodeFailed(f"the film is not as planned: {fault}")
    duration_ms = command.duration_ms if passing is Passthrough.NOTHING else info.duration_ms
    return FilmFacts(duration_ms, info.width, info.height, unfinished.stat().st_size)


def _fault(info: MediaInfo, command: Command, passing: Passthrough) -> str | None:
    if command.kind is not FileKind.FILM:
        return file_fault(info, command.kind, command.duration_ms)
    if (info.video_codec, info.audio_codec) != ("h264", "aac"):
        return f"streams {info.video_codec} and {info.audio_codec}"
    if (info.width, info.height) != (command.size.width, command.size.height):
        return f"{info.width}x{info.height}"
    frames_ms = float(APART_FRAMES * 1000 / command.rate) + APART_MS
    most_ms = frames_ms if passing is Passthrough.NOTHING else APART_COPIED_MS
    if abs(info.duration_ms - command.duration_ms) > most_ms:
        return f"{info.duration_ms} ms, not {command.duration_ms}"
    return None


@contextlib.contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull("no space left for the film") from failure
        raise


def _place(unfinished: Path, target: Path) -> None:
    """Make the film durable, then give it its name."""
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, folder)
        os.fsync(folder)
