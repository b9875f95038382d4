"""One dry walk through a backend: token, session, state, credits; nothing is edited, uploaded or rendered.

What the cloud's answers look like is known from scattered sources only, so the walk also keeps their shapes: keys and
types, never a value. The one thing it tells that is nobody else's business, the link that binds the anonymous account
to a registration, is for the operator's terminal alone.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from backend.calls import Overheard
from backend.client import Endpoint, HttpBackend
from backend.traits import Timeouts
from bot.core.errors import CutdeskError, StorageFailed
from bot.core.model import Credits, JsonObject, Language
from bot.core.ports import Accounts, Clock

_T = TypeVar("_T")

Shape = str | list["Shape"] | dict[str, "Shape"]
"""A JSON value without its values: a type's name, or a list or an object of shapes."""

_DEEPEST = 12
_MOST_KEYS = 100
_LIKE_A_VALUE = re.compile(r".*(?:[0-9]{4}|[0-9a-f]{8}|[^ -~]).*|.{41,}", re.DOTALL | re.IGNORECASE)
_IDENTIFIER = re.compile(r"(?=[^/]*[0-9])[^/]{8,}")


class Step(StrEnum):
    """The stations of the walk, in their order."""

    TOKEN = "token"  # noqa: S105  # a word, not a secret
    SESSION = "session"
    STATE = "state"
    CREDITS = "credits"


_NEEDED = {
    Step.TOKEN: (),
    Step.SESSION: ("session_id",),
    Step.STATE: ("state",),
    Step.CREDITS: ("available", "frozen", "total"),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """The redacted shape of one answer; ids in ``call`` are replaced by ``{id}``."""

    call: str
    status: int
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One station: ``error`` says why it failed (its ``key`` names the sentence), None if it did not.

    ``missing``: keys that were expected in the answer's ``data`` and are not there. ``answers``: none where nothing had
    to be asked, as with a token that is known already.
    """

    step: Step
    error: CutdeskError | None = None
    missing: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether the bot can work with what was answered."""
        return self.error is None and not self.missing


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found, in the order of the steps; a station that could not be reached is left out.

    ``register_url`` binds the anonymous account to a registration: for the operator's terminal, and nowhere else.
    """

    findings: list[Finding]
    credits: Credits | None = None
    register_url: str | None = field(default=None, repr=False)

    @property
    def is_well(self) -> bool:
        """Whether every station was reached and is well."""
        return len(self.findings) == len(Step) and all(finding.is_well for finding in self.findings)


class _Walker:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.user_id: str | None = None
        self._heard: list[Overheard] = []

    def overhear(self, answer: Overheard) -> None:
        self._heard.append(answer)
        user_id = _data(answer).get("user_id")
        self.user_id = user_id if isinstance(user_id, str) and user_id else self.user_id

    async def visit(self, step: Step, call: Callable[[], Awaitable[_T]]) -> _T | None:
        """Make the call, and note how it went and what was answered."""
        self._heard.clear()
        try:
            result = await call()
        except StorageFailed:
            raise
        except CutdeskError as error:
            self.findings.append(Finding(step, error, (), self._answers()))
            return None
        last = _data(self._heard[-1]) if self._heard else {}
        missing = tuple(key for key in _NEEDED[step] if key not in last)
        self.findings.append(Finding(step, None, missing, self._answers()))
        return result

    def _answers(self) -> tuple[Answered, ...]:
        return tuple(
            Answered(
                f"{heard.method} {_IDENTIFIER.sub('{id}', heard.path)}",
                heard.status,
                None if heard.body is None else shape_of(heard.body),
            )
            for heard in self._heard
        )


async def walk(
    endpoint: Endpoint,
    *,
    accounts: Accounts,
    clock: Clock,
    attribution: Mapping[str, str],
    web_url: str = "https://nemovideo.com",
    timeouts: Timeouts | None = None,
) -> Walk:
    """Walk through the backend at ``endpoint`` with the installation's own account; opens one empty session.

    A step's failure is a finding, not an error. Raises ConfigurationError for a bad address or token, StorageFailed.
    """
    walker = _Walker()
    client = HttpBackend(
        endpoint,
        accounts=accounts,
        clock=clock,
        attribution=dict(attribution),
        timeouts=timeouts,
        overhear=walker.overhear,
    )

    try:
        await walker.visit(Step.TOKEN, client.sign_in)
        if walker.findings[-1].error is not None:
            return Walk(walker.findings)
        session = await walker.visit(Step.SESSION, partial(client.open_session, Language.ENGLISH))
        if session is not None:
            await walker.visit(Step.STATE, partial(client.state, session))
        balance = await walker.visit(Step.CREDITS, client.credits)
    finally:
        await client.aclose()
    is_anonymous = endpoint.token is None and walker.user_id is not None
    link = f"{web_url.rstrip('/')}/register?bind={quote(walker.user_id or '', safe='')}" if is_anonymous else None
    return Walk(walker.findings, balance, link)


async def keep(found: Walk, folder: Path, at: datetime) -> Path:
    """Store the shapes of a walk's answers in ``folder`` as ``cloud-answers.json``, replacing the last walk's."""
    told = {
        "at": at.isoformat(timespec="seconds"),
        "steps": [
            {
                "step": finding.step,
                "error": None if finding.error is None else type(finding.error).__name__,
                "missing": list(finding.missing),
                "answers": [{"call": a.call, "status": a.status, "shape": a.shape} for a in finding.answers],
            }
            for finding in found.findings
        ],
    }
    path = folder / "cloud-answers.json"
    await asyncio.to_thread(_write, path, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return path


def shape_of(value: object, depth: int = _DEEPEST) -> Shape:
    """The shape of a JSON value. Keys that look like values (ids, names of people's files) become ``{key}``."""
    if isinstance(value, dict):
        if depth == 0:
            return "object"
        shapes: dict[str, Shape] = {}
        for key, each in list(value.items())[:_MOST_KEYS]:
            name = "{key}" if _LIKE_A_VALUE.fullmatch(key) else key
            shape = shape_of(each, depth - 1)
            shapes[name] = _either(shapes[name], shape) if name in shapes else shape
        return shapes
    if isinstance(value, list):
        if depth == 0:
            return "array"
        items: list[Shape] = []
        for each in value[:_MOST_KEYS]:
            shape = shape_of(each, depth - 1)
            items = [_either(items[0], shape)] if items else [shape]
        return items
    return _TYPES.get(type(value), "null")


_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}


def _either(one: Shape, other: Shape) -> Shape:
    """One shape for values of two."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: _either(one[key], other[key]) for key in one if key in other}
        return {**one, **other, **both}
    if isinstance(one, list) and isinstance(other, list):
        return [_either(one[0], other[0])] if one and other else one or other
    if one == other:
        return one
    names = {name for shape in (one, other) for name in _name_of(shape).split("|")}
    return "|".join(sorted(names))


def _name_of(shape: Shape) -> str:
    return shape if isinstance(shape, str) else "object" if isinstance(shape, dict) else "array"


def _data(answer: Overheard) -> JsonObject:
    data = (answer.body or {}).get("data")
    return data if isinstance(data, dict) else {}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
