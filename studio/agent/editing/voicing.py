"""Words spoken over the film: from a text, or as the person recorded them."""

from studio.agent.editing.arguments import milliseconds, text
from studio.agent.editing.bench import Bench, named
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import clock, length
from studio.timeline.model import Source, SourceKind
from studio.timeline.voiceover import add_voiceover

LONGEST_TEXT = 5000
"""Characters; some five minutes of speech."""
LONGEST_SHOWN = 40


async def put_voiceover(bench: Bench, operation: Operation) -> None:
    """Lay a voice over the film, at its start if no time was said. Raises Refused, BeyondEnd."""
    words = text(operation, "text")
    start = milliseconds(operation, "start") or 0
    if words is not None and len(words) > LONGEST_TEXT:
        raise Refused("error.long_voiceover", limit=LONGEST_TEXT)
    source = _recording(bench, operation) if words is None else await bench.tools.speak(words)
    if source is None:
        raise Refused("error.no_voiceover")
    bench.film = add_voiceover(bench.film, source, start)
    end = min(start + source.duration_ms, bench.film.duration_ms)
    label = source.name if words is None else _short(words)
    bench.say("voiceover.file" if words is None else "voiceover.spoken", name=label, start=clock(start), end=clock(end))
    rest = start + source.duration_ms - bench.film.duration_ms
    if rest > 0:
        bench.say("voiceover.cut", length=length(bench.tongue, rest))


def _recording(bench: Bench, operation: Operation) -> Source | None:
    wanted = text(operation, "file")
    if wanted is None:
        return bench.fresh_sound()
    sounds = [source for source in bench.project.sources if source.kind is SourceKind.AUDIO and not source.generated]
    found = named(sounds, wanted) or bench.fresh_sound()
    if found is None:
        raise Refused("error.no_file", name=wanted[:80])
    return found


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"
