"""What can go wrong while a film is made.

RenderError
├── MissingSource       a clip or music names a source whose file is not there
├── MissingGlyphs       the font cannot draw some characters of a title
├── NothingToRender     the timeline has no picture
├── SpeechServiceFailed what writes down or speaks did not answer as it should
└── EncodeFailed        ffmpeg failed, or what it made is not the film that was planned

A full disk passes through as ``media.errors.DiskFull``. ``str(error)`` is for the log: no path, nobody's words.
"""

from studio.timeline.model import SourceId


class RenderError(Exception):
    """Root of all errors of making a film."""


class MissingSource(RenderError):
    """A source of the timeline has no file."""

    def __init__(self, source: SourceId) -> None:
        super().__init__(f"no file for source {source}")
        self.source = source


class MissingGlyphs(RenderError):
    """The font lacks characters of a title.

    ``characters``: each once, in the order met. ``scripts``: the scripts they belong to, as Unicode names them
    ("Thai", "Arabic"), "Symbols" for those of none.
    """

    def __init__(self, characters: str, scripts: tuple[str, ...]) -> None:
        super().__init__(f"{len(characters)} characters cannot be drawn: {', '.join(scripts)}")
        self.characters = characters
        self.scripts = scripts


class NothingToRender(RenderError):
    """The timeline has no clip as long as one frame."""


class EncodeFailed(RenderError):
    """ffmpeg failed, or its film is not as planned."""


class TooSmall(RenderError):
    """The film cannot be made to fit into ``limit_bytes``."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"no film of this length fits into {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class SpeechServiceFailed(RenderError):
    """What the operator set up to write down or to speak did not answer as it should."""
