"""Files a Bot API server in local mode has put on this disk: linked into the store, copied only where they must be.

That server names folders after the bot's token, so no path of it is ever logged or raised.
"""

import asyncio
import logging
import os
import shutil
import stat
from pathlib import Path

from bot.core.errors import AttachmentGone, DiskNearlyFull, EmptyFile, FileTooLarge
from bot.core.model import StoredMedia
from bot.core.ports import MediaStore

_log = logging.getLogger(__name__)


async def take(path: Path, token: str, folder: Path | None, store: MediaStore, limit_bytes: int) -> StoredMedia:
    """Bring the file at that absolute path into the store.

    It must lie in the folder the server has for this bot, which has the token for a name, and in ``folder``, if one is
    given: whoever can make the server's answers does not get to read the rest of this disk.

    Raises AttachmentGone where it cannot be read, FileTooLarge, EmptyFile, DiskNearlyFull.
    """
    found = await asyncio.to_thread(_found, path, token, folder)
    if found is None:
        _log.error(
            "the Bot API server has a file that cannot be read here: both need its folder under the same path, and must"
            " run as the same user (python -m bot telegram-local looks at that)"
        )
        raise AttachmentGone("not readable here")
    real, size_bytes = found
    if size_bytes > limit_bytes:
        raise FileTooLarge(limit_bytes=limit_bytes)
    if size_bytes == 0:
        raise EmptyFile
    place = store.scratch("bin")
    try:
        if not await asyncio.to_thread(_link, real, place):
            if not await store.has_room_for(size_bytes):
                raise DiskNearlyFull
            if not await asyncio.to_thread(_copied, real, place):
                raise AttachmentGone("could not be copied")
        return await store.adopt(place)
    finally:
        await asyncio.to_thread(place.unlink, missing_ok=True)


def _found(path: Path, token: str, folder: Path | None) -> tuple[Path, int] | None:
    """The real path and the size of a regular file we may read; symbolic links do not lead out of the folder."""
    try:
        real = path.resolve(strict=True)
        if not path.is_absolute() or (folder is not None and not real.is_relative_to(folder.resolve())):
            return None
        # Where a name cannot have a colon the server writes "~" (tdlib/telegram-bot-api, allow_colon_in_filenames).
        if not any(part.startswith((token, token.replace(":", "~"))) for part in real.parts):
            return None
        facts = real.stat()
    except (OSError, RuntimeError):
        return None
    if not stat.S_ISREG(facts.st_mode) or not os.access(real, os.R_OK):
        return None
    return real, facts.st_size


def _link(source: Path, place: Path) -> bool:
    """A hard link, if it can be one: on the same disk, and of our own, for the store closes its files to others."""
    try:
        if source.stat().st_uid != os.geteuid():
            return False
        place.hardlink_to(source)
    except OSError:
        return False
    return True


def _copied(source: Path, place: Path) -> bool:
    """Copy; False where that fails, whose error would tell the path."""
    try:
        shutil.copyfile(source, place)
    except OSError as error:
        _log.warning("a file of the Bot API server could not be copied: %s", error.strerror)
        return False
    return True
