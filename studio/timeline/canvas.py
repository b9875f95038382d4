"""The size of the finished picture; pure."""

from collections.abc import Iterable

from studio.timeline.model import Source, Timeline

LONG_LIMIT = 1920
SHORT_LIMIT = 1080
LEAST_SIDE = 16
"""The encoder takes no smaller picture."""

UNKNOWN_SIZE = (1280, 720)


def canvas_size(timeline: Timeline, sources: Iterable[Source]) -> tuple[int, int]:
    """Width and height in pixels: the first clip's shape, its short side as asked for.

    Even numbers (H.264 with 4:2:0 colour needs them), within 1920x1080 or, upright, 1080x1920.
    """
    by_id = {source.id: source for source in sources}
    first = by_id.get(timeline.clips[0].source) if timeline.clips else None
    width, height = (first.width, first.height) if first and first.width and first.height else UNKNOWN_SIZE
    short, long = sorted((width, height))
    wanted = short if timeline.short_side is None else timeline.short_side
    scale = min(wanted / short, SHORT_LIMIT / short, LONG_LIMIT / long)
    return _even(width * scale), _even(height * scale)


def _even(pixels: float) -> int:
    return max(LEAST_SIDE, 2 * round(pixels / 2))
