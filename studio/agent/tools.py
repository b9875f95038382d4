"""The slow things an edit needs, for one session: hearing speech (once per file), making music, asking the font."""

import asyncio
import secrets
import wave
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from media.clicks import Pointing
from studio.render.cards import PLAIN_SIZE
from studio.render.errors import SpeechServiceFailed
from studio.render.listening import Listener
from studio.render.measures import Measures
from studio.store.media import MediaFolder
from studio.store.model import KeptSource
from studio.store.sources import new_source_id
from studio.timeline.model import LONGEST_NAME, Source, SourceId, SourceKind, Span
from studio.timeline.subtitles import Cue
from studio.timeline.sync import StreamTimes

MakeBed = Callable[[str, int, Path], Awaitable[None]]
Speak = Callable[[str, Path], Awaitable[None]]
Undrawable = Callable[[str], Awaitable[str]]
Paint = Callable[[Path], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the tools of all sessions stand on, joined in the wiring."""

    measures: Measures
    make_bed: MakeBed
    undrawable: Undrawable
    speak: Speak
    paint: Paint
    listener: Listener | None = None


class SessionTools:
    """``Tools`` of one edit: beds are made in its work folder, and kept only when the edit is."""

    def __init__(self, sources: Iterable[KeptSource], workshop: Workshop, work: Path) -> None:
        self._files = {kept.source.id: kept for kept in sources}
        self._workshop = workshop
        self._work = work
        self._made: list[tuple[Source, Path]] = []

    async def speech(self, source: SourceId) -> tuple[Span, ...]:
        """Where somebody speaks in a source; empty for one without sound."""
        kept = self._files[source]
        return await self._workshop.measures.speech(kept.file) if kept.source.has_audio else ()

    async def stream_times(self, source: SourceId) -> StreamTimes | None:
        """When a source's picture and sound begin and end in its file."""
        return await self._workshop.measures.stream_times(self._files[source].file)

    async def lateness(self, source: SourceId) -> int | None:
        """By how much the sound comes after what is seen to make it, where that is sure."""
        return await self._workshop.measures.lateness(self._files[source].file)

    async def jump_cuts(self, source: SourceId) -> tuple[int, ...]:
        """When a source's picture leaps, in ms of its own time."""
        return await self._workshop.measures.jump_cuts(self._files[source].file)

    async def clicks(self, source: SourceId) -> Pointing:
        """What is seen of a mouse in a source's picture."""
        return await self._workshop.measures.clicks(self._files[source].file)

    async def music(self, mood: str, duration_ms: int) -> Source:
        """A bed in that mood."""
        path = self._work / f"{secrets.token_hex(8)}.wav"
        await self._workshop.make_bed(mood, duration_ms, path)
        return await asyncio.to_thread(self._register, mood, path)

    async def speak(self, words: str) -> Source:
        """The words, spoken."""
        path = self._work / f"{secrets.token_hex(8)}.wav"
        await self._workshop.speak(words, path)
        return await asyncio.to_thread(self._register, words[:LONGEST_NAME], path)

    async def align(self, source: SourceId, words: Sequence[str]) -> tuple[Span | None, ...] | None:
        """When each word is said in a source."""
        return await self._workshop.measures.align(self._files[source].file, words)

    async def listen(self, source: SourceId) -> tuple[Cue, ...]:
        """What is said in a source and when."""
        listener = self._workshop.listener
        if listener is None:
            raise SpeechServiceFailed("nothing is set up to listen")
        return await self._workshop.measures.said(self._files[source].file, listener, self._work)

    @property
    def sound_goes_to(self) -> str | None:
        """The host that gets a source's sound."""
        return None if self._workshop.listener is None else self._workshop.listener.sent_to

    async def plain_picture(self) -> Source:
        """A black picture, small: what is put into a film is brought to the film's size."""
        path = self._work / f"{secrets.token_hex(8)}.png"
        await self._workshop.paint(path)
        source = Source(new_source_id(), "card", SourceKind.IMAGE, 0, *PLAIN_SIZE, generated=True)
        self._made.append((source, path))
        return source

    def _register(self, name: str, path: Path) -> Source:
        with wave.open(str(path), "rb") as sound:
            length_ms = sound.getnframes() * 1000 // sound.getframerate()
        source = Source(new_source_id(), name, SourceKind.AUDIO, length_ms, has_audio=True, generated=True)
        self._made.append((source, path))
        return source

    async def undrawable(self, text: str) -> str:
        """The characters of a title that the font lacks."""
        return await self._workshop.undrawable(text)

    async def keep_made(self, media: MediaFolder, used: Iterable[str]) -> list[KeptSource]:
        """Move the beds that are used into the media folder."""
        wanted = set(used)
        return [
            KeptSource(source, await media.adopt(path, path.suffix[1:]))
            for source, path in self._made
            if source.id in wanted
        ]

    @property
    def made(self) -> list[Source]:
        """What was made so far."""
        return [source for source, _ in self._made]
