"""Rings around the clicks of a mouse: a drawing in ASS for each source, laid on its picture before it is shaped.

So a ring keeps its place in the picture whatever is cropped, padded, turned, steadied or sped up afterwards.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from studio.render.command import SourceMedia
from studio.timeline.canvas import Size
from studio.timeline.model import Click, SourceId, Timeline

RADIUS = 0.04
"""Of the picture's height."""
LEAST_RADIUS = 14
BEFORE_MS, LASTING_MS = 80, 700
"""A ring is there just before the screen answers, grows, and fades."""
COLOUR, EDGE = "&H00C8FF&", "&H202020&"
"""Amber with a thin dark edge, seen on any ground; blue, green, red."""
ROUND = 0.5523
"""How far the handles of a Bézier curve stand off for a quarter of a circle, in radii."""


def rings_document(clicks: Iterable[Click], size: Size) -> str:
    """The document that draws rings on a picture of that size, in the source's time."""
    radius = max(LEAST_RADIUS, round(size.height * RADIUS))
    style = "Style: ring,sans,20,&H0000C8FF,&H0000C8FF,&H00202020,&HFF000000,0,0,0,0,100,100,0,0,1,1,0,7,0,0,0,1"
    head = ["[Script Info]", "ScriptType: v4.00+", f"PlayResX: {size.width}", f"PlayResY: {size.height}", ""]
    styles = ["[V4+ Styles]", STYLE_FORMAT, style, "", "[Events]", EVENT_FORMAT]
    return "\n".join([*head, *styles, *(_ring(click, radius) for click in clicks), ""])


STYLE_FORMAT = (
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
    "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, "
    "MarginV, Encoding"
)
EVENT_FORMAT = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"


def with_rings(
    timeline: Timeline, media: Mapping[SourceId, SourceMedia]
) -> tuple[Mapping[SourceId, SourceMedia], Mapping[str, str]]:
    """The media with the names of the documents that draw their rings, and those documents."""
    ringed_media, documents = dict(media), {}
    for number, each in enumerate(timeline.clicks):
        held = media.get(each.source)
        if held is not None and held.source.width:
            name = f"rings{number}.ass"
            documents[name] = rings_document(each.clicks, Size(held.source.width, held.source.height))
            ringed_media[each.source] = replace(held, rings=name)
    return ringed_media, documents


def ringed(document: str, seek: int, rate: Fraction) -> str:
    """The filters, a comma behind, that draw a source's rings on frames counted from its frame ``seek``."""
    return f"settb={1 / rate},setpts=N+{seek},ass=filename={document},setpts=N,"


def _ring(click: Click, radius: int) -> str:
    start = max(0, click.at_ms - BEFORE_MS)
    end = click.at_ms + LASTING_MS
    grown = f"\\t(0,{end - start},0.6,\\fscx135\\fscy135)\\fad(40,260)"
    look = f"\\an5\\pos({click.x},{click.y})\\1c{COLOUR}\\3c{EDGE}\\bord1\\shad0\\fscx75\\fscy75{grown}\\p1"
    thick = max(3, radius // 4)
    drawing = f"{_circle(radius, radius)} {_circle(radius, radius - thick, back=True)}"
    return f"Dialogue: 5,{_clock(start)},{_clock(end)},ring,,0,0,0,,{{{look}}}{drawing}"


def _circle(middle: int, radius: int, *, back: bool = False) -> str:
    """A circle around (middle, middle); drawn backwards it is a hole in another."""
    far, near = middle + radius, middle - radius
    out, in_ = round(middle + ROUND * radius), round(middle - ROUND * radius)
    quarters = [
        (far, middle, far, out, out, far, middle, far),
        (middle, far, in_, far, near, out, near, middle),
        (near, middle, near, in_, in_, near, middle, near),
        (middle, near, out, near, far, in_, far, middle),
    ]
    if back:
        quarters = [(x3, y3, x2, y2, x1, y1, x0, y0) for x0, y0, x1, y1, x2, y2, x3, y3 in reversed(quarters)]
    first = quarters[0]
    curves = " ".join(f"b {x1} {y1} {x2} {y2} {x3} {y3}" for _, _, x1, y1, x2, y2, x3, y3 in quarters)
    return f"m {first[0]} {first[1]} {curves}"


def _clock(ms: int) -> str:
    hundredths = round(ms / 10)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"
