"""Where somebody speaks in a film's sources."""

from collections.abc import Mapping

from studio.agent.project import Tools
from studio.timeline.model import Source, SourceId, Span, Timeline
from studio.timeline.sync import seen_at, sync_of


async def speech_of(
    film: Timeline, sources: Mapping[SourceId, Source], tools: Tools
) -> dict[SourceId, tuple[Span, ...]]:
    """The speech of each source of the film in which anybody speaks, in the source's own time (its picture's)."""
    heard: dict[SourceId, tuple[Span, ...]] = {}
    for name in dict.fromkeys(clip.source for clip in film.clips):
        source = sources.get(name)
        if source is not None and source.has_audio:
            sync = sync_of(film, name)
            spoken = await tools.speech(name)
            heard[name] = tuple(Span(seen_at(sync, span.start_ms), seen_at(sync, span.end_ms)) for span in spoken)
    return {name: spans for name, spans in heard.items() if spans}
