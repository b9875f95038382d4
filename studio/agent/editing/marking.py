"""Watermarks: words or a picture over the whole film."""

from collections.abc import Sequence
from dataclasses import replace

from studio.agent.editing.arguments import number, text
from studio.agent.editing.bench import Bench, named
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.timeline.model import Mark, Position, Source, SourceKind
from studio.timeline.titles import readable

USUAL_OPACITY = 0.7
MOST_SHOWN = 8


async def watermark(bench: Bench, operation: Operation) -> None:
    """Put the words or the picture that was named into its corner, in place of the watermark before."""
    said = (text(operation, "position") or "").replace("-", "_").replace(" ", "_")
    position = Position(said) if said in set(Position) else Position.BOTTOM_RIGHT
    opacity = number(operation, "opacity")
    words = text(operation, "text")
    if words is not None:
        missing = await bench.tools.undrawable(words)
        if missing:
            raise Refused("error.undrawable", characters=" ".join(missing[:MOST_SHOWN]))
        mark = Mark(readable(words), position=position)
        name = mark.text
    else:
        logo = _logo(bench, text(operation, "file"))
        mark = Mark(source=logo.id, position=position)
        name = logo.name
    bounded = USUAL_OPACITY if opacity is None else min(max(opacity, 0.1), 1.0)
    bench.film = replace(bench.film, marks=(replace(mark, opacity=bounded),))
    bench.say("mark.added", name=name[:60])


def _logo(bench: Bench, name: str | None) -> Source:
    """The picture that is meant: by its name, else the one sent last. Raises Refused."""
    pictures: Sequence[Source] = [source for source in bench.project.sources if source.kind is SourceKind.IMAGE]
    found = named(pictures, name) if name else None
    if found is None and pictures and name in {None, "logo"}:
        found = pictures[-1]
    if found is None and name not in {None, "logo"}:
        raise Refused("error.no_file", name=(name or "")[:80])
    if found is None:
        raise Refused("error.no_logo")
    return found
