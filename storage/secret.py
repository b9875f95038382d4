"""The installation's own secret, from which links and sessions of the page are signed: made once, kept for ever."""

import os
import secrets
from pathlib import Path

from bot.core.errors import StorageFailed

_BYTES = 32


def installation_secret(folder: Path) -> bytes:
    """32 random bytes from a file only its owner can read; made on first use. Raises StorageFailed."""
    path = folder / "secret"
    try:
        if path.exists():
            return path.read_bytes()
        part = folder / f"secret.{secrets.token_hex(4)}"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return path.read_bytes()
    except OSError as error:
        raise StorageFailed("the installation's secret cannot be read or made") from error
