"""Edits of the words spoken over the film; pure."""

from dataclasses import replace

from studio.timeline.errors import BeyondEnd
from studio.timeline.model import LONGEST_NAME, Source, Timeline, Voiceover


def add_voiceover(timeline: Timeline, source: Source, start_ms: int = 0) -> Timeline:
    """The source spoken over the film from a moment on; one that began at the same moment goes. Raises BeyondEnd."""
    if start_ms >= timeline.duration_ms:
        raise BeyondEnd(timeline.duration_ms)
    start = max(0, start_ms)
    voice = Voiceover(source.id, source.name[:LONGEST_NAME], start, max(1, source.duration_ms))
    others = tuple(other for other in timeline.voiceovers if other.start_ms != start)
    return replace(timeline, voiceovers=(*others, voice))
