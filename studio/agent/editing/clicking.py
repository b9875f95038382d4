"""Rings around the clicks of a mouse: those that are seen in the recording, or those a person lists."""

from collections.abc import Sequence

from studio.agent.editing.bench import Bench
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.replies import say
from studio.timeline.clicking import in_source, shown, with_clicks
from studio.timeline.model import Click, SourceId, SourceKind

FIGURES = 3
"""Of a click in a list: seconds, and two of its place."""


async def highlight_clicks(bench: Bench, operation: Operation) -> None:
    """Draw rings. Where nothing sure is seen, ask for a list. Raises Refused, BeyondEnd."""
    filmed = [
        name
        for name in dict.fromkeys(clip.source for clip in bench.film.clips)
        if name in bench.sources and bench.sources[name].kind is SourceKind.VIDEO
    ]
    if not filmed:
        raise Refused("clicks.nothing_filmed")
    listed = _listed(operation)
    if listed:
        found = _placed(bench, listed)
    else:
        pointings = {name: await bench.tools.clicks(name) for name in filmed}
        if not any(pointing.is_found for pointing in pointings.values()):
            bench.ask("clicks.no_pointer", example=_example(bench))
            return
        found = {name: [Click(*one) for one in pointing.clicks] for name, pointing in pointings.items()}
    film = bench.film
    for name, clicks in found.items():
        film = with_clicks(film, name, clicks)
    count = shown(film)
    if count == 0:
        bench.ask("clicks.none", example=_example(bench))
        return
    bench.film = film
    bench.say("clicks.listed" if listed else "clicks.seen", count=count)


def _listed(operation: Operation) -> list[tuple[float, float, float]]:
    value = operation.args.get("clicks")
    figures = [float(one) for one in value if isinstance(one, int | float)] if isinstance(value, list) else []
    whole = len(figures) // FIGURES * FIGURES
    return [(figures[at], figures[at + 1], figures[at + 2]) for at in range(0, whole, FIGURES)]


def _placed(bench: Bench, listed: Sequence[tuple[float, float, float]]) -> dict[SourceId, list[Click]]:
    """The clicks of a list in the sources they lie in; times are those of the film as the person knows it."""
    found: dict[SourceId, list[Click]] = {}
    for second, x, y in listed:
        name, at_ms = in_source(bench.film, bench.now(round(second * 1000)))
        source = bench.sources[name]
        if not (0 <= x < source.width and 0 <= y < source.height):
            raise Refused("clicks.outside", x=round(x), y=round(y), width=source.width, height=source.height)
        found.setdefault(name, []).append(Click(at_ms, round(x), round(y)))
    return found


def _example(bench: Bench) -> str:
    return say(bench.tongue, "question.example", words=say(bench.tongue, "clicks.example"))
