"""For all tests: the long ones first, so that two processes end at about the same time."""

from pathlib import Path

import pytest

_LONG_FIRST = ("crash", "e2e", "film")
_TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    folder = item.path.relative_to(_TESTS).parts[0]
    return _LONG_FIRST.index(folder) if folder in _LONG_FIRST else len(_LONG_FIRST)
