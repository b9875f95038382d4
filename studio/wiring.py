"""Joins the studio's parts; the only file that knows them all. Tests join their own with other settings and hooks."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from assets import FONT_FAMILY, AssetMissing, font_file, font_folder, voice_activity_model
from media.errors import Unsupported
from media.probe import probe
from media.runner import use_ffmpeg
from studio.agent.editor import Editor
from studio.agent.planner import plan
from studio.agent.queue import EditQueue
from studio.agent.readback import describe_plan
from studio.agent.second_reader import Read, with_second_reader
from studio.agent.service import Brain, EditService
from studio.agent.tools import Workshop
from studio.api.parts import FileFacts, Inspect, Parts
from studio.render.cards import plain_picture
from studio.render.exporting import Exporter
from studio.render.hosted import speak_by
from studio.render.jobs import RenderJobs
from studio.render.listening import listener_of
from studio.render.loudness import level_db
from studio.render.measures import Measures
from studio.render.music import make_bed
from studio.render.speaking import spoken
from studio.render.titles import undrawable
from studio.render.typeface import FontSet
from studio.render.voice_activity import find_speech
from studio.settings import Settings
from studio.store.folder import DataFolder
from studio.store.store import StoreOptions, open_store
from studio.timeline.model import SourceKind

BRAIN = Brain(plan=plan, editor=Editor, describe=describe_plan)

PROBES = 2
"""Looks into files at the same time; each may take a core and hundreds of megabytes."""


@asynccontextmanager
async def running_parts(settings: Settings, options: StoreOptions | None = None) -> AsyncGenerator[Parts, None]:
    """Everything the API needs, at work until the block is left; unfinished edits and renders are taken up again.

    Raises AssetMissing before the set-up step has been run, FolderInUse, StorageFailed, OSError.
    """
    use_ffmpeg(settings.ffmpeg)
    brain = replace(BRAIN, plan=_helped(BRAIN.plan, settings))
    fonts = FontSet(font_folder(), FONT_FAMILY, font_file())
    model = voice_activity_model()
    folder = await asyncio.to_thread(DataFolder, settings.data_dir)
    try:
        async with open_store(folder, options) as store:
            listener = listener_of(settings.whisper_model, settings.writing_service)
            voice = settings.voice_service
            speak = spoken if voice is None else partial(speak_by, voice)
            measures = Measures(store.analyses, store.media, lambda path: find_speech(path, model), level_db)
            workshop = Workshop(measures, make_bed, partial(undrawable, fonts=fonts), speak, plain_picture, listener)
            exporter = Exporter(store.sources, store.media, measures, fonts)
            edits = EditQueue(store.edits, EditService(store, brain, workshop))
            renders = RenderJobs(store.renders, store.media, folder, exporter, concurrency=settings.renders)
            async with edits.running(), renders.running():
                yield Parts(store, edits, renders, _inspector(), can_listen=listener is not None)
    finally:
        folder.close()


def _helped(read: Read, settings: Settings) -> Read:
    """The rules, with a language model behind them where one is configured. Raises AssetMissing without its extra."""
    if settings.llm_url is None:
        return read
    try:
        # Loaded only where it is wanted: its packages are an extra, and take a second and a half to load.
        from studio.agent.language_model import LanguageModel
    except ModuleNotFoundError as error:
        raise AssetMissing(
            "STUDIO_LLM_URL is set, but the extra [llm] is not installed (pip install '.[llm]')"
        ) from error
    key = None if settings.llm_key is None else settings.llm_key.get_secret_value()
    return with_second_reader(read, LanguageModel(str(settings.llm_url), settings.llm_model, key).propose)


def _inspector() -> Inspect:
    slots = asyncio.Semaphore(PROBES)

    async def inspect(path: Path) -> FileFacts:
        async with slots:
            found = await probe(path)
        if not found.format.editable:
            raise Unsupported("a kind that must be converted first")
        return FileFacts(
            kind=SourceKind(found.kind),
            extension=found.format.extension,
            duration_ms=found.duration_ms,
            width=found.width,
            height=found.height,
            fps=found.fps,
            has_audio=found.has_audio,
        )

    return inspect
