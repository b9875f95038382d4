"""What the editor works on and what comes of it; the service around it fills and stores these."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from media.clicks import Pointing
from studio.timeline.model import Source, SourceId, Span, Timeline
from studio.timeline.subtitles import Cue
from studio.timeline.sync import StreamTimes


@dataclass(frozen=True, slots=True)
class Project:
    """One session as an edit sees it.

    ``sources``: all uploads and generated media, oldest first. ``fresh``: uploads no version has used yet, oldest
    first. ``timeline``: the current version, None before the first edit. ``back`` and ``forward``: how many versions
    undo and redo can reach.
    """

    sources: tuple[Source, ...]
    fresh: tuple[SourceId, ...] = ()
    timeline: Timeline | None = None
    back: int = 0
    forward: int = 0


class Tools(Protocol):
    """The slow things an edit may need; each may take seconds and may be cancelled."""

    async def speech(self, source: SourceId) -> tuple[Span, ...]:
        """Where somebody speaks in a source, in its own time; empty when nobody does."""

    async def music(self, mood: str, duration_ms: int) -> Source:
        """A music bed of our own making in that mood, registered as generated media."""

    async def stream_times(self, source: SourceId) -> StreamTimes | None:
        """When a source's picture and sound begin and end in its file; None unless it has both."""

    async def lateness(self, source: SourceId) -> int | None:
        """By how many ms the sound comes after what is seen to make it (early below zero); None if not sure."""

    async def jump_cuts(self, source: SourceId) -> tuple[int, ...]:
        """When a source's picture leaps, in ms of its own time: the room stays, somebody is elsewhere at once."""

    async def clicks(self, source: SourceId) -> Pointing:
        """What is seen of a mouse in a source's picture."""

    async def speak(self, words: str) -> Source:
        """The words spoken by the operator's voice, or a synthetic one of ours, registered as generated media.

        Raises SpeechServiceFailed.
        """

    async def align(self, source: SourceId, words: Sequence[str]) -> tuple[Span | None, ...] | None:
        """When each of the words is said in a source, in its own time (None for one without letters); None at all where
        that cannot be found out."""

    async def listen(self, source: SourceId) -> tuple[Cue, ...]:
        """What is said in a source and when, in its own time. Raises SpeechServiceFailed, and where nothing is set up
        that could listen."""

    @property
    def sound_goes_to(self) -> str | None:
        """The host to which ``listen`` sends a source's sound, None where it stays on this computer."""

    async def plain_picture(self) -> Source:
        """A black picture to write on, registered as generated media."""

    async def undrawable(self, text: str) -> str:
        """The characters of a title that cannot be drawn, each once; empty when all can."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The outcome of one request.

    ``timeline``: the new version, None when nothing changed. ``base``: set with the first edit of fresh footage,
    the untouched version to which the first undo goes back. ``step``: instead of a new version, go so many
    versions back (negative) or forward (positive). ``text``: what is said to the person. ``suggestions``: what they
    could say next.
    """

    text: str
    timeline: Timeline | None = None
    base: Timeline | None = None
    step: int = 0
    suggestions: tuple[str, ...] = ()
