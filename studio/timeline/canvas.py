"""How large the film is, and how each source fits into it; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from studio.timeline.appearance import AS_IT_IS, Fill, Framing
from studio.timeline.model import Source, SourceId, SourceKind, Timeline

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
    shown = [by_id[source] for source in filmed(timeline) if source in by_id]
    return film_size(first_picture(shown), timeline.short_side, timeline.framing)


def filmed(timeline: Timeline) -> tuple[SourceId, ...]:
    """The sources of the clips in their order without those of cards, which take on the film's shape; with them where
    there is nothing else."""
    own = tuple(clip.source for clip in timeline.clips if not clip.card)
    return own or tuple(clip.source for clip in timeline.clips)


def first_picture(shown: Sequence[Source]) -> Source | None:
    """The source that gives the film its size and rate: the first that is no mere sound; None without sources."""
    return next((source for source in shown if source.kind is not SourceKind.AUDIO), shown[0] if shown else None)


def film_size(first: Source | None, short_side: int | None, framing: Framing = AS_IT_IS) -> Size:
    """The film's size: the shape asked for, else the first source's; the short side as asked (None: the source's own).

    Never beyond 1920x1080, or 1080x1920 upright; a shape more slender than that is made smaller until it fits.
    """
    width, height = _seen(first, framing) if first and first.width and first.height else WITHOUT_PICTURE
    side = short_side or min(width, height)
    aspect = framing.aspect or Fraction(width, height)
    wide, high = (side * aspect, Fraction(side)) if aspect >= 1 else (Fraction(side), side / aspect)
    box = (LONG_LIMIT, SHORT_LIMIT) if aspect >= 1 else (SHORT_LIMIT, LONG_LIMIT)
    scale = min(Fraction(1), box[0] / wide, box[1] / high)
    return Size(_even(wide * scale, box[0]), _even(high * scale, box[1]))


def fitted(source: Source, film: Size, framing: Framing = AS_IT_IS) -> Size:
    """The size at which a source is drawn in the film: all of it (what is left gets bars), or so that it covers it."""
    if not (source.width and source.height):
        return film
    wide, high = _seen(source, framing)
    by_width, by_height = Fraction(film.width, wide), Fraction(film.height, high)
    scale = max(by_width, by_height) if framing.fill is Fill.CROP else min(by_width, by_height)
    width, height = _even(wide * scale), _even(high * scale)
    return Size(
        film.width if abs(film.width - width) < NEGLIGIBLE_BAR else width,
        film.height if abs(film.height - height) < NEGLIGIBLE_BAR else height,
    )


def _seen(source: Source, framing: Framing) -> tuple[int, int]:
    """A source's width and height as they are seen once it is turned."""
    return (source.height, source.width) if framing.is_sideways else (source.width, source.height)


def _even(side: Fraction, most: int | None = None) -> int:
    nearest = max(LEAST_SIDE, 2 * round(side / 2))
    return nearest if most is None else min(most, nearest)
