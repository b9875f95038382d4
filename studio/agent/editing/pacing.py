"""Faster and slower: which stretch, and how much."""

from collections.abc import Callable

from studio.agent.editing.arguments import milliseconds, number, text, whole
from studio.agent.editing.bench import Bench, shots
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import before_and_after, clock
from studio.timeline.cuts import range_in
from studio.timeline.model import Span
from studio.timeline.speed import FASTEST, SLOWEST, set_speed

FASTER = {"a_bit": 1.25, "": 1.5, "much": 2.0}
SLOWER = {"a_bit": 0.8, "": 2 / 3, "much": 0.5}


async def change_speed(bench: Bench, operation: Operation) -> None:
    """Play the film, a range or a clip at a speed; without a figure, faster or slower than it is now."""
    factor = number(operation, "factor")
    span = _span(bench, operation)
    change = _to(factor) if factor is not None else _by(operation)
    before_ms = bench.film.duration_ms
    old = bench.film
    bench.film = set_speed(old, span, change)
    if bench.film == old:
        bench.say("speed.same")
        return
    before, after = before_and_after(before_ms, bench.film.duration_ms)
    if span == Span(0, before_ms):
        speeds = {clip.speed for clip in bench.film.clips}
        speed = f"{max(speeds):g}×" if len(speeds) == 1 else ""
        key = "speed.film" if speed else "speed.changed"
        bench.say(key, speed=speed, before=before, after=after)
    else:
        start, end = clock(span.start_ms), clock(span.end_ms)
        bench.say("speed.range", start=start, end=end, before=before, after=after)
    if factor is not None and not SLOWEST <= factor <= FASTEST:
        bench.say("speed.limit", slowest=f"{SLOWEST:g}", fastest=f"{FASTEST:g}")


def _to(factor: float) -> Callable[[float], float]:
    if factor <= 0:
        raise Refused("error.no_speed")
    return lambda _: factor


def _by(operation: Operation) -> Callable[[float], float]:
    amount = text(operation, "amount") or ""
    way = text(operation, "change")
    if way is None:
        raise Refused("error.no_speed")
    ratio = (FASTER if way == "up" else SLOWER).get(amount, 1.0)
    return lambda speed: speed * ratio


def _span(bench: Bench, operation: Operation) -> Span:
    """The stretch that is meant, as it lies in the film now that its cuts are done."""
    number_of_clip = whole(operation, "clip")
    if number_of_clip is not None:
        found = shots(bench.film)
        if not 1 <= number_of_clip <= len(found):
            raise Refused("error.no_such_clip", count=len(found))
        return found[number_of_clip - 1]
    start, end = milliseconds(operation, "start"), milliseconds(operation, "end")
    if start is None and end is None:
        return Span(0, bench.film.duration_ms)
    now_start = bench.now(start or 0)
    now_end = bench.film.duration_ms if end is None else bench.now(end)
    return range_in(bench.film, now_start, now_end)
