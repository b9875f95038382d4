"""What a person could ask for next with the film at hand, measured on it."""

from collections.abc import Mapping

from studio.agent.editing.hearing import speech_of
from studio.agent.editing.output import resolution
from studio.agent.editing.scoring import mood_name
from studio.agent.plan import Tongue
from studio.agent.project import Tools
from studio.agent.replies import say
from studio.agent.times import length
from studio.timeline.canvas import SHORT_LIMIT
from studio.timeline.model import Source, SourceId, Timeline
from studio.timeline.pauses import removable

MOST = 3
SUGGESTED_MOOD = "calm"
SMALLER_SIDE = 720


async def suggestions(
    tongue: Tongue, film: Timeline, sources: Mapping[SourceId, Source], tools: Tools
) -> tuple[str, ...]:
    """Two or three things to say, each of which the planner understands."""
    found: list[str] = []
    speech = await speech_of(film, sources, tools)
    pauses = removable(film, speech)
    if pauses:
        saved = sum(pause.duration_ms for pause in pauses)
        found.append(say(tongue, "suggest.pauses", count=len(pauses), length=length(tongue, saved)))
    if film.music:
        found.append(say(tongue, "suggest.quieter"))
    else:
        found.append(say(tongue, "suggest.music", mood=mood_name(tongue, SUGGESTED_MOOD)))
    other_side = SMALLER_SIDE if film.short_side == SHORT_LIMIT else SHORT_LIMIT
    found.append(say(tongue, "suggest.resolution", resolution=resolution(other_side)))
    return tuple(found[:MOST])
