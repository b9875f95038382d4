"""The filters that turn a source's picture and put it into the film's shape."""

from collections.abc import Sequence

from studio.timeline.appearance import QUARTER, Fill, Framing
from studio.timeline.canvas import Size, fitted
from studio.timeline.model import Source, SourceKind

TURNS = {
    0: (),
    QUARTER: ("transpose=clock",),
    2 * QUARTER: ("hflip", "vflip"),
    3 * QUARTER: ("transpose=cclock",),
}
BACKDROP_SHARE = 4
"""The blurred copy is made at a quarter of the size: nobody sees the difference, and it costs a sixteenth."""
BACKDROP_BLUR = 0.02  # of the film's short side


def framed(source: Source, size: Size, framing: Framing, colours: Sequence[str], name: str) -> str:
    """Filters from a source's picture to one of the film's size.

    ``colours``: filters for the picture alone, bars stay black. ``name`` keeps labels of several apart.
    """
    inner = fitted(source, size, framing)
    matrix = ":out_color_matrix=bt709" if source.kind is SourceKind.IMAGE else ""
    levels = f"out_range=tv{matrix}"
    filters = [*(("hflip",) if framing.mirrored else ()), *TURNS[framing.turn]]
    if inner == size:
        return ",".join([*filters, f"scale={size.width}:{size.height}:{levels}", *colours])
    if framing.fill is Fill.CROP:
        # Cropped before it is scaled: pixels nobody sees need no scaling.
        share = f"crop=iw*{size.width / inner.width:.6f}:ih*{size.height / inner.height:.6f}"
        return ",".join([*filters, share, f"scale={size.width}:{size.height}:{levels}", *colours])
    filters += [f"scale={inner.width}:{inner.height}:{levels}", *colours]
    if framing.fill is Fill.PAD:
        return ",".join([*filters, f"pad={size.width}:{size.height}:(ow-iw)/2:(oh-ih)/2"])
    return f"{','.join(filters)},setsar=1,{_over_itself(size, name)}"


def _over_itself(size: Size, name: str) -> str:
    small = Size(*(max(2, 2 * round(side / BACKDROP_SHARE / 2)) for side in (size.width, size.height)))
    blur = max(1.0, size.short_side * BACKDROP_BLUR / BACKDROP_SHARE)
    return (
        f"split[{name}f][{name}b];"
        f"[{name}b]scale={small.width}:{small.height}:force_original_aspect_ratio=increase,"
        f"crop={small.width}:{small.height},gblur=sigma={blur:.2f},scale={size.width}:{size.height},setsar=1[{name}s];"
        f"[{name}s][{name}f]overlay=(W-w)/2:(H-h)/2:shortest=1"
    )
