"""How well the planner reads: recall and precision of operations over labelled requests.

``python -m benchmarks.words [SET]`` reads ``benchmarks/data/<SET>.jsonl`` (default ``instructions-dev``) or a path,
runs the planner alone, and prints figures by category and a last line of JSON. ``--show`` lists the misses. A request
labelled ``clarify`` is met by a question; ``none`` by doing nothing that was forbidden.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from studio.agent.plan import Plan
from studio.agent.planner import Scene, plan
from studio.agent.vocabulary import OPERATIONS

_HERE = Path(__file__).parent / "data"
_SUPPORTED = {row.name for row in OPERATIONS if row.supported}
_SCENE = Scene(has_timeline=True, duration_ms=300_000)


def produced(answer: Plan) -> list[tuple[str, Mapping[str, Any]]]:
    """The planner's answer in the labels' terms."""
    found: list[tuple[str, Mapping[str, Any]]] = [(one.name, one.args) for one in answer.operations]
    if answer.doubt is not None:
        found.append(("clarify", {}))
    if not found and answer.declined:
        found.append(("none", {"negated": answer.declined[0]}))
    return found


def _flat(args: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in args.items():
        if isinstance(value, dict):
            flat.update({f"{key}_{inner}": one for inner, one in value.items()})
        else:
            flat[key] = value
    return flat


def _same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(got, bool):
        return bool(wanted) == bool(got)
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) < 0.051
    if isinstance(wanted, str) and isinstance(got, str):
        names = {"4k": "2160p"}
        one, other = wanted.lower(), got.lower()
        return names.get(one, one) == names.get(other, other)
    return bool(wanted == got)


def _free(key: str) -> bool:
    """Arguments in free words, which no two people would put alike."""
    return key in {"ask", "topic", "reason", "prompt", "what", "want", "target_name"}


def score(item: Mapping[str, Any], answer: Plan) -> dict[str, Any]:
    """What was met, missed and added for one request."""
    wanted = [(one["op"], _flat(one["args"])) for one in item["expect"]]
    got = produced(answer)
    names = Counter(name for name, _ in got)
    if item["accept_clarify"] and names["clarify"]:
        return {"met": [name for name, _ in wanted], "missed": [], "added": [], "args": [], "trap": False}
    if item["category"] == "template" and names["help"]:
        names["clarify"], names["help"] = 1, 0
    left = names.copy()
    met, missed, args = [], [], []
    for name, expected in wanted:
        if left[name]:
            left[name] -= 1
            met.append(name)
            best = [given for other, given in got if other == name]
            for key, value in expected.items():
                if not _free(key):
                    args.append((name, key, value, any(_same(value, given.get(key)) for given in best if key in given)))
        else:
            missed.append(name)
    added = [name for name, count in left.items() for _ in range(count) if count > 0]
    return {
        "met": met,
        "missed": missed,
        "added": added,
        "args": args,
        "trap": any(names[name] for name in item["forbid"]),
    }


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def main(arguments: Sequence[str]) -> None:
    show = "--show" in arguments
    sets = [one for one in arguments if not one.startswith("--")] or ["instructions-dev"]
    path = Path(sets[0]) if Path(sets[0]).is_file() else _HERE / f"{sets[0]}.jsonl"
    tables: dict[str, Counter[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        if not item["offline"]:
            continue
        answer = plan(item["text"], _SCENE)
        result = score(item, answer)
        for name in ("all", item["category"], *(("supported",) if _all_supported(item) else ())):
            _count(tables.setdefault(name, Counter()), result)
        if show and (
            result["missed"] or result["added"] or result["trap"] or not all(one[-1] for one in result["args"])
        ):
            wrong = [one[:3] for one in result["args"] if not one[-1]]
            print(
                f"{item['id']} {item['text']}\n   got {[(n, dict(a)) for n, a in produced(answer)]} unclear "
                f"{answer.unclear}"
            )
            print(
                f"   missed {result['missed']} added {result['added']} args {wrong}{' TRAP' if result['trap'] else ''}"
            )
    _print(tables)


def _all_supported(item: Mapping[str, Any]) -> bool:
    return all(one["op"] in _SUPPORTED for one in item["expect"])


def _count(table: Counter[str], result: Mapping[str, Any]) -> None:
    table["met"] += len(result["met"])
    table["missed"] += len(result["missed"])
    table["added"] += len(result["added"])
    table["args"] += len(result["args"])
    table["args_right"] += sum(1 for one in result["args"] if one[-1])
    table["traps"] += result["trap"]
    table["items"] += 1


def _print(tables: Mapping[str, Counter[str]]) -> None:
    rows = {
        name: (
            _rate(table["met"], table["met"] + table["missed"]),
            _rate(table["met"], table["met"] + table["added"]),
            _rate(table["args_right"], table["args"]),
            table["traps"],
            table["items"],
        )
        for name, table in tables.items()
    }
    print(f"{'category':14}{'recall':>8}{'precision':>11}{'args':>8}{'traps':>7}{'items':>7}")
    for name, (recall, precision, args, traps, items) in sorted(rows.items()):
        print(f"{name:14}{recall:8.3f}{precision:11.3f}{args:8.3f}{traps:7}{items:7}")
    none = (1.0, 1.0, 1.0, 0, 0)
    recall, precision, args, traps, _ = rows.get("all", none)
    ours = rows.get("supported", none)
    figures = {"recall": recall, "precision": precision, "args": args, "traps": traps}
    print(json.dumps(figures | {"supported_recall": ours[0], "supported_precision": ours[1]}))


if __name__ == "__main__":
    main(sys.argv[1:])
