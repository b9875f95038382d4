"""Scoring what was made of labelled requests: which operations were met, missed and added, and their arguments.

A request labelled ``clarify`` is met by a question; ``none`` by doing nothing that was forbidden. Where a label says
that a question is right too, a question meets all of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.agent.vocabulary import OPERATIONS

OFFERED = frozenset(row.name for row in OPERATIONS if row.supported)
"""The operations the studio carries out."""
IN_FREE_WORDS = frozenset({"ask", "topic", "reason", "prompt", "what", "want", "target_name"})
"""Arguments no two people would put alike; they are not compared."""
SAME_NAMES = {"4k": "2160p"}
NEAR = 0.051


@dataclass(frozen=True, slots=True)
class Produced:
    """One operation of an answer. ``supported``: the studio would carry it out."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    supported: bool = False


@dataclass(slots=True)
class Score:
    """What one request came to. ``args``: each expected argument of a met operation, and whether it was right."""

    met: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    added: list[Produced] = field(default_factory=list)
    paired: list[Produced] = field(default_factory=list)
    args: list[tuple[str, str, Any, bool]] = field(default_factory=list)
    trap: bool = False

    @property
    def is_flawless(self) -> bool:
        """Whether nothing is to be shown about it."""
        return not (self.missed or self.added or self.trap) and all(right for *_, right in self.args)


def of_plan(plan: Mapping[str, Any]) -> list[Produced]:
    """The studio's plan, as it stands on the wire, in the labels' terms."""
    found = [Produced(one["name"], one["args"], one["supported"]) for one in plan["operations"]]
    if plan["doubt"] is not None:
        found.append(Produced("clarify"))
    if not found and plan["declined"]:
        found.append(Produced("none", {"negated": plan["declined"][0]}))
    return found


def score(item: Mapping[str, Any], answer: Sequence[Produced]) -> Score:
    """What of one request was met, missed and added."""
    wanted = [(one["op"], _flat(one["args"])) for one in item["expect"]]
    names = {one.name for one in answer}
    result = Score(trap=not names.isdisjoint(item["forbid"]))
    if item["accept_clarify"] and "clarify" in names:
        result.met = [name for name, _ in wanted]
        return result
    left = list(answer)
    if item["category"] == "template":
        left = [Produced("clarify") if one.name == "help" else one for one in left]
    for name, expected in wanted:
        same = [one for one in left if one.name == name]
        if not same:
            result.missed.append(name)
            continue
        best = max(same, key=lambda one: sum(right for *_, right in _compared(name, expected, one)))
        left.remove(best)
        result.met.append(name)
        result.paired.append(best)
        result.args += _compared(name, expected, best)
    result.added = left
    return result


class Tally:
    """The sums of many scores; every figure is a micro-average over operations."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, result: Score) -> None:
        """Count one request's score in."""
        counts = self.counts
        counts["items"] += 1
        counts["met"] += len(result.met)
        counts["missed"] += len(result.missed)
        counts["added"] += len(result.added)
        counts["args"] += len(result.args)
        counts["right"] += sum(right for *_, right in result.args)
        counts["traps"] += result.trap
        counts["offered_met"] += sum(name in OFFERED for name in result.met)
        counts["offered_missed"] += sum(name in OFFERED for name in result.missed)
        counts["done_paired"] += sum(one.supported for one in result.paired)
        counts["done_added"] += sum(one.supported for one in result.added)

    @property
    def figures(self) -> dict[str, float]:
        """The figures by the names of the last line."""
        counts = self.counts
        return {
            "recall": _rate(counts["met"], counts["missed"]),
            "precision": _rate(counts["met"], counts["added"]),
            "args": _rate(counts["right"], counts["args"] - counts["right"]),
            "traps": counts["traps"],
            "supported_recall": _rate(counts["offered_met"], counts["offered_missed"]),
            "supported_precision": _rate(counts["done_paired"], counts["done_added"]),
        }


def _rate(part: int, rest: int) -> float:
    return round(part / (part + rest), 4) if part + rest else 1.0


def _compared(name: str, expected: Mapping[str, Any], got: Produced) -> list[tuple[str, str, Any, bool]]:
    flat = _flat(got.args)
    return [
        (name, key, value, key in flat and _is_same(value, flat[key]))
        for key, value in expected.items()
        if key not in IN_FREE_WORDS
    ]


def _flat(args: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in args.items():
        if isinstance(value, dict):
            flat.update({f"{key}_{inner}": one for inner, one in value.items()})
        else:
            flat[key] = value
    return flat


def _is_same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(got, bool):
        return bool(wanted) == bool(got)
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) < NEAR
    if isinstance(wanted, str) and isinstance(got, str):
        one, other = wanted.lower(), got.lower()
        return SAME_NAMES.get(one, one) == SAME_NAMES.get(other, other)
    return bool(wanted == got)
