"""The sound of one clip of the film, named by its place or by its file."""

from studio.agent.editing.arguments import text, whole
from studio.agent.editing.bench import Bench, named, shots
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation, Tongue
from studio.agent.replies import say
from studio.timeline.model import Span
from studio.timeline.spans import windows


def is_of_one_clip(operation: Operation) -> bool:
    """Whether the operation names a clip."""
    return whole(operation, "clip") is not None or text(operation, "file") is not None


def clip_meant(bench: Bench, operation: Operation) -> tuple[Span, ...]:
    """Where in the film the clip is that the operation names. Raises Refused where there is none, or it is silent."""
    number, name = whole(operation, "clip"), text(operation, "file")
    found = _numbered(bench, number) if number is not None else _of_file(bench, name or "")
    if not any(bench.is_recorded_with_sound(clip.source) for clip, span in windows(bench.film.clips) if span in found):
        raise Refused("error.no_sound")
    return found


def _numbered(bench: Bench, number: int) -> tuple[Span, ...]:
    """The pieces of the clip in that place; -1 is the last."""
    all_of_them = shots(bench.film)
    place = len(all_of_them) if number == -1 else number
    if not 1 <= place <= len(all_of_them):
        raise Refused("error.no_such_clip", count=len(all_of_them))
    shot = all_of_them[place - 1]
    return tuple(
        span for _, span in windows(bench.film.clips) if shot.start_ms <= span.start_ms and span.end_ms <= shot.end_ms
    )


def _of_file(bench: Bench, name: str) -> tuple[Span, ...]:
    source = named(bench.project.sources, name)
    spans = tuple(span for clip, span in windows(bench.film.clips) if source is not None and clip.source == source.id)
    if not spans:
        raise Refused("error.no_file", name=name[:80])
    return spans


def clip_named(tongue: Tongue, operation: Operation) -> str:
    """How the clip is called that the operation names."""
    number = whole(operation, "clip")
    if number is None:
        return say(tongue, "clip.named", name=(text(operation, "file") or "")[:60])
    return say(tongue, "clip.last") if number == -1 else say(tongue, "clip.numbered", number=number)
