"""Jump cuts: finding them in a film, and the pictures that lead smoothly over them."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from media.errors import ChildFailed, Unreadable
from media.limits import GIBIBYTE, MEBIBYTE, Limits
from media.runner import run_child
from media.sniff import HEAD_BYTES, sniff

SIDE = 4
"""Pictures on each side of a cut that are morphed."""

_ANSWER_BYTES = 256 * 1024
_LOOKING = Limits(cpu_s=1800, memory_bytes=3 * GIBIBYTE, file_bytes=MEBIBYTE, wall_s=840.0)
_MORPHING = Limits(cpu_s=1800, memory_bytes=3 * GIBIBYTE, file_bytes=2 * GIBIBYTE, wall_s=1800.0)


async def find_jump_cuts(path: Path) -> tuple[int, ...]:
    """When jump cuts are in a film, in ms of its own time; about a quarter of its length in CPU at 1920x1080.

    Raises Unreadable, ChildFailed (ChildTimedOut for films of hours), OSError if the file is not there.
    """
    head = await asyncio.to_thread(_head, path)
    known = sniff(head)
    if known is None:
        raise Unreadable("no known signature")
    arguments = [str(path.resolve()), known.extension]
    answer = await run_child("media.jump_cuts_child", arguments, limits=_LOOKING, max_bytes=_ANSWER_BYTES)
    found = json.loads(answer)
    if "refused" in found:
        raise Unreadable(found["refused"])
    return tuple(found["jumps"])


@dataclass(frozen=True, slots=True)
class Joint:
    """A cut whose pictures lie in files of ours. ``files``: what is shown around it, in order; ``numbers``: under which
    each picture is written; ``left``: how many of them are before the cut."""

    files: tuple[Path, ...]
    numbers: tuple[int, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Morphed:
    """How many cuts were led over by moving what is seen, and how many only by fading, where that could not be done;
    and the numbers of the pictures that were written."""

    moved: int
    faded: int
    numbers: tuple[int, ...]


async def morph(joints: Sequence[Joint], target: Path, *, rate: Fraction) -> Morphed:
    """Write the pictures that lead over the joints to ``target`` (Matroska, H.264): picture n at n / ``rate`` seconds.

    The files were made by our own ffmpeg, and are removed. Raises ChildFailed, DiskFull.
    """
    order = [{"files": [str(file) for file in one.files], "numbers": one.numbers, "left": one.left} for one in joints]
    answer = await run_child(
        "media.morph_child",
        [str(target), str(rate)],
        limits=_MORPHING,
        stdin=json.dumps(order).encode(),
        max_bytes=_ANSWER_BYTES,
    )
    found = json.loads(answer)
    if "refused" in found:
        raise ChildFailed(found["refused"])
    return Morphed(found["moved"], found["faded"], tuple(found["numbers"]))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
