"""Files in a folder of our own, named by the SHA-256 of their content.

Three folders side by side: ``files`` (kept), ``parts`` (being received) and ``scratch`` (being made by tools). The last
two are emptied at start. A kept file is on the disk, name included, before anybody hears of it.
"""

import asyncio
import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.core.errors import DiskNearlyFull, EmptyFile, FileTooLarge, StorageFailed
from bot.core.model import MediaId, StoredMedia

DEFAULT_RESERVE_BYTES = 2 * 1024**3
_BLOCK_BYTES = 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}

FreeBytes = Callable[[Path], int]


def disk_free_bytes(folder: Path) -> int:
    """Bytes that may still be written to the folder's disk."""
    return shutil.disk_usage(folder).free


class FolderMediaStore:
    """The media folder. ``reserve_bytes`` of its disk always stay free, so that the database can be written."""

    def __init__(
        self, folder: Path, reserve_bytes: int = DEFAULT_RESERVE_BYTES, free_bytes: FreeBytes = disk_free_bytes
    ) -> None:
        """Make the folders and empty the temporary ones. Raises StorageFailed."""
        self._files, self._parts, self._scratch = folder / "files", folder / "parts", folder / "scratch"
        self._reserve_bytes = reserve_bytes
        self._free_bytes = free_bytes
        with _translated():
            for temporary in (self._parts, self._scratch):
                shutil.rmtree(temporary, ignore_errors=True)
            for each in (folder, self._files, self._parts, self._scratch):
                each.mkdir(mode=0o700, parents=True, exist_ok=True)

    @asynccontextmanager
    async def receive(self, max_bytes: int) -> AsyncGenerator["PartFile", None]:
        part = PartFile(self._parts / secrets.token_hex(16), self._files, max_bytes, self._require_room)
        try:
            yield part
        finally:
            await asyncio.to_thread(part.discard)

    def scratch(self, extension: str) -> Path:
        if not _EXTENSION.fullmatch(extension):
            raise ValueError("an extension is one to eight small letters or digits")
        return self._scratch / f"{secrets.token_hex(16)}.{extension}"

    async def adopt(self, path: Path) -> StoredMedia:
        if path.parent != self._scratch:
            raise ValueError("only files made at a scratch path can be adopted")
        return await asyncio.to_thread(self._adopt, path)

    async def get(self, media: MediaId) -> StoredMedia | None:
        if not _HASH.fullmatch(media):
            return None
        path = self._files / media
        with _translated():
            return StoredMedia(media, path, path.stat().st_size) if path.is_file() else None

    async def remove(self, media: MediaId) -> None:
        if _HASH.fullmatch(media):
            with _translated():
                await asyncio.to_thread((self._files / media).unlink, missing_ok=True)

    async def has_room_for(self, size_bytes: int) -> bool:
        with _translated():
            return self._free_bytes(self._files) - size_bytes >= self._reserve_bytes

    def _require_room(self, size_bytes: int) -> None:
        with _translated():
            if self._free_bytes(self._files) - size_bytes < self._reserve_bytes:
                raise DiskNearlyFull

    def _adopt(self, path: Path) -> StoredMedia:
        with _translated():
            if not path.is_file() or path.stat().st_size == 0:
                path.unlink(missing_ok=True)
                raise EmptyFile
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
            return _keep(path, self._files, digest)


class PartFile:
    """A file being received: written a block at a time off the event loop, hashed on the way."""

    def __init__(self, path: Path, files: Path, max_bytes: int, require_room: Callable[[int], None]) -> None:
        self._path = path
        self._files = files
        self._max_bytes = max_bytes
        self._require_room = require_room
        self._hash = hashlib.sha256()
        self._size_bytes = 0
        self._block = bytearray()
        with _translated():
            # Buffered on purpose: its lock makes closing wait for a write that a cancelled task left running.
            self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    async def write(self, chunk: bytes) -> None:
        self._size_bytes += len(chunk)
        if self._size_bytes > self._max_bytes:
            raise FileTooLarge(limit_bytes=self._max_bytes)
        self._require_room(len(self._block) + len(chunk))
        self._block += chunk
        if len(self._block) >= _BLOCK_BYTES:
            await self._flush()

    async def keep(self) -> StoredMedia:
        if self._size_bytes == 0:
            raise EmptyFile
        await self._flush()
        return await asyncio.to_thread(self._finish)

    def discard(self) -> None:
        """Close and remove what is left of the part; nothing is left of one that was kept."""
        with _translated():
            self._file.close()
            self._path.unlink(missing_ok=True)

    async def _flush(self) -> None:
        block, self._block = bytes(self._block), bytearray()
        await asyncio.to_thread(self._append, block)

    def _append(self, block: bytes) -> None:
        with _translated():
            self._file.write(block)
        self._hash.update(block)

    def _finish(self) -> StoredMedia:
        with _translated():
            self._file.flush()
            os.fsync(self._file.fileno())
            return _keep(self._path, self._files, self._hash.hexdigest())


def _keep(path: Path, files: Path, digest: str) -> StoredMedia:
    """Move a file that is already on the disk to its lasting name, durably."""
    target = files / digest
    path.chmod(0o600)
    path.replace(target)
    folder = os.open(files, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return StoredMedia(MediaId(digest), target, target.stat().st_size)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskNearlyFull from error
        raise StorageFailed(f"media folder: {error.strerror}") from error
