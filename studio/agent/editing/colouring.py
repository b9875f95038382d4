"""Colours and light: what words such as "a bit warmer" come to, one after another."""

from collections.abc import Callable
from dataclasses import replace

from studio.agent.editing.arguments import milliseconds, number, text, whole
from studio.agent.editing.bench import Bench, shots
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.replies import say
from studio.agent.times import clock
from studio.timeline.appearance import PLAIN, Look, shifted
from studio.timeline.cuts import range_in, split_clips
from studio.timeline.model import Clip, Span
from studio.timeline.settle import joined
from studio.timeline.spans import windows

STEPS = {"warmth": 0.3, "brightness": 0.3, "contrast": 0.2, "saturation": 0.3}
AMOUNTS = {"a_bit": 0.5, "much": 2.0}
WAYS = {
    "temperature": ("warmth", {"warmer": 1, "cooler": -1}),
    "brightness": ("brightness", {"up": 1, "down": -1}),
    "contrast": ("contrast", {"up": 1, "down": -1}),
    "saturation": ("saturation", {"up": 1, "down": -1}),
}
LOOKS = {
    "cinematic": Look(warmth=0.15, brightness=-0.1, contrast=0.2, saturation=-0.1),
    "vintage": Look(warmth=0.4, brightness=0.1, contrast=-0.15, saturation=-0.35),
    "moody": Look(warmth=-0.2, brightness=-0.3, contrast=0.25, saturation=-0.3),
    "golden_hour": Look(warmth=0.6, brightness=0.15, saturation=0.15),
    "dreamy": Look(warmth=0.1, brightness=0.3, contrast=-0.25),
    "cyberpunk": Look(warmth=-0.5, contrast=0.3, saturation=0.5),
    "pastel": Look(brightness=0.3, contrast=-0.2, saturation=-0.35),
    "summer": Look(warmth=0.3, brightness=0.2, saturation=0.3),
}
NATURAL = "natural"
"""The look that takes all colours back to what was recorded."""


async def colour(bench: Bench, operation: Operation) -> None:
    """Shift the colours by what was said; asked again, they go on from where they are."""
    wish = text(operation, "look")
    steps = _steps(operation)
    if wish == NATURAL:
        bench.say("look.natural" if _change(bench, operation, lambda _: PLAIN) else "look.natural_already")
        return
    known = LOOKS.get((wish or "").replace(" ", "_"))
    if wish is not None and known is None:
        raise Refused("error.no_look", look=wish[:40])
    if known is None and not steps:
        raise Refused("error.which_colours")

    def changed(look: Look) -> Look:
        return shifted(look if known is None else replace(known, grey=look.grey), **steps)

    is_changed = _change(bench, operation, changed)
    if known is not None:
        bench.say(f"look.{wish}".replace(" ", "_"))
    if not is_changed and steps:
        bench.say("look.limit")
    elif steps:
        told = [say(bench.tongue, f"look.{name}_{'up' if step > 0 else 'down'}") for name, step in steps.items()]
        bench.say("look.sentence", changes=say(bench.tongue, "join").join(told))


async def black_and_white(bench: Bench, operation: Operation) -> None:
    """Take the colours out, throughout or in a range."""
    _change(bench, operation, lambda look: replace(look, grey=True))
    span = _span(bench, operation)
    if span == Span(0, bench.film.duration_ms):
        bench.say("look.grey")
    else:
        bench.say("look.grey_range", start=clock(span.start_ms), end=clock(span.end_ms))


def _steps(operation: Operation) -> dict[str, float]:
    """How far each value goes; a percentage is a share of what it is as recorded."""
    amount = AMOUNTS.get(text(operation, "amount") or "", 1.0)
    percent = number(operation, "percent")
    found: dict[str, float] = {}
    for argument, (name, ways) in WAYS.items():
        way = ways.get(text(operation, argument) or "")
        if way is not None:
            found[name] = way * (STEPS[name] * amount if percent is None else min(abs(percent), 100.0) / 100)
    return found


def _change(bench: Bench, operation: Operation, change: Callable[[Look], Look]) -> bool:
    """Change the look where the operation says; whether anything is another now."""
    span = _span(bench, operation)
    parts = split_clips(bench.film.clips, (span.start_ms, span.end_ms))
    clips = tuple(
        replace(clip, look=change(clip.look)) if _is_within(window, span) and not _is_plain(bench, clip) else clip
        for clip, window in windows(parts)
    )
    old = bench.film
    bench.film = replace(old, clips=joined(clips))
    return bench.film != old


def _is_plain(bench: Bench, clip: Clip) -> bool:
    """Whether it is a card of ours, whose black stays black in a film made brighter."""
    source = bench.sources.get(clip.source)
    return clip.card and (source is None or source.generated)


def _is_within(window: Span, span: Span) -> bool:
    return span.start_ms <= (window.start_ms + window.end_ms) // 2 < span.end_ms


def _span(bench: Bench, operation: Operation) -> Span:
    """The range, the clip or the whole film that is meant."""
    number_of_clip = whole(operation, "clip")
    if number_of_clip is not None:
        found = shots(bench.film)
        if not 1 <= number_of_clip <= len(found):
            raise Refused("error.no_such_clip", count=len(found))
        return found[number_of_clip - 1]
    start, end = milliseconds(operation, "start"), milliseconds(operation, "end")
    if start is None and end is None:
        return Span(0, bench.film.duration_ms)
    return range_in(bench.film, start or 0, bench.film.duration_ms if end is None else end)
