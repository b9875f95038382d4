"""Operations proposed by somebody who is not to be trusted, held to the vocabulary: names, arguments, units, limits.

What does not fit is dropped. Words to be shown or spoken must be the person's own, and files those of the session: so
nothing can be made up, and no path, address or option ever comes through.
"""

import re
from collections.abc import Callable, Mapping
from math import isfinite

from studio.agent.language.letters import fold
from studio.agent.plan import ArgValue, Operation
from studio.agent.scene import Scene
from studio.agent.vocabulary import OPERATIONS
from studio.timeline.model import Position

LONGEST_FILM_S = 172_800.0
LONGEST_WORDS = 2000
_LIMITS: Mapping[str, tuple[float, float]] = {
    "seconds": (0.0, LONGEST_FILM_S),
    "milliseconds": (-60_000.0, 60_000.0),
    "level": (0.0, 2.0),
    "db": (-60.0, 60.0),
    "lufs": (-36.0, -5.0),
    "megabytes": (0.05, 10_000.0),
    "percent": (0.0, 1000.0),
    "factor": (0.05, 100.0),
}
_WHOLE: Mapping[str, tuple[int, int]] = {"degrees": (-360, 720), "count": (-1, 10_000), "steps": (1, 100)}
_SHAPES = {
    "aspect": re.compile(r"\d{1,2}(?:\.\d{1,2})?:\d{1,2}"),
    "resolution": re.compile(r"[1-9]\d{2,3}p"),
    "language": re.compile(r"[a-z]{2}"),
    "mood": re.compile(r"[a-z][a-z -]{0,40}"),
    "name": re.compile(r"[a-z][a-z _-]{0,40}"),
}
_NAMED = ("color", "look", "effect", "transition", "noise", "platform", "format", "mode", "codec", "kind", "as_sent")
_GROUPS_OF_THE_PERSON = frozenset(("control", "cloud"))
"""What is asked for in exact words or not at all: undo, export, what only a service elsewhere can make."""


def checked(name: str, args: Mapping[str, object], words: str, scene: Scene) -> Operation | None:
    """The operation with the arguments that stand the check; None for one that may not be proposed.

    ``words``: what the person wrote.
    """
    row = next((row for row in OPERATIONS if row.name == name), None)
    if row is None or not row.supported or row.group in _GROUPS_OF_THE_PERSON:
        return None
    kept: dict[str, ArgValue] = {}
    for key, value in args.items():
        unit = row.arguments.get(key)
        if unit is None or value is None:
            continue
        good = _value(unit, value, words, scene)
        if good is None:
            return None
        kept[key] = good
    return Operation(name, kept) if _runs_forward(kept) else None


def _runs_forward(args: Mapping[str, ArgValue]) -> bool:
    start, end = args.get("start"), args.get("end")
    return not (isinstance(start, float) and isinstance(end, float)) or start < end


def _value(unit: str, value: object, words: str, scene: Scene) -> ArgValue | None:
    kind = unit.partition(";")[0]
    if kind == "text":
        return _own_words(value, words)
    if kind == "file":
        return _one_of(value, (*scene.clip_names, *scene.sound_names))
    if kind == "files":
        return _files(value, scene)
    return _plain_value(kind, value)


def _plain_value(kind: str, value: object) -> ArgValue | None:
    """A value that needs nothing but its unit to be judged by."""
    if kind in _CHECKS:
        return _CHECKS[kind](value)
    if kind in _LIMITS and not (kind == "level" and isinstance(value, str)):
        return _figure(kind, value)
    if kind in _WHOLE:
        return _whole(kind, value)
    return _shaped(kind, value) if kind in _SHAPES else _choice("low|high" if kind == "level" else kind, value)


def _figure(kind: str, value: object) -> float | None:
    low, high = _LIMITS[kind]
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return float(value) if low <= value <= high else None


def _whole(kind: str, value: object) -> int | None:
    low, high = _WHOLE[kind]
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value) if low <= value <= high else None


def _shaped(kind: str, value: object) -> str | None:
    return value if isinstance(value, str) and _SHAPES[kind].fullmatch(value) else None


def _own_words(value: object, words: str) -> str | None:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_WORDS:
        return None
    return value.strip() if _plain(value) in _plain(words) else None


def _plain(words: str) -> str:
    return " ".join(fold(words).split())


def _one_of(value: object, names: tuple[str, ...]) -> str | None:
    return value if isinstance(value, str) and value in names else None


def _files(value: object, scene: Scene) -> list[str] | None:
    items = value if isinstance(value, list) else []
    names = [name for item in items if (name := _one_of(item, scene.clip_names)) is not None]
    return names if names and len(names) == len(items) else None


def _choice(choices: str, value: object) -> str | None:
    named = choices.split("|")
    return value if len(named) > 1 and isinstance(value, str) and value in named else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _position(value: object) -> str | None:
    return value if isinstance(value, str) and value in {*(place.value for place in Position), "any"} else None


def _counts(value: object) -> list[float] | None:
    items = value if isinstance(value, list) else []
    counts = [float(count) for item in items if (count := _whole("count", item)) is not None]
    return counts if counts and len(counts) == len(items) else None


_CHECKS: Mapping[str, Callable[[object], ArgValue | None]] = {
    "flag": _flag,
    "position": _position,
    "counts": _counts,
    **{kind: lambda value: _shaped("name", value) for kind in _NAMED},
}
