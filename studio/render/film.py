"""Makes the film: compiles the timeline, runs ffmpeg in a working folder, checks what came out, moves it into place."""

import asyncio
import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from media.errors import FfmpegFailed
from media.runner import input_arguments, run_ffmpeg
from studio.render.compile import Command, SourceMedia, compile_film
from studio.render.errors import EncodeFailed, MissingSource
from studio.render.loudness import level_db
from studio.render.picture import FONTS_FOLDER
from studio.render.typeface import FontSet, Typeface, load_typeface
from studio.timeline.model import SourceId, Timeline

__all__ = ["FilmFacts", "FontSet", "SourceMedia", "make_film"]

MOST_THREADS = 8


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
    """Make the film of a timeline at ``target``.

    ``media`` holds every source the timeline names. ``short_side`` in pixels wins over the timeline's. ``work``: an
    existing folder on the target's file system; a folder of its own is made in it and removed at the end. ``progress``
    is told the share done, 0 to 1. Nothing is at ``target`` before the film is whole; cancelling stops ffmpeg.

    Raises MissingSource, MissingGlyphs, NothingToRender, EncodeFailed, media.errors.DiskFull.
    """
    missing = next((source for source, held in media.items() if not held.path.is_file()), None)
    if missing is not None:
        raise MissingSource(missing)
    typeface = await _typeface(fonts) if timeline.titles else None
    media = await _levelled(timeline, media)
    command = compile_film(timeline, media, short_side=short_side, typeface=typeface, threads=_threads())
    folder = work / f"render-{secrets.token_hex(8)}"
    try:
        await asyncio.to_thread(_prepare, folder, command, fonts)
        unfinished = folder / "film.mp4"
        await _encode(command, folder, unfinished, progress)
        facts = FilmFacts(command.duration_ms, command.size.width, command.size.height, unfinished.stat().st_size)
        await asyncio.to_thread(_place, unfinished, target)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    progress(1.0)
    return facts


async def _typeface(fonts: FontSet) -> Typeface:
    return await asyncio.to_thread(load_typeface, fonts)


async def _levelled(timeline: Timeline, media: Mapping[SourceId, SourceMedia]) -> Mapping[SourceId, SourceMedia]:
    """The media with the levels that a mix needs and nobody measured before."""
    if not timeline.music:
        return media
    levelled = dict(media)
    for used in {*(clip.source for clip in timeline.clips), *(music.source for music in timeline.music)}:
        held = levelled.get(used)
        if held is not None and held.source.has_audio and held.level_db is None:
            levelled[used] = replace(held, level_db=await level_db(held.path, None))
    return levelled


def _threads() -> int:
    return max(1, min(MOST_THREADS, os.cpu_count() or 1))


def _prepare(folder: Path, command: Command, fonts: FontSet) -> None:
    folder.mkdir()
    for name, text in command.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if command.titled:
        (folder / FONTS_FOLDER).symlink_to(fonts.folder.resolve(), target_is_directory=True)


async def _encode(command: Command, folder: Path, unfinished: Path, progress: Callable[[float], None]) -> None:
    inputs = [
        argument
        for source in command.inputs
        for argument in input_arguments(source.path.resolve(), before=source.options)
    ]

    def tell(done_ms: int) -> None:
        progress(min(0.99, done_ms / max(1, command.duration_ms)))

    try:
        await run_ffmpeg([*inputs, *command.arguments, str(unfinished.resolve())], progress=tell, folder=folder)
    except FfmpegFailed as failure:
        raise EncodeFailed(str(failure)) from failure


def _place(unfinished: Path, target: Path) -> None:
    """Make the film durable, then give it its name."""
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, folder)
        os.fsync(folder)
