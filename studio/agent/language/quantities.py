"""Everything with a figure that is not a time: ratios, resolutions, levels, sizes, counts, places in a row.

The patterns stand in ``patterns.toml``; here is what becomes of a match.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from studio.agent.language.numbers import chinese, number, ordinal
from studio.agent.language.patterns import Step, run
from studio.agent.language.strip import Reader, Strip, Value

Found: TypeAlias = tuple[str, Value] | None

_BETWEEN_CUTS = re.compile(r"[ ,、#]*(?:and|or|&|和|跟|与|及|,|、)?[ ]*(?:(?:the )?cuts?|第|#| )[ ]*|[,、]")
_SIZES = {"k": 1 / 1024, "kb": 1 / 1024, "gb": 1024.0, "gig": 1024.0, "gigs": 1024.0, "g": 1024.0}


def read_quantities(strip: Strip) -> None:
    """Put a placeholder for what must be known before times are read (9:16 is no moment, 1080 no length)."""
    run(strip, "before_times", _READERS)


def read_counts(strip: Strip) -> None:
    """Put a placeholder for what is left after times: factors, steps, places, bare counts."""
    run(strip, "after_times", _READERS)


def _ratio(match: re.Match[str], _: Strip) -> Found:
    return "ASPECT", re.sub(r"[x/比]| by ", ":", match[1])


def _pixels(match: re.Match[str], _: Strip) -> Found:
    short = min(int(match[1]), int(match[2]))
    return "RESOLUTION", f"{short}p"


def _lines(match: re.Match[str], _: Strip) -> Found:
    return "RESOLUTION", f"{match[1]}p"


def _named_lines(match: re.Match[str], _: Strip) -> Found:
    names = {"4k": "2160p", "uhd": "2160p", "2k": "1440p", "8k": "4320p", "qhd": "1440p"}
    return "RESOLUTION", names.get(match[1].replace(" ", ""), "1080p")


def _scaled(step: Step) -> Reader:
    def read(match: re.Match[str], _: Strip) -> Found:
        value = number(match["n"])
        return None if value is None else (step.kind, round(value * step.scale, 4))

    return read


def _fixed(step: Step) -> Reader:
    return lambda _match, _strip: (step.kind, step.value)


def _signed(step: Step) -> Reader:
    def read(match: re.Match[str], _: Strip) -> Found:
        value = number(match["n"])
        if value is None:
            return None
        return step.kind, -value if match["sign"] in {"-", "负", "minus "} else value

    return read


def _size(match: re.Match[str], _: Strip) -> Found:
    value = number(match["n"])
    return None if value is None else ("SIZE", round(value * _SIZES.get(match["unit"], 1.0), 3))


def _degrees(match: re.Match[str], _: Strip) -> Found:
    value = number(match["n"])
    if value is None:
        return None
    back = re.search(r"counter|anti|left|逆|左", match[0]) is not None
    return "DEGREES", float((-value if back else value) % 360)


def _slower(match: re.Match[str], _: Strip) -> Found:
    value = number(match["n"])
    return None if not value else ("FACTOR", round(1 / value, 4))


def _half_again(match: re.Match[str], _: Strip) -> Found:
    value = chinese(match["n"])
    if not value:
        return None
    return "FACTOR", 1 + value if match["how"] == "快" else round(1 / (1 + value), 4)


def _place(match: re.Match[str], _: Strip) -> Found:
    said = match["n"]
    place = ordinal(said)
    value = float(place) if place is not None else number(said)
    return None if value is None else ("ORDINAL", value)


def _cuts(match: re.Match[str], _: Strip) -> Found:
    """Cuts of the receipt by their numbers, which are kept as words: "3 5"."""
    said = [ordinal(one) or number(one) for one in _BETWEEN_CUTS.split(match["n"])]
    return "CUT", " ".join(str(int(one)) for one in said if one is not None) or None


def _width(match: re.Match[str], _: Strip) -> Found:
    return "WIDTH", float(match["n"] or match["m"])


def _plainly(read: Reader) -> Callable[[Step], Reader]:
    return lambda _step: read


_READERS: Mapping[str, Callable[[Step], Reader]] = {
    "scaled": _scaled,
    "fixed": _fixed,
    "signed": _signed,
    "ratio": _plainly(_ratio),
    "pixels": _plainly(_pixels),
    "lines": _plainly(_lines),
    "named_lines": _plainly(_named_lines),
    "size": _plainly(_size),
    "degrees": _plainly(_degrees),
    "slower": _plainly(_slower),
    "half_again": _plainly(_half_again),
    "place": _plainly(_place),
    "width": _plainly(_width),
    "cuts": _plainly(_cuts),
}
