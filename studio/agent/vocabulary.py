"""The one table of what people ask for: planner, help and docs read it.

The rows stand in ``operations/*.toml``, one file a group. Every row is recognised; the rows with ``supported = true``
are carried out, the others are named to the person and never executed. A new operation is one row there, the words it
needs in ``language/*.toml`` and, if its arguments are unlike all others, one reader in ``language/particulars.py``.

Units of arguments (the type names used in the rows): ``seconds`` float, counted from the film's start or as a length;
``level`` linear gain as the timeline's state has it (1.0 = 100 %, 0.0 to 2.0), or ``"low"``/``"high"`` where no
figure was said; ``db`` float; ``lufs`` float, below zero; ``megabytes`` float; ``degrees`` int, clockwise; ``factor``
float; ``position`` a value of ``studio.timeline.model.Position`` or ``"any"``; ``resolution`` the short side with a
``p`` (``"1080p"``, 4K is ``"2160p"``); ``file`` a name as the person gave it, never a path; ``language`` an ISO 639-1
code; ``mood`` English words of the lexicon separated by blanks, or ``"auto"``; ``steps`` int ≥ 1; ``change`` ``"up"``
or ``"down"``; ``target`` ``"music"``, ``"voice"`` (the sound recorded with the picture) or ``"all"``. ``counts`` a
list of numbers. A range without ``end`` goes to the film's end, and all times of one request are those of the film
the person has seen.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.agent.plan import Tongue

GROUPS = ("cut", "time", "frame", "sound", "text", "overlay", "picture", "output", "look_up", "cloud", "control")

BY_THE_BOT = frozenset(("credits", "status", "upload", "cancel", "new_session", "help"))
"""Operations the bot does itself, with or without the studio."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The same words in both languages."""

    en: str
    zh: str

    def said_in(self, tongue: Tongue) -> str:
        """The words in that language."""
        return self.zh if tongue is Tongue.CHINESE else self.en


@dataclass(frozen=True, slots=True)
class OperationSpec:
    """One row: an operation, its arguments (name → unit), how it is called and by which words it is known.

    ``title`` is a short noun phrase for "I can: …" and "not offered: …". ``when`` holds the rules the planner matches
    (their syntax is told in ``studio.agent.language.rules``).
    """

    name: str
    group: str
    arguments: Mapping[str, str]
    supported: bool
    title: Wording
    example: Wording
    when: tuple[str, ...]


def _row(group: str, name: str, row: Mapping[str, Any]) -> OperationSpec:
    return OperationSpec(
        name=name,
        group=group,
        arguments=dict(row.get("arguments", {})),
        supported=bool(row.get("supported", False)),
        title=Wording(**row["title"]),
        example=Wording(**row["example"]),
        when=tuple(row.get("when", ())),
    )


def _load() -> tuple[OperationSpec, ...]:
    folder = Path(__file__).parent / "operations"
    rows: list[OperationSpec] = []
    for group in GROUPS:
        table = tomllib.loads((folder / f"{group}.toml").read_text("utf-8"))
        rows += (_row(group, name, row) for name, row in table.items())
    return tuple(rows)


OPERATIONS: tuple[OperationSpec, ...] = _load()
_BY_NAME = {row.name: row for row in OPERATIONS}


def spec(name: str) -> OperationSpec:
    """The row of that name; raises ``KeyError`` for a name that is not in the table."""
    return _BY_NAME[name]
