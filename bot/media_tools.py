"""The core's door to media, made of ``media/`` and a store: what is opened or encoded runs in sandboxed children."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

from bot.core.errors import (
    DiskNearlyFull,
    EmptyFile,
    NoCues,
    NoDuration,
    PictureTooLarge,
    TextFileTooLong,
    UnreadableFile,
    UnsupportedFile,
)
from bot.core.model import MediaFacts, MediaKind, StoredMedia
from bot.core.ports import MediaStore, PercentListener
from media import errors
from media.convert import to_m4a
from media.fit import fit
from media.formats import M4A, MP4, OGG
from media.probe import probe
from media.text import kind_of_text, read_text
from media.thumbnail import thumbnail

log = logging.getLogger(__name__)

POSTER_AT_MS = 1000

_MEANINGS = {
    errors.Unsupported: UnsupportedFile,
    errors.Empty: EmptyFile,
    errors.NoDuration: NoDuration,
    errors.PictureTooLarge: PictureTooLarge,
    errors.DiskFull: DiskNearlyFull,
    errors.NoCues: NoCues,
    errors.TextTooLong: TextFileTooLong,
}


class SandboxedMediaTools:
    """Fulfils ``MediaTools``; what it makes goes into the store."""

    def __init__(self, store: MediaStore) -> None:
        self._store = store

    async def inspect(self, media: StoredMedia, filename: str) -> MediaFacts:
        with _in_the_cores_words():
            try:
                info = await probe(media.path)
            except errors.Unsupported:
                extension = await asyncio.to_thread(kind_of_text, media.path, filename)
                return MediaFacts(MediaKind.TEXT, extension, duration_ms=0)
        return MediaFacts(
            kind=MediaKind(info.kind),
            extension=info.format.extension,
            duration_ms=info.duration_ms,
            width=info.width,
            height=info.height,
            has_audio=info.has_audio,
        )

    async def read_text(self, media: StoredMedia) -> str:
        with _in_the_cores_words():
            return await asyncio.to_thread(read_text, media.path)

    async def uploadable(self, media: StoredMedia, facts: MediaFacts) -> StoredMedia:
        if facts.extension != OGG.extension:
            return media
        async with self._scratch(M4A.extension) as target:
            with _in_the_cores_words():
                await to_m4a(media.path, target)
            return await self._store.adopt(target)

    async def poster(self, media: StoredMedia, facts: MediaFacts) -> StoredMedia | None:
        if facts.kind is MediaKind.AUDIO:
            return None
        async with self._scratch("jpg") as target:
            try:
                await thumbnail(media.path, target, at_ms=min(POSTER_AT_MS, facts.duration_ms // 3))
            except (errors.FfmpegFailed, errors.DiskFull) as failure:
                log.warning("no poster: %s", failure)
                return None
            return await self._store.adopt(target)

    async def fit(
        self, media: StoredMedia, facts: MediaFacts, max_bytes: int, progress: PercentListener
    ) -> StoredMedia | None:
        if facts.kind is not MediaKind.VIDEO:
            return None
        async with self._scratch(MP4.extension) as target:
            with _in_the_cores_words():
                info = await probe(media.path)
                try:
                    fits = await fit(media.path, target, max_bytes=max_bytes, info=info, progress=progress)
                except errors.FfmpegFailed as failure:
                    log.warning("could not make a smaller copy: %s", failure)
                    fits = False
            if not fits:
                return None
            return await self._store.adopt(target)

    @contextlib.asynccontextmanager
    async def _scratch(self, extension: str) -> AsyncGenerator[Path, None]:
        """A path to write to; what was not adopted is removed."""
        path = self._store.scratch(extension)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _in_the_cores_words() -> Generator[None, None, None]:
    try:
        yield
    except errors.MediaError as failure:
        meaning = _MEANINGS.get(type(failure), UnreadableFile)
        raise meaning(str(failure)) from failure
