"""Times: lengths, moments, ranges, the first and the last so many seconds, upper bounds.

All values are seconds. The patterns (``patterns.toml``) run one after another over the strip, each on what the ones
before it found; here is what becomes of a match.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from studio.agent.language.numbers import number
from studio.agent.language.patterns import Step, run
from studio.agent.language.strip import SIGN, Reader, Strip, Value
from studio.agent.language.units import MINUTE, SECOND, SECONDS_OF

Found: TypeAlias = tuple[str, Value] | None

_TIMES = frozenset((SIGN["DURATION"], SIGN["CLOCK"], SIGN["POINT"]))
_WISHED = re.compile(
    r"(?:into|to|make|create|give me|want|need|build|generate|dream up|cut|as)(?: me| it| this)?(?: an?)? ?$"
)


def read_times(strip: Strip) -> None:
    """Put a placeholder for every time that is said."""
    run(strip, "times", _READERS)


def _length(match: re.Match[str], _: Strip) -> Found:
    value = number(match["n"])
    unit = SECONDS_OF[match["unit"]]
    if value is None:
        return None
    half = 0.5 if match["half1"] or match["half2"] else 0.0
    return "DURATION", round((value + half) * unit, 3)


def _han_length(match: re.Match[str], _: Strip) -> Found:
    value = number(match["n"])
    unit = SECONDS_OF[match["unit"].removeprefix("个")]
    if value is None:
        return None
    seconds = (value + (0.5 if match["half"] else 0.0)) * unit
    rest = number(match["rest"]) if match["rest"] and unit == MINUTE else None
    return "DURATION", round(seconds + (rest or 0.0), 3)


def _clock(match: re.Match[str], _: Strip) -> Found:
    first, second, third, fraction = match.groups()
    seconds = int(first) * 60 + int(second) if third is None else int(first) * 3600 + int(second) * 60 + int(third)
    return "CLOCK", seconds + (float(f"0.{fraction}") if fraction else 0.0)


def _tight(match: re.Match[str], _: Strip) -> Found:
    return "CLOCK", int(match[1]) * 60.0 + int(match[2])


def _sum(match: re.Match[str], strip: Strip) -> Found:
    first, second = strip.value(match.start()), strip.value(match.end() - 1)
    if isinstance(first, float) and isinstance(second, float) and first >= MINUTE and second < first:
        return "DURATION", first + second
    return None


def _minutes_and(match: re.Match[str], strip: Strip) -> Found:
    first = strip.value(match.start())
    rest = number(match["n"])
    if isinstance(first, float) and first >= MINUTE and first % 60 == 0 and rest is not None and rest < 60:
        return "DURATION", first + rest
    return None


def _range(match: re.Match[str], strip: Strip) -> Found:
    ends = [strip.value(at) for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES]
    if len(ends) == 1:  # "2 to 5 seconds": the unit stands once
        bare = number(match["n"])
        if bare is None or not isinstance(ends[0], float):
            return None
        unit = MINUTE if ends[0] >= MINUTE and ends[0] % 60 == 0 and bare * 60 < ends[0] else SECOND
        ends = [bare * unit, ends[0]]
    start, end = ends[0], ends[-1]
    if not isinstance(start, float | int) or not isinstance(end, float | int):
        return None
    if start >= end and match[0].count(SIGN["DURATION"]) == 2:  # "from 3 minutes to 90 seconds" is a wish for a length
        return "TARGET", float(end)
    return "RANGE", (float(min(start, end)), float(max(start, end)))


def _for(match: re.Match[str], strip: Strip) -> Found:
    start, length = (strip.value(at) for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
    if isinstance(start, float | int) and isinstance(length, float | int):
        return "RANGE", (float(start), float(start + length))
    return None


def _length_at(match: re.Match[str], strip: Strip) -> Found:
    """ "That 5 second bit at 1:10", where the length is said before its place."""
    length, start = (strip.value(at) for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
    if isinstance(start, float | int) and isinstance(length, float | int):
        return "RANGE", (float(start), float(start + length))
    return None


def _source(match: re.Match[str], strip: Strip) -> Found:
    if _WISHED.search(strip.letters[max(0, match.start() - 16) : match.start()]):
        return None
    at = next((at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES), None)
    return "SOURCE", None if at is None else strip.value(at)


def _bare_range(match: re.Match[str], _: Strip) -> Found:
    start, end = number(match["a"]), number(match["b"])
    return ("RANGE", (start, end)) if start is not None and end is not None and start < end else None


def _open_end(match: re.Match[str], strip: Strip) -> Found:
    at = next(at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
    start = strip.value(at)
    return ("RANGE", (float(start), None)) if isinstance(start, float | int) else None


def _open_start(match: re.Match[str], strip: Strip) -> Found:
    at = next(at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
    end = strip.value(at)
    return ("HEAD", float(end)) if isinstance(end, float | int) else None


def _keep(step: Step) -> Reader:
    """The first time of the match becomes another kind."""
    return lambda match, strip: next(((step.kind, value) for value in _values(match, strip)), None)


def _last(step: Step) -> Reader:
    """The last time of the match becomes another kind."""
    return lambda match, strip: next(((step.kind, value) for value in reversed(_values(match, strip))), None)


def _values(match: re.Match[str], strip: Strip) -> list[Value]:
    return [strip.value(at) for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES]


def _bare(step: Step) -> Reader:
    """ "… and the last 4", where the unit was said before."""

    def read(match: re.Match[str], strip: Strip) -> Found:
        value = number(match["n"])
        said_before = any(sign in strip.letters for sign in (SIGN["HEAD"], SIGN["TAIL"]))
        return (step.kind, value) if said_before and value is not None else None

    return read


def _fixed(step: Step) -> Reader:
    return lambda _match, _strip: (step.kind, step.value)


def _unit(step: Step) -> Reader:
    """ "The last minute", where no number is said."""

    def read(match: re.Match[str], _: Strip) -> Found:
        return step.kind, SECONDS_OF[match["unit"]] * (1.5 if match["half"] else 1.0)

    return read


def _plainly(read: Reader) -> Callable[[Step], Reader]:
    return lambda _step: read


_READERS: Mapping[str, Callable[[Step], Reader]] = {
    "keep": _keep,
    "last": _last,
    "bare": _bare,
    "unit": _unit,
    "fixed": _fixed,
    "length": _plainly(_length),
    "han_length": _plainly(_han_length),
    "clock": _plainly(_clock),
    "tight": _plainly(_tight),
    "sum": _plainly(_sum),
    "minutes_and": _plainly(_minutes_and),
    "range": _plainly(_range),
    "for": _plainly(_for),
    "length_at": _plainly(_length_at),
    "source": _plainly(_source),
    "bare_range": _plainly(_bare_range),
    "open_end": _plainly(_open_end),
    "open_start": _plainly(_open_start),
}
