"""Cutting: the ranges a person names, and the pauses."""

from collections.abc import Sequence

from studio.agent.editing.arguments import milliseconds, number, text
from studio.agent.editing.bench import Bench
from studio.agent.editing.hearing import speech_of
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import clock, length
from studio.timeline.cuts import head, range_in, remove_spans, removed_by, tail
from studio.timeline.model import Span, Timeline
from studio.timeline.pauses import USUAL_PAUSE_MS, Where, removable
from studio.timeline.receipt import cut_pauses
from studio.timeline.spans import complement

NAMES = frozenset({"trim_head", "trim_tail", "cut_range", "keep_range"})


def cut_ranges(bench: Bench, operations: Sequence[Operation]) -> None:
    """All the named cuts of a request at once: their times are those of the film the person has seen.

    Only "keep this and trim that" is done one after the other, since ends named beside a kept part are its ends.
    """
    film = bench.film
    kept = [_range(bench, one, "cuts.kept") for one in operations if one.name == "keep_range"]
    gone = [_range(bench, one, "cuts.range") for one in operations if one.name == "cut_range"]
    if kept:
        gone.extend(complement(kept, film.duration_ms))
        bench.gone.append(removed_by(film, gone))
        film = remove_spans(film, gone)
        gone = []
    gone.extend(_end_piece(bench, film, one) for one in operations if one.name in {"trim_head", "trim_tail"})
    bench.gone.append(removed_by(film, gone))
    bench.film = remove_spans(film, gone)


async def remove_silence(bench: Bench, operation: Operation) -> None:
    """Shorten the pauses."""
    if not bench.has_sound():
        raise Refused("error.no_sound_for_pauses")
    speech = await speech_of(bench.film, bench.sources, bench.tools)
    if not speech:
        bench.is_speechless = True
        bench.say("cuts.no_speech")
        return
    said = milliseconds(operation, "min_seconds")
    shortest = USUAL_PAUSE_MS if said is None else max(0, said)
    place = text(operation, "where")
    where = Where(place) if place in set(Where) else Where.ALL
    gone = removable(bench.film, speech, 0 if where is not Where.ALL and said is None else shortest, where)
    if not gone:
        bench.say("cuts.no_pauses", length=length(bench.tongue, shortest))
        return
    known = {cut.number for cut in bench.film.receipt}
    bench.gone.append(removed_by(bench.film, gone))
    bench.film = cut_pauses(bench.film, gone)
    if where is Where.ALL:
        bench.new_cuts |= {cut.number for cut in bench.film.receipt} - known
        bench.cut("cuts.pauses", count=len(gone))
    else:
        bench.cut(f"cuts.silence_{where.value}")


def _range(bench: Bench, operation: Operation, key: str) -> Span:
    """The range an operation names; an end not said is the film's."""
    length_ms = bench.film.duration_ms
    last = milliseconds(operation, "last_seconds")
    start = milliseconds(operation, "start")
    end = milliseconds(operation, "end")
    if last is not None:
        found = tail(bench.film, last)
    elif number(operation, "seconds") is not None and end is None:
        begin = start or 0
        found = range_in(bench.film, begin, begin + (milliseconds(operation, "seconds") or 0))
    else:
        found = range_in(bench.film, start or 0, length_ms if end is None else end)
    bench.cut(key, start=clock(found.start_ms), end=clock(found.end_ms))
    return found


def _end_piece(bench: Bench, film: Timeline, operation: Operation) -> Span:
    wanted = milliseconds(operation, "seconds") or 0
    is_head = operation.name == "trim_head"
    bench.cut("cuts.head" if is_head else "cuts.tail", length=length(bench.tongue, wanted))
    return head(film, wanted) if is_head else tail(film, wanted)
