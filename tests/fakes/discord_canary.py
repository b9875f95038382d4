"""No test of Discord's adapter may let the token out: into a log, onto the screen, or into an error."""

import logging
from collections.abc import Iterator

import pytest

from tests.platforms.discord.server import TOKEN

SECRET = TOKEN.rpartition(".")[2]


class _Listener(logging.Handler):
    """Keeps every line of every logger as it would be written, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def no_token_anywhere(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Listens at DEBUG to the adapter, and to the libraries below it as far as the adapter lets them speak."""
    root = logging.getLogger()
    listener, level = _Listener(), root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # very many lines; statements hold no token
    yield
    root.removeHandler(listener)
    root.setLevel(level)
    shown = capfd.readouterr()
    assert SECRET not in shown.out + shown.err
    assert [line for line in listener.lines if SECRET in line] == []


def assert_silent(error: BaseException) -> None:
    """The error, what it came from and what it carries do not hold the token."""
    seen: BaseException | None = error
    while seen is not None:
        assert SECRET not in f"{seen} {seen!r} {vars(seen)}"
        seen = seen.__cause__ or seen.__context__
