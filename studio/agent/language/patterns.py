"""The patterns of ``patterns.toml``, put together and compiled once."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from studio.agent.language import numbers, units
from studio.agent.language.strip import Reader, Strip, expand

_PART = re.compile(r"<([A-Z_]+)>")


@dataclass(frozen=True, slots=True)
class Step:
    """One pattern with the name of its reader and what the reader is told."""

    pattern: re.Pattern[str]
    read: str
    kind: str = ""
    value: float = 0.0
    scale: float = 1.0


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "patterns.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _parts() -> Mapping[str, str]:
    made = {
        "ENGLISH": numbers.ENGLISH,
        "CHINESE": numbers.CHINESE,
        "ARTICLE": numbers.ARTICLE,
        "ORDINAL_WORDS": numbers.ORDINAL_WORDS,
        "UNIT": units.UNIT,
        "HAN_UNIT": units.HAN_UNIT,
    }
    return made | {name: _joined(part) for name, part in _table()["parts"].items()}


def _joined(lines: str) -> str:
    return "".join(line.strip() for line in lines.splitlines())


def _compiled(lines: str) -> re.Pattern[str]:
    pattern = _joined(lines)
    while _PART.search(pattern):  # parts may hold parts
        pattern = _PART.sub(lambda match: _parts()[match[1]], pattern)
    return re.compile(expand(pattern))


@lru_cache(maxsize=8)
def steps(table: str) -> tuple[Step, ...]:
    """The steps of one table, in their order."""
    return tuple(Step(**(row | {"pattern": _compiled(row["pattern"])})) for row in _table()[table])


@lru_cache(maxsize=32)
def pattern(table: str, name: str) -> re.Pattern[str]:
    """A pattern that stands alone."""
    return _compiled(_table()[table][name])


def run(strip: Strip, table: str, readers: Mapping[str, Callable[[Step], Reader]]) -> None:
    """Take the steps of a table over the strip, each with its reader."""
    for step in steps(table):
        strip.rewrite(step.pattern, readers[step.read](step))
