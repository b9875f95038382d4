"""How a film goes up: which call suits it, what is told with it, and its bytes, streamed from the disk.

Above about 10 MB Telegram does not look into a video: what is not told shows as a black square of no length
(https://github.com/tdlib/telegram-bot-api/issues/127), so size, length and a still are always told.
"""

import asyncio
import logging
import secrets
import shutil
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram import Bot, InputFile, Message

from adapters.telegram.formatting import ascii_filename
from bot.core.model import Film, MediaKind, StoredMedia

_log = logging.getLogger(__name__)

_THUMBNAIL_BYTES = 200_000
_PHOTO_BYTES = 10_000_000
_PHOTO_SIDES = 10_000
_PHOTO_RATIO = 20
_WRITE_S = 120.0
_ANSWER_S = 120.0
_SLOWEST_BYTES_PER_S = 250_000
"""How fast at worst the server passes a file on; it answers only when it has."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One call: the method's name, the parameter that takes the file, and what is told of it."""

    method: str
    parameter: str
    facts: dict[str, Any]
    takes_thumbnail: bool = True


class Outbox:
    """A folder a Bot API server in local mode reads films from: each under a plain name, linked, not copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_clean = False
        self._cleaning = threading.Lock()

    @asynccontextmanager
    async def holding(self, media: StoredMedia, name: str) -> AsyncGenerator[Path | None, None]:
        """The file under that name for a while; None where the folder cannot take it."""
        place = self._folder / secrets.token_hex(8)
        path = None
        try:
            try:
                path = await asyncio.to_thread(self._put, place, media.path, name)
            except OSError as error:
                _log.warning("films cannot be put where the Bot API server reads them: %s", error.strerror)
            yield path
        finally:
            await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)

    def _put(self, place: Path, source: Path, name: str) -> Path:
        with self._cleaning:  # two films may be the first
            if not self._is_clean:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._is_clean = True
        place.mkdir(parents=True)
        path = place / name
        try:
            path.hardlink_to(source)
        except OSError:
            shutil.copyfile(source, path)
        return path


async def post(bot: Bot, film: Film, common: dict[str, Any], outbox: Outbox | None) -> Message:
    """Send the film, by path where an ``outbox`` takes it, else as a stream. Raises TelegramError, OSError.

    ``common``: the arguments every send has.
    """
    upload = describe(film)
    size_bytes = film.media.size_bytes
    arguments = {
        **common,
        **upload.facts,
        "write_timeout": _WRITE_S,
        "read_timeout": _ANSWER_S + size_bytes / _SLOWEST_BYTES_PER_S,
    }
    send: Callable[..., Any] = getattr(bot, upload.method)
    async with AsyncExitStack() as held:
        file: Path | InputFile | None = None
        if outbox is not None:
            file = await held.enter_async_context(outbox.holding(film.media, f"film.{_extension(film)}"))
        if file is None:
            # The handle is read piece by piece while it is sent; without the flag the library reads it whole.
            handle = held.enter_context(film.media.path.open("rb"))
            name = ascii_filename(film.filename, _extension(film))
            file = InputFile(handle, filename=name, read_file_handle=False)
        message: Message = await send(**{upload.parameter: file}, **_thumbnail(film, upload, held), **arguments)
        return message


def describe(film: Film) -> Upload:
    """Which call suits the film, by what it is."""
    facts, extension = film.facts, _extension(film)
    length = {"duration": max(1, round(facts.duration_ms / 1000))}  # as the words beside it have it
    size = {"width": facts.width or None, "height": facts.height or None}
    match facts.kind:
        case MediaKind.VIDEO if extension == "mp4":
            return Upload("send_video", "video", {**length, **size, "supports_streaming": True})
        case MediaKind.VIDEO if extension == "gif":
            return Upload("send_animation", "animation", {**length, **size})
        case MediaKind.AUDIO if extension in {"mp3", "m4a"}:
            return Upload("send_audio", "audio", length)
        case MediaKind.IMAGE if extension in {"jpg", "jpeg", "png"} and _is_photo(film):
            return Upload("send_photo", "photo", {}, takes_thumbnail=False)
        case _:
            return Upload("send_document", "document", {"disable_content_type_detection": True})


def _is_photo(film: Film) -> bool:
    width, height = film.facts.width, film.facts.height
    if not width or not height or film.media.size_bytes > _PHOTO_BYTES:
        return False
    return width + height <= _PHOTO_SIDES and max(width, height) <= _PHOTO_RATIO * min(width, height)


def _thumbnail(film: Film, upload: Upload, held: AsyncExitStack) -> dict[str, InputFile]:
    poster = film.poster
    if poster is None or not upload.takes_thumbnail or not 0 < poster.size_bytes < _THUMBNAIL_BYTES:
        return {}
    file = held.enter_context(poster.path.open("rb"))
    return {"thumbnail": InputFile(file, filename="poster.jpg", attach=True, read_file_handle=False)}


def _extension(film: Film) -> str:
    return film.facts.extension.lower().lstrip(".") or "bin"
