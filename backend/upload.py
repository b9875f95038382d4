"""A file as a multipart form, streamed from the disk: its length known beforehand, one block in memory."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from bot.core.errors import AttachmentGone
from bot.core.model import StoredMedia
from bot.core.ports import PercentListener

BLOCK_BYTES = 256 * 1024
_LONGEST_NAME = 200
_TYPES = {
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
}


class FileForm:
    """One part named ``files``. ``progress`` hears the percentage handed to the network, never a smaller one."""

    def __init__(self, file: BinaryIO, size_bytes: int, filename: str, progress: PercentListener) -> None:
        self._file = file
        self._size_bytes = size_bytes
        self._progress = progress
        self._told = -1.0
        boundary = secrets.token_hex(16)
        kind = _TYPES.get(PurePosixPath(filename).suffix.lower(), "application/octet-stream")
        disposition = f'form-data; name="files"; filename="{quoted(filename)}"'
        self._head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: {kind}\r\n\r\n".encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + size_bytes + len(self._tail)),
        }

    async def blocks(self) -> AsyncGenerator[bytes, None]:
        """The form's bytes, from the start each time."""
        yield self._head
        sent = 0
        while block := await asyncio.to_thread(_read, self._file, sent):
            yield block
            sent += len(block)
            self._tell(100.0 * sent / self._size_bytes)
        yield self._tail

    def _tell(self, percent: float) -> None:
        if percent > self._told:
            self._told = min(percent, 100.0)
            self._progress(self._told)


@asynccontextmanager
async def file_form(media: StoredMedia, filename: str, progress: PercentListener) -> AsyncGenerator[FileForm, None]:
    """A stored file as a form, open while it is sent. Raises AttachmentGone if the file is not there any more."""
    file = await asyncio.to_thread(_open, media.path)
    try:
        yield FileForm(file, media.size_bytes, filename, progress)
    finally:
        await asyncio.to_thread(file.close)


def quoted(filename: str) -> str:
    """A file's name as browsers write it into a form: quotes and line ends as percent codes, UTF-8 for the rest."""
    readable = filename.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    printable = "".join(" " if ord(char) < 32 or ord(char) == 127 else char for char in readable)
    stem, suffix = PurePosixPath(printable).stem, PurePosixPath(printable).suffix
    if len(printable) > _LONGEST_NAME and len(suffix) < 10:
        printable = stem[: _LONGEST_NAME - len(suffix)] + suffix
    return printable[:_LONGEST_NAME].replace('"', "%22")


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise AttachmentGone("the file is not in the media folder any more") from error


def _read(file: BinaryIO, offset: int) -> bytes:
    file.seek(offset)
    return file.read(BLOCK_BYTES)
