"""Logging to standard error: ids and references, never words, names, tokens or links."""

import asyncio
import logging
import re
import sys
import traceback
from types import TracebackType

OURS = ("studio.", "media.")
ExceptionFacts = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FACTS = ("session", "edit", "render", "reference", "route", "error")

_TOKENS = re.compile(r"nmv_usr_[\w-]+|(?<=Bearer )\S+", re.ASCII)


def _told(error: BaseException | None) -> list[str]:
    """A traceback without the words of foreign exceptions, which may quote what a person wrote.

    Our own promise to hold nobody's words.
    """
    if error is None:
        return []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    is_ours = type(error).__module__.startswith(OURS)
    words = f": {error}" if is_ours else ""
    lines = [line for one in (cause, *inner) for line in _told(one)]
    return [*lines, *traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}{words}\n"]


class _Formatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        facts = [f"{name}={getattr(record, name)}" for name in FACTS if getattr(record, name, None)]
        return " ".join([super().formatMessage(record), *facts])

    def formatException(self, ei: ExceptionFacts) -> str:  # noqa: N802 - logging's name
        return "".join(_told(ei[1])).rstrip()

    def format(self, record: logging.LogRecord) -> str:
        return _TOKENS.sub("[hidden]", super().format(record))


def _is_no_cut_stream(record: logging.LogRecord) -> bool:
    """uvicorn reports the streams it cuts when the studio ends as defects."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def set_up(level: str) -> None:
    """Log at that level; libraries that would tell of every request are turned down."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for loud in (
        "httpx",
        "httpcore",
        "httpx2",
        "httpcore2",
        "openai",
        "uvicorn",
        "uvicorn.error",
        "uvicorn.access",
        "aiosqlite",
        "asyncio",
        "python_multipart",
    ):
        logging.getLogger(loud).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_no_cut_stream)
