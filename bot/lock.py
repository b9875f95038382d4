"""One process per data folder: a lock file held for the life of the process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.core.errors import ConfigurationError


@contextmanager
def data_folder(folder: Path) -> Iterator[Path]:
    """Create the folder (for the owner alone) and hold it. Raises ConfigurationError if another process does."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (folder / "lock").open("w")
    except OSError as error:
        raise ConfigurationError(f"DATA_DIR cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigurationError("DATA_DIR is in use by another Cutdesk process") from None
        yield folder
