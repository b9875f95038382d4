"""What a test may order of the test cloud: how it speaks, how one edit goes, what it refuses and how."""

import asyncio
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]

STATUSES = {1001: 401, 1002: 404, 2001: 403, 4001: 415, 4002: 413, 400: 400, 402: 402, 404: 404, 429: 429}
"""The HTTP statuses a cloud would use that tells its codes by status as well; which one it does is not published."""


def wire_json(value: object) -> bytes:
    """JSON with its letters as they are; escaped only where they are none that UTF-8 can carry."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


class Speech(StrEnum):
    """The shape of the events of a stream."""

    ADK = "adk"
    ADK_SNAKE = "adk_snake"
    TYPED = "typed"
    PLAIN = "plain"


class RenderShape(StrEnum):
    """Where a render's answer tells its status: the three published bodies."""

    TASK = "task"
    DATA = "data"
    TOP = "top"


class Where(StrEnum):
    """Where the refusal of an edit is said."""

    BODY = "body"
    FRAME = "frame"
    WORDS = "words"


class Ends(StrEnum):
    """How a stream ends: as it should, cut before the edit is done, or cut after it."""

    WELL = "well"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"


@dataclass(frozen=True)
class Refused:
    """A refusal. ``status`` None: as the cloud's habit is; ``where`` matters to edits only."""

    code: int | None
    message: str = "refused"
    status: int | None = None
    retry_after_s: int | None = None
    where: Where = Where.BODY


@dataclass
class Edit:
    """How one edit goes. ``silent`` None: by the cloud's chance; ``draft`` None: one made up from the uploads.

    ``pieces``: the texts come in pieces before their wholes. ``issue``: "I encountered a temporary issue" comes last.
    ``hold``: waited for before anything is done; heartbeats go on. ``refused``: instead of anything being done;
    ``fails``: the same, said in the stream after all that was done.
    """

    says: tuple[str, ...] = ("Working on it.", "Done.")
    tools: tuple[str, ...] = ("edit_multitrack",)
    changes: bool = True
    draft: Json | None = None
    silent: bool | None = None
    pieces: bool = False
    issue: bool = False
    error: str | None = None
    refused: Refused | None = None
    fails: Refused | None = None
    ends: Ends = Ends.WELL
    hold: asyncio.Event | None = field(default=None, repr=False)


def quiet(*, changes: bool = True) -> Edit:
    """An edit that closes its stream without a word."""
    return Edit(silent=True, changes=changes)
