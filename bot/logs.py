"""Logging: one format with chat and turn, secrets taken out, loud libraries turned down.

Message text, file names, tokens and links are never logged; this filter is the net below that rule.
"""

import logging
import re
import sys
from collections.abc import Iterable

from bot.core.logcontext import CHAT, TURN

_TOKENS = re.compile(r"nmv_usr_[\w-]+|clm_[\w-]+|\b\d{6,12}:[\w-]{30,}\b|(?<=Bearer )\S+", re.ASCII)
_HIDDEN = "[hidden]"


class _Context(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.chat, record.turn = CHAT.get(), TURN.get()
        return True


class _Redacting(logging.Formatter):
    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(chat)s %(turn)s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return _TOKENS.sub(_HIDDEN, line)


def set_up(level: str, secrets: Iterable[str]) -> None:
    """Log to standard error at that level; no line ever holds one of the secrets."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Context())
    handler.setFormatter(_Redacting(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for loud in ("httpx", "httpcore", "telegram", "uvicorn.access", "aiosqlite", "asyncio"):
        logging.getLogger(loud).setLevel(logging.WARNING)
