"""The timeline: plain frozen values in milliseconds, from which draft and film are made.

A timeline never changes; an edit makes a new one. Sources are uploads or generated media, named by id;
their bytes are never changed. Times on the timeline count from the film's start, times in a source from the
source's start.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import NewType

from studio.timeline.appearance import AS_IT_IS, NO_FADES, PLAIN, Entrance, Fades, Framing, Look
from studio.timeline.delivery import WHOLE_FILM, Delivery
from studio.timeline.mastering import AS_RECORDED, Mastering

SourceId = NewType("SourceId", str)

LONGEST_NAME = 200
"""Characters of a clip's or a bed's name; the rest of a longer file name is left off."""


class SourceKind(StrEnum):
    """What a source is."""

    VIDEO = "video"
    AUDIO = "audio"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Source:
    """Facts about one upload or generated file, as far as editing needs them.

    ``width`` and ``height`` are display sizes (after rotation). ``fps`` is the average frame rate of a video.
    """

    id: SourceId
    name: str
    kind: SourceKind
    duration_ms: int
    width: int = 0
    height: int = 0
    fps: Fraction | None = None
    has_audio: bool = False
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of a source on the video track, one after another without gaps.

    ``gain`` is linear (1.0 as recorded, 0.0 mute). ``speed``: how many seconds of the source pass in one of the film.
    ``steady``: the camera's shaking is taken out. ``card``: put before or after what was filmed, an intro or an outro.
    """

    source: SourceId
    name: str
    in_ms: int
    duration_ms: int
    gain: float = 1.0
    look: Look = PLAIN
    speed: float = 1.0
    enter: Entrance | None = None
    steady: bool = False
    card: bool = False

    @property
    def out_ms(self) -> int:
        """The moment of the source at which the clip ends, in milliseconds."""
        return self.in_ms + round(self.duration_ms * self.speed)

    def goes_on_in(self, other: "Clip") -> bool:
        """Whether the other, played right after it, is the same stretch of the source going on."""
        return replace(self, in_ms=self.out_ms, duration_ms=other.duration_ms, enter=None) == other


@dataclass(frozen=True, slots=True)
class Music:
    """Background music under the film.

    ``volume`` is linear, where 1.0 is as loud as the speech; it is shown as a percentage. A bed with ``fills``
    follows the film's length (cut, faded out at its end); otherwise it ends after ``duration_ms``. Either way a shorter
    source is played again and again.
    ``ducked``: quieter while somebody speaks.
    """

    source: SourceId
    name: str
    start_ms: int
    duration_ms: int
    volume: float = 0.3
    ducked: bool = True
    fills: bool = True
    fade_in_ms: int = 0
    fade_out_ms: int = 1500


@dataclass(frozen=True, slots=True)
class Voiceover:
    """Words spoken over the film from ``start_ms`` on, once; everything else steps back meanwhile.

    ``volume`` is linear, where 1.0 is as loud as the speech of the film.
    """

    source: SourceId
    name: str
    start_ms: int
    duration_ms: int
    volume: float = 1.0


class Position(StrEnum):
    """Where a title stands."""

    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"
    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


@dataclass(frozen=True, slots=True)
class Title:
    """Words over the picture. ``caption``: what is being said, smaller, for as long as it is said."""

    text: str
    start_ms: int
    duration_ms: int
    position: Position = Position.CENTER
    caption: bool = False


@dataclass(frozen=True, slots=True)
class Sync:
    """How a source's sound is moved against its picture: what is heard with the picture's moment ``t`` is the sound's
    moment ``t * tempo - delay_ms``."""

    source: SourceId
    delay_ms: int = 0
    tempo: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A watermark over the whole film: ``text``, or the picture of a ``source``. ``opacity`` 0 to 1."""

    text: str = ""
    source: SourceId | None = None
    position: Position = Position.BOTTOM_RIGHT
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Click:
    """A click of a mouse: when, in the source's time, and where, in pixels of the source as it is shown."""

    at_ms: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Clicks:
    """The clicks of a source around which rings are drawn."""

    source: SourceId
    clicks: tuple[Click, ...]


@dataclass(frozen=True, slots=True)
class PauseCut:
    """A pause that was cut, to be put back by its number: the clips that were taken out."""

    number: int
    pieces: tuple[Clip, ...]

    @property
    def duration_ms(self) -> int:
        """How much it shortened the film, in milliseconds."""
        return sum(piece.duration_ms for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One version of a film. ``short_side`` is the resolution asked for (720, 1080 …), None for the source's own.

    ``receipt``: the pauses cut so far that have not been put back, by their numbers.
    """

    clips: tuple[Clip, ...] = ()
    music: tuple[Music, ...] = ()
    titles: tuple[Title, ...] = ()
    short_side: int | None = None
    receipt: tuple[PauseCut, ...] = ()
    framing: Framing = AS_IT_IS
    fades: Fades = NO_FADES
    delivery: Delivery = WHOLE_FILM
    mastering: Mastering = AS_RECORDED
    syncs: tuple[Sync, ...] = ()
    voiceovers: tuple[Voiceover, ...] = ()
    marks: tuple[Mark, ...] = ()
    clicks: tuple[Clicks, ...] = ()

    @property
    def used(self) -> frozenset[SourceId]:
        """All sources without which the film cannot be made."""
        laid = [clip.source for clip in self.clips] + [bed.source for bed in self.music]
        laid += [mark.source for mark in self.marks if mark.source is not None]
        return frozenset(laid + [voice.source for voice in self.voiceovers])

    @property
    def has_words(self) -> bool:
        """Whether anything is written over the picture."""
        return bool(self.titles) or any(mark.text for mark in self.marks)

    @property
    def duration_ms(self) -> int:
        """The film's length in milliseconds."""
        return sum(clip.duration_ms for clip in self.clips)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time, ``start_ms`` up to but not including ``end_ms``."""

    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        """Its length in milliseconds."""
        return self.end_ms - self.start_ms
