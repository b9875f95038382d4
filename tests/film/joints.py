"""Whether picture and sound belong together on both sides of every joint.

A frame tells by its number which moment of the source it shows; the lag of the span beside it tells which moment
sounds. Their difference is the step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tests.film.alignment import PER_MS, FoundSpan
from tests.film.decoding import Picture, ShownFrame

NEAR_MS = 200
LEAST_FRAMES = 3
MOST_STEP_MS = 20.0


@dataclass(frozen=True, slots=True)
class SpanSteps:
    """Ms by which the picture is ahead of the sound at both ends of a span; None where no frames can be read."""

    number: int
    start_ms: float | None
    end_ms: float | None


@dataclass(frozen=True, slots=True)
class Joint:
    """The gap after a span: how many frames are shown there, and how many that belong to neither side."""

    after: int
    frames: int
    strays: int


def span_steps(picture: Picture, spans: Sequence[FoundSpan], fps: int) -> tuple[SpanSteps, ...]:
    """The steps of every span that was found."""
    steps = []
    for span in spans:
        if span.found:
            start, end = span.film_start_ms, span.film_end_ms
            near = min(NEAR_MS, (end - start) / 2)
            steps.append(
                SpanSteps(
                    span.number,
                    _step(picture, span, fps, (start, start + near)),
                    _step(picture, span, fps, (end - near, end)),
                )
            )
    return tuple(steps)


def joints(picture: Picture, spans: Sequence[FoundSpan], fps: int) -> tuple[Joint, ...]:
    """The gaps between spans that were both found."""
    between = []
    for before, after in pairwise(spans):
        if before.found and after.found:
            shown = _shown(picture, before.film_end_ms, after.film_start_ms)
            strays = sum(1 for frame in shown if not (_fits(frame, before, fps) or _fits(frame, after, fps)))
            between.append(Joint(before.number, len(shown), strays))
    return tuple(between)


def _shown(picture: Picture, start_ms: float, end_ms: float) -> list[ShownFrame]:
    return [frame for frame in picture.frames if start_ms <= frame.time_ms < end_ms]


def _ahead_ms(frame: ShownFrame, span: FoundSpan, fps: int) -> float | None:
    if frame.number is None:
        return None
    return frame.number * 1000 / fps - (frame.time_ms + span.lag / PER_MS)


def _fits(frame: ShownFrame, span: FoundSpan, fps: int) -> bool:
    ahead = _ahead_ms(frame, span, fps)
    return ahead is not None and abs(ahead) <= MOST_STEP_MS


def _step(picture: Picture, span: FoundSpan, fps: int, within: tuple[float, float]) -> float | None:
    readable = [_ahead_ms(frame, span, fps) for frame in _shown(picture, *within)]
    steps = [ahead for ahead in readable if ahead is not None]
    return median(steps) if len(steps) >= LEAST_FRAMES else None
