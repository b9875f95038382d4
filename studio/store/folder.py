"""The data folder: who may work in it, and where its parts lie."""

import fcntl
import os
import shutil
import time
from pathlib import Path
from typing import IO

from studio.store.errors import FolderInUse

_RETRY_S = 0.1


class DataFolder:
    """One studio's folder (mode 0700), locked for as long as the process lives.

    A lock still held may belong to a studio that is just ending, so it is waited for, for a while.
    """

    def __init__(self, root: Path, *, wait_s: float = 15.0) -> None:
        self.root = root
        os.umask(0o077)
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        root.chmod(0o700)
        self._lock = _locked(root / "studio.lock", wait_s)
        for work in (self.incoming, self.work):
            shutil.rmtree(work, ignore_errors=True)
        for folder in (self.incoming, self.work, self.media):
            folder.mkdir(exist_ok=True, mode=0o700)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.root / "studio.sqlite3"

    @property
    def incoming(self) -> Path:
        """Files being received; emptied at start."""
        return self.root / "incoming"

    @property
    def work(self) -> Path:
        """Scratch of edits and renders; emptied at start."""
        return self.root / "work"

    @property
    def media(self) -> Path:
        """What is kept, by content hash."""
        return self.root / "media"

    def close(self) -> None:
        """Give the lock back."""
        self._lock.close()


def _locked(path: Path, wait_s: float) -> IO[str]:
    deadline = time.monotonic() + wait_s
    handle = path.open("a+")
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                handle.close()
                raise FolderInUse(f"another studio is running in {path.parent}") from None
            time.sleep(_RETRY_S)
        else:
            return handle
