"""What was found out about a file, for as long as it is the same file: each look costs a process of its own."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Generic, TypeVar

MOST_FILES = 256

Found = TypeVar("Found")
_Identity = tuple[int, int, int, int]


class Remembered(Generic[Found]):
    """The findings about the files last asked about. A file is the same also under another name (moved into place),
    and another as soon as it is written to."""

    def __init__(self) -> None:
        self._found: dict[_Identity, Found] = {}

    async def of(self, path: Path, find: Callable[[Path], Awaitable[Found]]) -> Found:
        """What ``find`` finds, or found before. Raises what it raises, which is not remembered; OSError without the
        file."""
        before = _identity(path)
        if before in self._found:
            return self._found[before]
        found = await find(path)
        # Written to meanwhile, nobody knows which of the two was seen.
        if _identity(path) == before:
            self._found[before] = found
            while len(self._found) > MOST_FILES:
                del self._found[next(iter(self._found))]
        return found


def _identity(path: Path) -> _Identity:
    facts = path.stat()
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns
