"""Part files: what has arrived of uploads that are not complete. They outlive a cut connection and a restart."""

import asyncio
import errno
import hashlib
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from bot.core.errors import DiskNearlyFull, FileTooLarge
from bot.core.model import ChatId

_BUFFER_BYTES = 1 << 20
_SILENCE_S = 60.0
_KEPT_S = 2 * 86_400


class Superseded(Exception):
    """A newer request has taken over this upload, or this one fell silent."""


@dataclass(slots=True)
class _Slot:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    patience: asyncio.Timeout | None = None
    newest: int = 0
    users: int = 0


class Part:
    """One part file, open for appending by the request that holds it."""

    def __init__(self, path: Path, limit_bytes: int, slot: _Slot) -> None:
        self.path = path
        self._limit_bytes = limit_bytes
        self._slot = slot
        self._buffer = bytearray()
        self._file: BinaryIO | None = None
        self._is_closed = False
        self._guard = threading.Lock()
        self._written = size_of(path)

    @property
    def offset(self) -> int:
        """How many bytes have arrived."""
        return self._written + len(self._buffer)

    async def write(self, chunk: bytes) -> None:
        """Append. Raises FileTooLarge past the agreed size, DiskNearlyFull when the disk refuses."""
        if self.offset + len(chunk) > self._limit_bytes:
            raise FileTooLarge
        self._buffer += chunk
        if len(self._buffer) >= _BUFFER_BYTES:
            block, self._buffer = bytes(self._buffer), bytearray()
            await self._on_disk(block, close=False)
        _wait_until(self._slot.patience, asyncio.get_running_loop().time() + _SILENCE_S)

    async def settle(self) -> None:
        """Close the complete part; from here on newer requests wait instead of taking over."""
        _wait_until(self._slot.patience, None)
        self._slot.patience = None
        await self.close()

    async def close(self) -> None:
        """Bring all to the file and let go of it; a write still under way in its thread comes first."""
        await self._on_disk(bytes(self._buffer), close=True)
        self._buffer = bytearray()

    async def _on_disk(self, block: bytes, *, close: bool) -> None:
        try:
            await asyncio.to_thread(self._append, block, close=close)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise DiskNearlyFull from error
            raise

    def _append(self, block: bytes, *, close: bool) -> None:
        with self._guard:
            if self._is_closed:
                return
            self._is_closed = close
            if self._file is None and block:
                self._file = self.path.open("ab", buffering=0)
            try:
                self._pour(memoryview(block))
            finally:
                if close and self._file is not None:
                    self._file.close()

    def _pour(self, view: memoryview) -> None:
        while view and self._file is not None:
            written = self._file.write(view) or 0
            self._written += written
            view = view[written:]


class PartFiles:
    """A folder of part files, named by digest: neither a person's name nor the page's id reaches the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._slots: dict[Path, _Slot] = {}

    def path(self, chat: ChatId, upload: str) -> Path:
        """Where an upload's part lies, or would."""
        return self._folder / f"{_digest(chat)}-{_digest(upload)}.part"

    def offset(self, chat: ChatId, upload: str) -> int:
        """How many bytes are there, 0 if nothing has arrived."""
        return size_of(self.path(chat, upload))

    @asynccontextmanager
    async def writing(self, chat: ChatId, upload: str, limit_bytes: int) -> AsyncIterator[Part]:
        """Hold one upload for appending; leaving the context keeps what has arrived.

        The newest request wins, since a browser that comes back may do so before the old connection is seen to
        be dead: whoever held the upload before gets Superseded, as does one that sends nothing for a minute.
        """
        async with self._writing(self.path(chat, upload), limit_bytes) as part:
            yield part

    @asynccontextmanager
    async def _writing(self, path: Path, limit_bytes: int) -> AsyncIterator[Part]:
        slot = self._slots.setdefault(path, _Slot())
        slot.newest += 1
        slot.users += 1
        number = slot.newest
        _wait_until(slot.patience, 0)
        try:
            async with slot.lock:
                if number != slot.newest:
                    raise Superseded
                async with self._held(slot, path, limit_bytes) as part:
                    yield part
        except TimeoutError as error:
            raise Superseded from error
        finally:
            slot.users -= 1
            if slot.users == 0:
                del self._slots[path]

    @asynccontextmanager
    async def _held(self, slot: _Slot, path: Path, limit_bytes: int) -> AsyncIterator[Part]:
        async with asyncio.timeout(_SILENCE_S) as patience:
            slot.patience = patience
            part = Part(path, limit_bytes, slot)
            try:
                yield part
            finally:
                slot.patience = None
                await part.close()

    async def remove(self, chat: ChatId, upload: str) -> None:
        """Forget what has arrived of an upload, and stop whoever is still writing it."""
        async with self.writing(chat, upload, 0) as part:
            part.path.unlink(missing_ok=True)

    async def forget(self, chat: ChatId) -> None:
        """Remove all parts of a chat."""
        for path in await asyncio.to_thread(lambda: list(self._folder.glob(f"{_digest(chat)}-*.part"))):
            async with self._writing(path, 0) as part:
                part.path.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Make the folder and sweep parts nobody came back for in two days. Blocks on the disk."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.glob("*.part"):
            if path.stat().st_mtime < time.time() - _KEPT_S:
                path.unlink(missing_ok=True)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def size_of(path: Path) -> int:
    """A file's size in bytes, 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _wait_until(patience: asyncio.Timeout | None, moment: float | None) -> None:
    if patience is not None and not patience.expired():
        patience.reschedule(moment)
