"""What is made of the film: which kind of file, of which part, how large at most; pure."""

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """The kind of file, named as its extension."""

    FILM = "mp4"
    GIF = "gif"
    STILL = "jpg"
    MP3 = "mp3"
    M4A = "m4a"
    WAV = "wav"

    @property
    def is_sound(self) -> bool:
        """Whether it has nothing to be seen."""
        return self in {FileKind.MP3, FileKind.M4A, FileKind.WAV}

    @property
    def is_excerpt(self) -> bool:
        """Whether it shows a part of the film rather than all of it."""
        return self in {FileKind.GIF, FileKind.STILL}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the person gets.

    ``start_ms`` and ``end_ms``: the stretch a GIF shows (``end_ms`` None for the film's end), or the moment of a still.
    ``width`` in pixels of a GIF. ``most_bytes``: of a film. ``share``: of the size the film would have, 0 to 1.
    ``kbps``: of a sound.
    """

    kind: FileKind = FileKind.FILM
    start_ms: int = 0
    end_ms: int | None = None
    width: int | None = None
    most_bytes: int | None = None
    share: float | None = None
    kbps: int | None = None

    @property
    def is_for_once(self) -> bool:
        """Whether the next edit goes back to the film: a limit to its size stays, another kind of file does not."""
        return self.kind is not FileKind.FILM

    @property
    def has_limit(self) -> bool:
        """Whether the film may have to be made smaller."""
        return self.most_bytes is not None or self.share is not None


WHOLE_FILM = Delivery()
