"""How large the film is, and how each source fits into it; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.timeline.model import Source, SourceKind, Timeline

LONG_LIMIT = 1920
SHORT_LIMIT = 1080
LEAST_SIDE = 16
"""The encoder takes no smaller picture."""
WITHOUT_PICTURE = (1280, 720)
NEGLIGIBLE_BAR = 4
"""Bars of so few pixels come from rounding to even sizes; the picture is stretched over them instead."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels, both even."""

    width: int
    height: int

    @property
    def short_side(self) -> int:
        """The smaller of the two."""
        return min(self.width, self.height)


def canvas_size(timeline: Timeline, sources: Iterable[Source]) -> Size:
    """The size a timeline's film has, unless another is asked for with the export."""
    by_id = {source.id: source for source in sources}
    shown = [by_id[clip.source] for clip in timeline.clips if clip.source in by_id]
    return film_size(first_picture(shown), timeline.short_side)


def first_picture(shown: Sequence[Source]) -> Source | None:
    """The source that gives the film its size and rate: the first that is no mere sound; None without sources."""
    return next((source for source in shown if source.kind is not SourceKind.AUDIO), shown[0] if shown else None)


def film_size(first: Source | None, short_side: int | None) -> Size:
    """The film's size: the first source's shape, the short side as asked (None: the source's own).

    Never beyond 1920x1080, or 1080x1920 upright; a shape more slender than that is made smaller until it fits.
    """
    width, height = (first.width, first.height) if first and first.width and first.height else WITHOUT_PICTURE
    box = (LONG_LIMIT, SHORT_LIMIT) if width >= height else (SHORT_LIMIT, LONG_LIMIT)
    scale = (short_side or min(width, height)) / min(width, height)
    scale = min(scale, box[0] / width, box[1] / height)
    return Size(_even(width * scale, box[0]), _even(height * scale, box[1]))


def fitted(source: Source, film: Size) -> Size:
    """The size at which all of a source is seen in the film; what is left gets bars."""
    if not (source.width and source.height):
        return film
    scale = min(film.width / source.width, film.height / source.height)
    width, height = _even(source.width * scale, film.width), _even(source.height * scale, film.height)
    return Size(
        film.width if film.width - width < NEGLIGIBLE_BAR else width,
        film.height if film.height - height < NEGLIGIBLE_BAR else height,
    )


def _even(side: float, most: int) -> int:
    return max(LEAST_SIDE, min(most, 2 * round(side / 2)))
