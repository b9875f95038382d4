"""The server's files: what people sent, what the bot uploaded, ids for both, and the paths that getFile tells."""

import hashlib
import itertools
import os
import secrets
import shutil
from pathlib import Path

from tests.platforms.telegram.model import StoredFile

# The largest file getFile hands out on the cloud, and the largest upload there and with --local. Bytes.
CLOUD_DOWNLOAD = 20 << 20
CLOUD_UPLOAD = 50 << 20
LOCAL_UPLOAD = 2000 << 20
CLOUD_PHOTO = 10 << 20
LINK_LIFE_S = 3600.0

FOLDERS = {
    "video": "videos",
    "animation": "animations",
    "document": "documents",
    "photo": "photos",
    "audio": "music",
    "voice": "voice",
    "video_note": "video_notes",
    "thumbnail": "thumbnails",
}


class FileStore:
    """Files by id. An id is new each time a file is shown; the unique id belongs to the file's content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._by_id: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[StoredFile, float]] = {}
        self._linked: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def new_path(self) -> Path:
        """Where an upload may be written."""
        return self.folder / f"upload-{next(self._numbers)}"

    def add(self, path: Path, kind: str, name: str | None, media_type: str | None) -> StoredFile:
        """Take note of a file that is on disk; it is not copied."""
        return StoredFile(_unique_id(path), path, path.stat().st_size, FOLDERS[kind], name, media_type)

    def show(self, file: StoredFile) -> str:
        """An id for the file, as a message carries it."""
        file_id = f"BQACAgIAAxkBAAI{secrets.token_urlsafe(36)}"
        self._by_id[file_id] = file
        return file_id

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def link(self, file: StoredFile, now_s: float) -> str:
        """A path below /file/bot<token>/, good for an hour."""
        path = self._linked.get(file.unique_id) or f"{file.folder}/file_{next(self._numbers)}{_suffix(file)}"
        self._linked[file.unique_id] = path
        self._links[path] = (file, now_s + LINK_LIFE_S)
        return path

    def linked(self, path: str, now_s: float) -> StoredFile | None:
        """The file of a path, if the path is still good."""
        file, end_s = self._links.get(path, (None, 0.0))
        return file if now_s < end_s else None

    def put_on_disk(self, file: StoredFile, root: Path) -> Path:
        """Put the file where a server with --local keeps downloads; the same place each time."""
        target = root / file.folder / f"file_{file.unique_id}{_suffix(file)}"
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(file.path, target)
            except OSError:
                shutil.copyfile(file.path, target)
        return target


def _suffix(file: StoredFile) -> str:
    if file.name and Path(file.name).suffix:
        return Path(file.name).suffix
    return {"videos": ".mp4", "photos": ".jpg", "thumbnails": ".jpg", "animations": ".mp4"}.get(file.folder, "")


def _unique_id(path: Path) -> str:
    """From the content: whole for small files, else size and both ends, which tell test files apart."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(1 << 20))
        file.seek(max(0, size - (1 << 20)))
        digest.update(file.read(1 << 20))
    return f"AgAD{digest.hexdigest()[:14]}"
