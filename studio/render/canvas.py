"""How large the film is, and how each source fits into it."""

from dataclasses import dataclass

from studio.timeline.model import Source

LONGEST_SIDE = 1920
LONGEST_SHORT_SIDE = 1080
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


def film_size(first: Source, short_side: int | None) -> Size:
    """The film's size: the first source's shape, the short side as asked (None: the source's own).

    Never beyond 1920x1080, or 1080x1920 upright; a shape more slender than that is made smaller until it fits.
    """
    width, height = (first.width, first.height) if first.width and first.height else WITHOUT_PICTURE
    wide = width >= height
    box = (LONGEST_SIDE, LONGEST_SHORT_SIDE) if wide else (LONGEST_SHORT_SIDE, LONGEST_SIDE)
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
