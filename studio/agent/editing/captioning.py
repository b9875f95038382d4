"""Captions from subtitles the person has: on the picture, and off again."""

from studio.agent.editing.arguments import text
from studio.agent.editing.bench import Bench
from studio.agent.editing.refusal import Refused
from studio.agent.editing.titling import MOST_SHOWN
from studio.agent.plan import Operation
from studio.timeline.subtitles import parse_subtitles, with_captions, without_captions


async def put_captions(bench: Bench, operation: Operation) -> None:
    """Lay the pasted subtitles on the film. Raises Refused, NoSubtitles."""
    cues = parse_subtitles(text(operation, "text") or "")
    missing = await bench.tools.undrawable("\n".join(cue.text for cue in cues))
    if missing:
        raise Refused("error.undrawable", characters=" ".join(missing[:MOST_SHOWN]))
    bench.film = with_captions(bench.film, cues)
    shown = sum(title.caption for title in bench.film.titles)
    if not shown:
        raise Refused("error.captions_outside")
    bench.say("captions.added", count=shown)


async def remove_captions(bench: Bench, _operation: Operation) -> None:
    """Take the captions off again. Raises NoSubtitles."""
    bench.film = without_captions(bench.film)
    bench.say("captions.removed")
