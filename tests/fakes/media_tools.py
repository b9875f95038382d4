"""Media tools that believe a file's first word: ``video 24000``, ``audio 5000``, ``image 0``, or an error's name.

What has an arrow in it is subtitles, and what is called ``.txt`` plain words.

``FakeMediaTools`` fulfils MediaTools. A file reads ``video 24000 1280x720`` (kind, ms, size), ``broken`` or ``text``.
"""

from bot.core.errors import NoCues, NoDuration, UnreadableFile, UnsupportedFile
from bot.core.model import MediaFacts, MediaKind, StoredMedia
from bot.core.ports import MediaStore, PercentListener


class FakeMediaTools:
    """See the module. ``fits`` False: no watchable copy can be made."""

    def __init__(self, store: MediaStore, *, fits: bool = True) -> None:
        self._store = store
        self.fits = fits

    async def inspect(self, media: StoredMedia, filename: str) -> MediaFacts:
        if b"-->" in media.path.read_bytes():
            return MediaFacts(MediaKind.TEXT, "srt", 0)
        words = media.path.read_bytes()[:60].decode("utf-8", "replace").split()
        if words[0] == "broken":
            raise UnreadableFile
        if words[0] not in {"video", "audio", "image"}:
            return self._text(filename)
        duration = int(words[1]) if len(words) > 1 else 0
        if duration == 0 and words[0] != "image":
            raise NoDuration
        width, _, height = (words[2] if len(words) > 2 else "0x0").partition("x")
        extension = {"video": "mp4", "audio": "m4a", "image": "jpg"}[words[0]]
        return MediaFacts(MediaKind(words[0]), extension, duration, int(width), int(height), words[0] != "image")

    def _text(self, filename: str) -> MediaFacts:
        if filename.endswith(".srt"):
            raise NoCues
        if not filename.endswith(".txt"):
            raise UnsupportedFile
        return MediaFacts(MediaKind.TEXT, "txt", 0)

    async def read_text(self, media: StoredMedia) -> str:
        return media.path.read_text("utf-8").strip()

    async def uploadable(self, media: StoredMedia, facts: MediaFacts) -> StoredMedia:
        return media

    async def poster(self, media: StoredMedia, facts: MediaFacts) -> StoredMedia | None:
        return None

    async def fit(
        self, media: StoredMedia, facts: MediaFacts, max_bytes: int, progress: PercentListener
    ) -> StoredMedia | None:
        copy = f"video {facts.duration_ms} 320x180".encode()
        if not self.fits or len(copy) > max_bytes:
            return None
        async with self._store.receive(max_bytes) as received:
            await received.write((copy + b" small").ljust(1000, b".")[:max_bytes])
            return await received.keep()
