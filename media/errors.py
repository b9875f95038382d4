"""What can go wrong with a file, and with the programs that read it.

MediaError
├── Unsupported · Empty · Unreadable · NoDuration · PictureTooLarge · NoCues · TextTooLong     the file's fault
├── FfmpegFailed ── FfmpegTimedOut · OutputTooLarge
├── ChildFailed ── ChildTimedOut
└── DiskFull

``str(error)`` is for the log: it never holds a path.
"""


class MediaError(Exception):
    """Root of all errors of this package."""


class Unsupported(MediaError):
    """By its content none of the kinds taken."""


class Empty(MediaError):
    """No bytes at all."""


class Unreadable(MediaError):
    """The right kind by its first bytes, but broken or endless inside."""


class NoDuration(MediaError):
    """A video or sound of zero length."""


class PictureTooLarge(MediaError):
    """More pixels than can be decoded safely."""


class NoCues(MediaError):
    """A file of subtitles by its name, with no times in it."""


class TextTooLong(MediaError):
    """More words than can be read with care."""


class FfmpegFailed(MediaError):
    """ffmpeg ended with an error."""


class FfmpegTimedOut(FfmpegFailed):
    """ffmpeg was stopped at its limit of wall or CPU time."""


class OutputTooLarge(FfmpegFailed):
    """ffmpeg made more bytes than it may."""


class ChildFailed(MediaError):
    """A Python child ended with an error."""


class ChildTimedOut(ChildFailed):
    """A Python child was stopped at its limit of wall or CPU time."""


class DiskFull(MediaError):
    """The disk has no room for the output."""
