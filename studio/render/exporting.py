"""One export job from its stored draft to a film: finds the files, knows how loud they are, makes the film."""

import json
from collections.abc import Callable
from pathlib import Path

from studio.render.compile import SourceMedia
from studio.render.errors import MissingSource
from studio.render.film import make_film
from studio.render.hearing import is_mixed
from studio.render.jobs import MadeFilm
from studio.render.measures import Measures
from studio.render.typeface import FontSet
from studio.store.media import MediaFolder
from studio.store.model import KeptSource, Render
from studio.store.sources import Sources
from studio.timeline.draft import from_draft
from studio.timeline.model import SourceId, Timeline


class Exporter:
    """Makes the films of the queue."""

    def __init__(self, sources: Sources, media: MediaFolder, measures: Measures, fonts: FontSet) -> None:
        self._sources = sources
        self._media = media
        self._measures = measures
        self._fonts = fonts

    async def make(self, render: Render, work: Path, progress: Callable[[float], None]) -> MadeFilm:
        """Make the film in ``work``. Raises what ``make_film`` raises."""
        timeline = from_draft(json.loads(render.draft))
        kept = {one.source.id: one for one in await self._sources.of(render.session)}
        media = {source: await self._held(kept, source, timeline) for source in sorted(timeline.used)}
        target = work / f"film.{timeline.delivery.kind}"
        facts = await make_film(
            timeline,
            media,
            short_side=render.short_side,
            work=work,
            target=target,
            fonts=self._fonts,
            progress=lambda share: progress(share * 100),
        )
        return MadeFilm(target, facts.duration_ms, facts.width, facts.height)

    async def _held(self, kept: dict[SourceId, KeptSource], name: SourceId, timeline: Timeline) -> SourceMedia:
        if name not in kept:
            raise MissingSource(name)
        one = kept[name]
        path = self._media.path(one.file.hash, one.file.extension)
        # Levels only matter to a mix.
        level = await self._measures.level_db(one.file) if is_mixed(timeline) and one.source.has_audio else None
        return SourceMedia(one.source, path, level)
