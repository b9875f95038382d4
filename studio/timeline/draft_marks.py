"""Watermarks, in the draft: a list under ``marks`` of the film's ``m``."""

from studio.timeline.draft_values import JsonMap, number_of, objects_of, text_of
from studio.timeline.errors import BadDraft
from studio.timeline.model import Mark, Position, SourceId

MOST_MARKS = 8
LONGEST_TEXT = 1000
LONGEST_ID = 128


def marks_meta(marks: tuple[Mark, ...]) -> dict[str, object]:
    """The key of the film's ``m``; none without a watermark."""
    return {"marks": [_item(mark) for mark in marks]} if marks else {}


def marks_of(meta: JsonMap) -> tuple[Mark, ...]:
    """The watermarks of a film. Raises BadDraft."""
    return tuple(_mark(item) for item in objects_of(meta, "marks", MOST_MARKS)) if "marks" in meta else ()


def _item(mark: Mark) -> dict[str, object]:
    what = {"text": mark.text} if mark.source is None else {"src": mark.source}
    return {**what, "position": mark.position.value, "opacity": mark.opacity}


def _mark(item: JsonMap) -> Mark:
    place, opacity = text_of(item, "position", 40), number_of(item, "opacity", 0.0, 1.0)
    if place not in set(Position):
        raise BadDraft("position: unknown")
    if "src" in item:
        return Mark(source=SourceId(text_of(item, "src", LONGEST_ID)), position=Position(place), opacity=opacity)
    return Mark(text_of(item, "text", LONGEST_TEXT), position=Position(place), opacity=opacity)
