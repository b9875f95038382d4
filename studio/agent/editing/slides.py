"""A film of pictures, one after another."""

from dataclasses import replace
from fractions import Fraction

from studio.agent.editing.arguments import milliseconds, text
from studio.agent.editing.bench import by_id
from studio.agent.editing.passing import BLENDS
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.project import Project
from studio.timeline.appearance import AS_IT_IS, Blend, Entrance, Fill
from studio.timeline.canvas import first_picture
from studio.timeline.model import LONGEST_NAME, Clip, Source, SourceKind, Timeline

USUAL_MS = 3000
SHORTEST_MS, LONGEST_MS = 200, 60_000
PASSING_MS = 500


def slideshow(project: Project, operation: Operation) -> Timeline:
    """The pictures sent since the last version, else all of them, each for as long. Raises Refused without any.

    What their shapes leave of the film is filled with a blurred copy. They pass into one another, which takes no time
    from them, as a picture can be shown for as long as one likes.
    """
    pictures = _pictures(project)
    each = _each_ms(operation, len(pictures))
    blend = BLENDS.get(text(operation, "transition") or Blend.CROSSFADE.value, Blend.CROSSFADE)
    passing = min(PASSING_MS, each // 4) // 2 * 2
    clips = [Clip(one.id, one.name[:LONGEST_NAME], 0, each, enter=Entrance(blend, passing)) for one in pictures]
    clips[0] = replace(clips[0], enter=None)
    return Timeline(tuple(clips), framing=replace(AS_IT_IS, aspect=_usual_aspect(pictures), fill=Fill.BLUR))


def _pictures(project: Project) -> list[Source]:
    known = by_id(project)
    all_of_them = [source for source in project.sources if source.kind is SourceKind.IMAGE and not source.generated]
    fresh = [known[name] for name in project.fresh if name in known and known[name].kind is SourceKind.IMAGE]
    if not all_of_them:
        raise Refused("error.no_pictures")
    return fresh or all_of_them


def _each_ms(operation: Operation, count: int) -> int:
    each, total = milliseconds(operation, "seconds_per_image"), milliseconds(operation, "total_seconds")
    wanted = each if each is not None else USUAL_MS if total is None else total // count
    return min(max(wanted, SHORTEST_MS), LONGEST_MS)


def _usual_aspect(pictures: list[Source]) -> Fraction:
    """Screens are wide or upright, whatever cameras make of pictures."""
    first = first_picture(pictures)
    is_upright = first is not None and first.height > first.width
    return Fraction(9, 16) if is_upright else Fraction(16, 9)
