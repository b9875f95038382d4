"""Each file is looked into once, for as long as it is the same."""

import os
from pathlib import Path

import pytest

from media.errors import Unreadable
from media.remembering import MOST_FILES, Remembered


class Looks:
    """Reads a file's text, and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, path: Path) -> str:
        self.count += 1
        if not path.read_text():
            raise Unreadable("no bytes")
        return path.read_text()


async def test_a_file_is_looked_into_once_also_when_it_is_moved(tmp_path: Path) -> None:
    seen, look, path = Remembered[str](), Looks(), tmp_path / "came"
    path.write_text("one")

    assert await seen.of(path, look) == "one"
    moved = path.rename(tmp_path / "kept")
    assert await seen.of(moved, look) == "one"

    assert look.count == 1


@pytest.mark.parametrize("words", ["two", "twelve"])
async def test_a_file_written_to_is_looked_into_again(words: str, tmp_path: Path) -> None:
    seen, look, path = Remembered[str](), Looks(), tmp_path / "file"
    path.write_text("one")
    os.utime(path, (1, 1))  # else both could be written within one tick of the clock
    await seen.of(path, look)

    path.write_text(words)

    assert await seen.of(path, look) == words


async def test_another_file_of_the_same_name_is_looked_into_again(tmp_path: Path) -> None:
    seen, look, path = Remembered[str](), Looks(), tmp_path / "file"
    path.write_text("one")
    other = tmp_path / "other"
    other.write_text("two")
    await seen.of(path, look)

    other.replace(path)

    assert await seen.of(path, look) == "two"


async def test_what_is_written_to_during_the_look_is_not_remembered(tmp_path: Path) -> None:
    seen, path = Remembered[str](), tmp_path / "file"
    path.write_text("one")

    async def slow(path: Path) -> str:
        words = path.read_text()
        path.write_text("and more")
        return words

    await seen.of(path, slow)

    assert await seen.of(path, Looks()) == "and more"


async def test_a_failure_is_not_remembered(tmp_path: Path) -> None:
    seen, look, path = Remembered[str](), Looks(), tmp_path / "file"
    path.write_text("")
    for _ in range(2):
        with pytest.raises(Unreadable):
            await seen.of(path, look)

    assert look.count == 2


async def test_the_oldest_is_forgotten_first(tmp_path: Path) -> None:
    seen, look = Remembered[str](), Looks()
    paths = [tmp_path / str(number) for number in range(MOST_FILES + 1)]
    for path in paths:
        path.write_text(path.name)
        await seen.of(path, look)

    await seen.of(paths[-1], look)
    assert look.count == len(paths)

    await seen.of(paths[0], look)
    assert look.count == len(paths) + 1
