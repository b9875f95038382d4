"""What must be heard of the sources before a film's sound can be mixed: levels, noise floors, the mix's loudness."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from media.errors import FfmpegFailed
from media.runner import run_ffmpeg
from studio.render.command import GRAPH_FILE, SourceMedia, opening
from studio.render.compile import compile_measuring
from studio.render.errors import EncodeFailed
from studio.render.loudness import floor_db, level_db
from studio.render.mastering import Loudness, read_loudness
from studio.timeline.model import SourceId, Timeline


async def levelled(timeline: Timeline, media: Mapping[SourceId, SourceMedia]) -> Mapping[SourceId, SourceMedia]:
    """The media with the levels that a mix needs, and the noise floors, where nobody measured them before.

    Raises EncodeFailed.
    """
    if not is_mixed(timeline) and timeline.mastering.noise is None:
        return media
    recorded = {clip.source for clip in timeline.clips} if timeline.mastering.noise is not None else set()
    try:
        return {source: await _heard(held, timeline, has_noise=source in recorded) for source, held in media.items()}
    except FfmpegFailed as failure:
        raise EncodeFailed(f"a source's sound cannot be read: {failure}") from failure


async def measured_loudness(timeline: Timeline, media: Mapping[SourceId, SourceMedia], folder: Path) -> Loudness | None:
    """The loudness of the film's mix before it is brought to the one asked for; None where none is, or it is silent.

    ``folder``: the working folder. Raises MissingSource, NothingToRender, EncodeFailed.
    """
    if timeline.mastering.lufs is None:
        return None
    command = compile_measuring(timeline, media)
    await asyncio.to_thread((folder / GRAPH_FILE).write_text, command.files[GRAPH_FILE], "utf-8")
    try:
        await run_ffmpeg([*opening(command.inputs), *command.arguments], folder=folder)
    except FfmpegFailed as failure:
        raise EncodeFailed(f"the mix cannot be measured: {failure}") from failure
    return await read_loudness(folder)


def is_mixed(timeline: Timeline) -> bool:
    """Whether the levels of the sources matter to the film's sound."""
    return bool(timeline.music or timeline.voiceovers) or timeline.mastering.lufs is not None


async def _heard(held: SourceMedia, timeline: Timeline, *, has_noise: bool) -> SourceMedia:
    if not held.source.has_audio:
        return held
    if is_mixed(timeline) and held.level_db is None:
        held = replace(held, level_db=await level_db(held.path, None))
    if has_noise and held.floor_db is None:
        held = replace(held, floor_db=await floor_db(held.path))
    return held
