"""The newest few thousand things by name: what is older is forgotten."""

from collections import OrderedDict
from typing import Generic, TypeVar

_T = TypeVar("_T")

_REMEMBERED = 2000


class Memory(Generic[_T]):
    """The newest few thousand things by name."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _T] = OrderedDict()

    def get(self, name: str) -> _T | None:
        """What was put last, if it is still known."""
        return self._kept.get(name)

    def put(self, name: str, value: _T) -> None:
        """Remember, and forget the oldest."""
        self._kept[name] = value
        self._kept.move_to_end(name)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)

    def drop(self, name: str) -> None:
        """Forget."""
        self._kept.pop(name, None)
