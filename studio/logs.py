"""Logging to standard error: ids and references, never words, names, tokens or links."""

import asyncio
import logging
import re
import sys

FACTS = ("session", "edit", "render", "reference", "route", "error")

_TOKENS = re.compile(r"nmv_usr_[\w-]+|(?<=Bearer )\S+", re.ASCII)


class _Formatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        facts = [f"{name}={getattr(record, name)}" for name in FACTS if getattr(record, name, None)]
        return " ".join([super().formatMessage(record), *facts])

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
    for loud in ("httpx", "httpcore", "uvicorn", "uvicorn.error", "uvicorn.access", "aiosqlite", "asyncio"):
        logging.getLogger(loud).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_no_cut_stream)
