"""What is said in a file and when, by a Whisper model that lies on this computer, in a child process.

What reads the model comes with the extra ``captions``.
"""

import importlib.util
import json
from pathlib import Path

from media.limits import GIBIBYTE, MEBIBYTE, Limits
from media.runner import run_child

_CHILD = "media.whisper_child"
_LIMITS = Limits(cpu_s=4 * 3600, memory_bytes=24 * GIBIBYTE, file_bytes=MEBIBYTE, wall_s=2 * 3600.0)
"""The largest models take some 10 GB, and address space is more than memory."""
_MAX_ANSWER = 16 * MEBIBYTE


def can_listen() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("faster_whisper") is not None


async def heard_by(model: Path, sound: bytes) -> list[tuple[int, int, str]]:
    """Stretches of speech: start and end in ms, words. ``sound``: 16-bit mono samples at 16 kHz; ``model``: its folder.

    Raises ChildFailed, ChildTimedOut.
    """
    answer = await run_child(_CHILD, [str(model)], limits=_LIMITS, stdin=sound, max_bytes=_MAX_ANSWER)
    return [(int(start), int(end), str(words)) for start, end, words in json.loads(answer)]
