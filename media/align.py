"""When the words of a known text are spoken: forced alignment, in a child process. English only.

What does the listening comes with the extra ``align``; without it nothing can be aligned.
"""

import importlib.util
import json
from collections.abc import Sequence

from media.limits import GIBIBYTE, MEBIBYTE, Limits
from media.runner import run_child

RATE = 16_000
"""Of the sound, samples a second."""
MAX_WORDS = 8000
MAX_SECONDS = 1800
"""Half an hour of speech; the work grows faster than the length."""

_CHILD = "media.align_child"
_LIMITS = Limits(cpu_s=600, memory_bytes=3 * GIBIBYTE, file_bytes=MEBIBYTE, wall_s=900.0)
_MAX_ANSWER = 4 * MEBIBYTE


def can_align() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("pocketsphinx") is not None


async def align(sound: bytes, words: Sequence[str]) -> list[tuple[int, int] | None]:
    """When each word begins and ends, in ms; None for one without letters.

    ``sound``: 16-bit mono samples at ``RATE``. ``words``: lower case, letters and apostrophes. Raises ValueError for
    more than can be heard; ChildFailed where the words are not what is said, or without the extra; ChildTimedOut.
    """
    if len(words) > MAX_WORDS or len(sound) > MAX_SECONDS * RATE * 2:
        raise ValueError("too long to be aligned")
    head = json.dumps(list(words)).encode() + b"\n"
    answer = await run_child(_CHILD, [], limits=_LIMITS, stdin=head + sound, max_bytes=_MAX_ANSWER)
    return [None if time is None else (int(time[0]), int(time[1])) for time in json.loads(answer)]
