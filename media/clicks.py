"""Clicks of a mouse, seen in a recording of a screen."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from media.errors import Unreadable
from media.limits import GIBIBYTE, MEBIBYTE, Limits
from media.runner import run_child
from media.sniff import HEAD_BYTES, sniff

_ANSWER_BYTES = 256 * 1024
_LIMITS = Limits(cpu_s=1800, memory_bytes=3 * GIBIBYTE, file_bytes=MEBIBYTE, wall_s=840.0)


@dataclass(frozen=True, slots=True)
class Pointing:
    """``is_found``: whether a mouse pointer was seen moving. ``clicks``: when (ms) and where (pixels, x and y)."""

    is_found: bool
    clicks: tuple[tuple[int, int, int], ...] = ()


async def find_clicks(path: Path) -> Pointing:
    """Look for a mouse pointer and its clicks; about a fifth of the recording's length in CPU at 1920x1080.

    A click that changes nothing beside the pointer cannot be seen. Raises Unreadable, ChildFailed (ChildTimedOut for
    recordings of hours), OSError if the file is not there.
    """
    known = sniff(await asyncio.to_thread(_head, path))
    if known is None:
        raise Unreadable("no known signature")
    arguments = [str(path.resolve()), known.extension]
    answer = await run_child("media.clicks_child", arguments, limits=_LIMITS, max_bytes=_ANSWER_BYTES)
    found = json.loads(answer)
    if "refused" in found:
        raise Unreadable(found["refused"])
    return Pointing(found["found"], tuple((ms, x, y) for ms, x, y in found["clicks"]))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
