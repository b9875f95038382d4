"""Clicks with rings around them, in the draft: a list under ``clicks`` of the film's ``m``."""

from studio.timeline.draft_values import JsonMap, integer_of, objects_of, text_of
from studio.timeline.errors import BadDraft
from studio.timeline.model import Click, Clicks, SourceId

MOST_SOURCES, MOST_CLICKS = 1000, 5000
LONGEST_ID = 128
LONGEST_MS = 48 * 3600 * 1000
LARGEST_SIDE = 16_384


def clicks_meta(clicks: tuple[Clicks, ...]) -> dict[str, object]:
    """The key of the film's ``m``; none without clicks."""
    return {"clicks": [_item(each) for each in clicks]} if clicks else {}


def clicks_of(meta: JsonMap) -> tuple[Clicks, ...]:
    """The clicks of a film, source by source. Raises BadDraft."""
    if "clicks" not in meta:
        return ()
    found = tuple(
        Clicks(SourceId(text_of(item, "src", LONGEST_ID)), tuple(map(_click, objects_of(item, "at", MOST_CLICKS))))
        for item in objects_of(meta, "clicks", MOST_SOURCES)
    )
    if len({each.source for each in found}) < len(found):
        raise BadDraft("clicks: a source twice")
    return found


def _item(clicks: Clicks) -> dict[str, object]:
    return {"src": clicks.source, "at": [{"s": one.at_ms, "x": one.x, "y": one.y} for one in clicks.clicks]}


def _click(item: JsonMap) -> Click:
    x, y = (integer_of(item, side, 0, LARGEST_SIDE) for side in ("x", "y"))
    return Click(integer_of(item, "s", 0, LONGEST_MS), x, y)
