"""Reading an operation's arguments; a value of the wrong kind counts as not said."""

import math
import re

from studio.agent.plan import Operation
from studio.timeline.model import Position

WORDS_FOR_LEVELS = {"low": 0.15, "high": 0.6}
SIDES = {"4k": 2160, "2k": 1440, "uhd": 2160, "fhd": 1080, "full hd": 1080, "hd": 720}
SMALLEST_SIDE = 144
RESOLUTION = re.compile(r"(\d{1,7})\s*(?:p|[x×]\s*(\d{1,7}))?", re.ASCII)
LARGEST = 1_000_000_000
"""Whoever says a larger number means "beyond everything", and must not break the arithmetic."""


def number(operation: Operation, name: str) -> float | None:
    """A number, brought within ±LARGEST."""
    value = operation.args.get(name)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and math.isnan(value))
    ):
        return None
    return float(min(max(value, -LARGEST), LARGEST))


def milliseconds(operation: Operation, name: str) -> int | None:
    """A time or length said in seconds."""
    value = number(operation, name)
    return None if value is None else round(value * 1000)


def whole(operation: Operation, name: str) -> int | None:
    """A whole number."""
    value = number(operation, name)
    return None if value is None else round(value)


def numbers(operation: Operation, name: str) -> tuple[int, ...]:
    """Whole numbers, in the order said."""
    value = operation.args.get(name)
    items = value if isinstance(value, list) else [value]
    figures = [item for item in items if isinstance(item, int | float) and not math.isnan(item)]
    return tuple(round(min(max(item, -LARGEST), LARGEST)) for item in figures)


def text(operation: Operation, name: str) -> str | None:
    """Words, None if blank."""
    value = operation.args.get(name)
    return value.strip() or None if isinstance(value, str) else None


def texts(operation: Operation, name: str) -> tuple[str, ...]:
    """Several words or names; a single one is a list of one."""
    value = operation.args.get(name)
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str) and item.strip())


def is_on(operation: Operation, name: str) -> bool:
    """Whether the argument was said and not denied."""
    return operation.args.get(name) not in {None, False, "", "none"}


def level(operation: Operation, name: str) -> float | None:
    """A linear level, of a figure or of ``low`` and ``high``."""
    figure = number(operation, name)
    return figure if figure is not None else WORDS_FOR_LEVELS.get(text(operation, name) or "")


def fade_ms(operation: Operation, name: str, usual_ms: int) -> int | None:
    """The length of a fade: seconds, True for the usual one, False for none; None if not said."""
    value = operation.args.get(name)
    if isinstance(value, bool):
        return usual_ms if value else 0
    said = milliseconds(operation, name)
    return None if said is None else max(0, said)


def position(operation: Operation) -> Position:
    """Where a title shall stand, in the middle if not said."""
    said = (text(operation, "position") or "").replace("-", "_").replace(" ", "_")
    return Position(said) if said in set(Position) else Position.CENTER


def short_side(operation: Operation) -> int | None:
    """The resolution asked for by its short side in pixels: ``1080p``, ``4K``, ``1920x1080``, 720; None if not said."""
    figure = whole(operation, "resolution")
    said = (text(operation, "resolution") or "").casefold()
    if figure is None:
        figure = SIDES.get(said)
    if figure is None and (match := RESOLUTION.fullmatch(said)):
        figure = min(int(side) for side in match.groups() if side)
    return None if figure is None else max(SMALLEST_SIDE, figure)
