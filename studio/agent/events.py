"""What happens during an edit, as values that can be stored and told again.

The wire's form is made of these in ``studio/api``; here they have no more than their facts.
"""

import json
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.agent.plan import ArgValue

JsonObject = dict[str, Any]

CANCELLED = "CANCELLED"
DEADLINE = "DEADLINE_EXCEEDED"
INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class Said:
    """Words for the person; ``suggestions`` are what they could say next."""

    text: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Called:
    """An operation begins. ``call`` joins it to its result."""

    call: str
    name: str
    args: Mapping[str, ArgValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Returned:
    """An operation has ended. ``draft``: the session's draft, with the last one of an edit that changed it."""

    call: str
    name: str
    draft: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The edit did not happen. ``message`` is for a log."""

    code: str
    message: str


EditEvent = Said | Called | Returned | Failed

_KINDS: dict[str, type[EditEvent]] = {kind.__name__: kind for kind in (Said, Called, Returned, Failed)}


@dataclass(frozen=True, slots=True)
class Stamped:
    """An event with its own id, the edit's id, and the moment in seconds since 1970."""

    event: EditEvent
    id: str
    edit: str
    at: float


def stamp(event: EditEvent, edit: str) -> Stamped:
    """Give an event its id and moment."""
    return Stamped(event, secrets.token_hex(8), edit, time.time())


def dump_events(events: Iterable[Stamped]) -> str:
    """The events as JSON, for the store."""
    return json.dumps(
        [{"kind": type(one.event).__name__, "id": one.id, "at": one.at, "facts": asdict(one.event)} for one in events],
        ensure_ascii=False,
    )


def load_events(text: str, edit: str) -> list[Stamped]:
    """What ``dump_events`` made."""
    return [Stamped(_event(row["kind"], row["facts"]), row["id"], edit, row["at"]) for row in json.loads(text)]


def _event(kind: str, facts: JsonObject) -> EditEvent:
    if "suggestions" in facts:
        facts = {**facts, "suggestions": tuple(facts["suggestions"])}
    return _KINDS[kind](**facts)
