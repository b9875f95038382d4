"""Where a secret can be read after a bot has run: on the screen, in the log, in a file it keeps or in a file's name."""

import mmap
from pathlib import Path

from tests.e2e.server import Server


def places(secret: str, bot: Server, kept: Path) -> list[str]:
    """The places that hold the secret: ``screen``, ``log``, and paths under the folder ``kept``."""
    wanted = secret.encode()
    shown = {"screen": bot.printed.encode(), "log": bot.log.encode()}
    files = [path for path in kept.rglob("*") if path.is_file()]
    return [
        *(name for name, text in shown.items() if wanted in text),
        *(str(path) for path in files if _holds(path, wanted) or secret in str(path)),
    ]


def _holds(path: Path, secret: bytes) -> bool:
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(secret) >= 0
