"""Why an edit of a timeline cannot be done.

TimelineError
├── BeyondEnd      a time lies after the film's end
├── EmptyRange     a range ends before it begins
├── NothingLeft    the edit would remove the whole film
├── NoMusic        there is no music to change
├── NoSuchTitle    no title bears those words
├── BadTitle       a title without words, or with too many
├── NoSubtitles    a text without subtitles, a film without captions
├── NoSuchCut      no cut bears that number
├── CutMoved       what lay beside a cut is gone, so it has no place to go back to
└── BadDraft       a draft that no timeline can be read from
"""


class TimelineError(Exception):
    """Root of everything an edit can refuse."""


class BeyondEnd(TimelineError):
    """A time lies after the film's end, which is at ``duration_ms``."""

    def __init__(self, duration_ms: int) -> None:
        super().__init__(f"the film ends at {duration_ms} ms")
        self.duration_ms = duration_ms


class EmptyRange(TimelineError):
    """A range that ends before, or where, it begins."""


class NothingLeft(TimelineError):
    """The edit would remove the whole film, which is ``duration_ms`` long."""

    def __init__(self, duration_ms: int) -> None:
        super().__init__(f"nothing would be left of {duration_ms} ms")
        self.duration_ms = duration_ms


class NoMusic(TimelineError):
    """The film has no music that could be changed."""


class NoSuchTitle(TimelineError):
    """No title bears the words that were named."""


class BadTitle(TimelineError):
    """A title without words, or with more than ``limit`` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"a title has 1 to {limit} characters")
        self.limit = limit


class NoSubtitles(TimelineError):
    """There are no subtitles where some were meant."""


class NoSuchCut(TimelineError):
    """No cut of the receipt bears the ``number``."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no cut {number}")
        self.number = number


class CutMoved(TimelineError):
    """Both sides of the cut with this ``number`` have been cut or moved since."""

    def __init__(self, number: int) -> None:
        super().__init__(f"cut {number} has no place any more")
        self.number = number


class BadDraft(TimelineError):
    """A draft that no timeline can be read from; the message names the place, never the content."""
