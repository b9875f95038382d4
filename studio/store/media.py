"""The media folder: files under their content's hash, written in pieces, moved into place when whole.

Nothing a person typed becomes part of a path: a name is a SHA-256 and an extension from our own lists.
"""

import asyncio
import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncGenerator, Callable, Collection, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from studio.store.errors import DiskNearlyFull, EmptyFile, FileTooLarge

DISK_RESERVE_BYTES = 2 * 1024**3

_BLOCK = 1024 * 1024
_ROOM_EVERY = 16 * _BLOCK
_EXTENSION = re.compile(r"[a-z0-9]{1,5}")

StepHook = Callable[[str, str], None]
Room = Callable[[Path], int]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the media folder. ``hash`` is its SHA-256 in hexadecimal."""

    hash: str
    extension: str
    size_bytes: int


def free_bytes(folder: Path) -> int:
    """Bytes an ordinary user may still write on the folder's disk."""
    return shutil.disk_usage(folder).free


class Incoming:
    """A file being received. ``path`` may be read once ``finish`` has been awaited."""

    def __init__(self, path: Path, handle: IO[bytes], max_bytes: int, check_room: Callable[[], None]) -> None:
        self.path = path
        self.size_bytes = 0
        self._handle = handle
        self._max_bytes = max_bytes
        self._check_room = check_room
        self._next_check = _ROOM_EVERY
        self._hash = hashlib.sha256()
        self._pending = bytearray()

    async def write(self, chunk: bytes) -> None:
        """Append. Raises FileTooLarge past the limit, DiskNearlyFull without room."""
        self.size_bytes += len(chunk)
        if self.size_bytes > self._max_bytes:
            raise FileTooLarge
        self._pending += chunk
        if len(self._pending) >= _BLOCK:
            await self._flush()

    async def finish(self) -> str:
        """Make the bytes durable; returns their SHA-256. Raises EmptyFile."""
        if not self.size_bytes:
            raise EmptyFile
        await self._flush()
        await asyncio.to_thread(self._sync)
        return self._hash.hexdigest()

    def close(self) -> None:
        """Let go of the file and remove it if it was not moved away."""
        self._handle.close()
        self.path.unlink(missing_ok=True)

    async def _flush(self) -> None:
        block, self._pending = bytes(self._pending), bytearray()
        await asyncio.to_thread(self._append, block)

    def _append(self, block: bytes) -> None:
        if self.size_bytes >= self._next_check:
            self._check_room()
            self._next_check = self.size_bytes + _ROOM_EVERY
        self._hash.update(block)
        self._handle.write(block)

    def _sync(self) -> None:
        self._handle.flush()
        os.fsync(self._handle.fileno())


class MediaFolder:
    """Receives, adopts and finds files."""

    def __init__(
        self,
        media: Path,
        incoming: Path,
        *,
        on_step: StepHook,
        reserve_bytes: int = DISK_RESERVE_BYTES,
        room: Room = free_bytes,
    ) -> None:
        self._media = media
        self._incoming = incoming
        self._on_step = on_step
        self._reserve_bytes = reserve_bytes
        self._room = room
        self._placing = 0
        self._clearing = False
        self._moved = asyncio.Condition()

    def require_room(self, size_bytes: int = 0) -> None:
        """Raises DiskNearlyFull unless the disk has its reserve and three times the file to spare."""
        if self._room(self._media) < max(self._reserve_bytes, 3 * size_bytes):
            raise DiskNearlyFull

    @asynccontextmanager
    async def receive(self, max_bytes: int) -> AsyncGenerator[Incoming, None]:
        """Open a file to write into; leaving the block without ``keep`` removes it."""
        path = self._incoming / secrets.token_hex(16)
        with _full_disk_told():
            handle = await asyncio.to_thread(path.open, "xb")
            incoming = Incoming(path, handle, max_bytes, self.require_room)
            try:
                yield incoming
            finally:
                incoming.close()

    async def keep(self, path: Path, hash_: str, extension: str) -> StoredFile:
        """Move a durable file into place; the same content is kept once."""
        size = path.stat().st_size
        self._on_step("before", "media.keep")
        await asyncio.to_thread(self._move, path, self.path(hash_, extension))
        self._on_step("after", "media.keep")
        return StoredFile(hash_, extension, size)

    async def adopt(self, path: Path, extension: str) -> StoredFile:
        """Take a file made in the work folder. Raises EmptyFile, DiskNearlyFull."""
        with _full_disk_told():
            hash_ = await asyncio.to_thread(_hash_and_sync, path)
        return await self.keep(path, hash_, extension)

    def path(self, hash_: str, extension: str) -> Path:
        """Where a file lies, whether or not it does."""
        if len(hash_) != 64 or not set(hash_) <= set("0123456789abcdef") or not _EXTENSION.fullmatch(extension):
            raise ValueError("not a name of the media folder")
        return self._media / hash_[:2] / f"{hash_}.{extension}"

    async def discard(self, hash_: str, extension: str) -> None:
        """Remove a file, if it is there."""
        await asyncio.to_thread(self.path(hash_, extension).unlink, missing_ok=True)

    @asynccontextmanager
    async def placing(self) -> AsyncGenerator[None, None]:
        """Hold while files are put into place and recorded: until both are done, none may be taken for stray."""
        async with self._moved:
            await self._moved.wait_for(lambda: not self._clearing)
            self._placing += 1
        try:
            yield
        finally:
            async with self._moved:
                self._placing -= 1
                self._moved.notify_all()

    @asynccontextmanager
    async def clearing(self) -> AsyncGenerator[None, None]:
        """Hold while records are deleted and the files they leave stray are removed: nobody places any meanwhile."""
        async with self._moved:
            await self._moved.wait_for(lambda: not (self._placing or self._clearing))
            self._clearing = True
        try:
            yield
        finally:
            async with self._moved:
                self._clearing = False
                self._moved.notify_all()

    async def sweep(self, kept: Collection[str]) -> int:
        """Remove every file whose name (``hash.extension``) is not among the kept; returns how many."""
        return await asyncio.to_thread(self._sweep, frozenset(kept))

    def _sweep(self, kept: frozenset[str]) -> int:
        strays = [path for path in self._media.glob("*/*") if path.name not in kept]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)

    def _move(self, path: Path, target: Path) -> None:
        target.parent.mkdir(exist_ok=True, mode=0o700)
        path.replace(target)
        for folder in (target.parent, self._media):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@contextmanager
def _full_disk_told() -> Generator[None, None, None]:
    """A write that found no room becomes DiskNearlyFull."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskNearlyFull from error
        raise


def _hash_and_sync(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if not file.tell():
            raise EmptyFile
        os.fsync(file.fileno())
    return digest
