"""A media store for the core's tests: plain files in a temporary folder, no care for power failures."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from bot.core.errors import DiskNearlyFull, EmptyFile, FileTooLarge
from bot.core.model import MediaId, StoredMedia

PLENTY_BYTES = 10**12


class FakeMediaStore:
    """``free_bytes`` is what the disk has left above its reserve; set it to fill the disk."""

    def __init__(self, folder: Path, free_bytes: int = PLENTY_BYTES) -> None:
        self._folder = folder
        self._numbers = count(1)
        self.free_bytes = free_bytes
        (folder / "scratch").mkdir(parents=True, exist_ok=True)

    @asynccontextmanager
    async def receive(self, max_bytes: int) -> AsyncGenerator["FakeReceivedFile", None]:
        yield FakeReceivedFile(self, max_bytes)

    def scratch(self, extension: str) -> Path:
        if not (extension.isascii() and extension.isalnum()):
            raise ValueError("no plain extension")
        return self._folder / "scratch" / f"{next(self._numbers)}.{extension}"

    async def adopt(self, path: Path) -> StoredMedia:
        if path.parent != self._folder / "scratch":
            raise ValueError("not a scratch path")
        content = path.read_bytes() if path.exists() else b""
        path.unlink(missing_ok=True)
        return self.put(content)

    async def get(self, media: MediaId) -> StoredMedia | None:
        path = self._folder / media
        if len(media) != 64 or not media.isalnum() or not path.is_file():
            return None
        return StoredMedia(media, path, path.stat().st_size)

    async def remove(self, media: MediaId) -> None:
        if await self.get(media) is not None:
            (self._folder / media).unlink()

    async def has_room_for(self, size_bytes: int) -> bool:
        return size_bytes <= self.free_bytes

    def put(self, content: bytes) -> StoredMedia:
        """Keep the bytes at once, for arranging a test."""
        if not content:
            raise EmptyFile
        media = MediaId(hashlib.sha256(content).hexdigest())
        path = self._folder / media
        path.write_bytes(content)
        return StoredMedia(media, path, len(content))


class FakeReceivedFile:
    """A file received into memory first."""

    def __init__(self, store: FakeMediaStore, max_bytes: int) -> None:
        self._store = store
        self._max_bytes = max_bytes
        self._content = bytearray()

    async def write(self, chunk: bytes) -> None:
        self._content += chunk
        if len(self._content) > self._max_bytes:
            raise FileTooLarge(limit_bytes=self._max_bytes)
        if len(self._content) > self._store.free_bytes:
            raise DiskNearlyFull

    async def keep(self) -> StoredMedia:
        return self._store.put(bytes(self._content))
