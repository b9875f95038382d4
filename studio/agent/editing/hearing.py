"""Where somebody speaks in a film's sources."""

from collections.abc import Mapping

from studio.agent.project import Tools
from studio.timeline.model import Source, SourceId, Span, Timeline


async def speech_of(
    film: Timeline, sources: Mapping[SourceId, Source], tools: Tools
) -> dict[SourceId, tuple[Span, ...]]:
    """The speech of each source of the film in which anybody speaks, in the source's own time."""
    heard: dict[SourceId, tuple[Span, ...]] = {}
    for name in dict.fromkeys(clip.source for clip in film.clips):
        source = sources.get(name)
        if source is not None and source.has_audio:
            heard[name] = await tools.speech(name)
    return {name: spans for name, spans in heard.items() if spans}
