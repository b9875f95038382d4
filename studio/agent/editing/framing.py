"""The film's shape, and turning and mirroring its picture."""

import re
from dataclasses import replace
from fractions import Fraction

from studio.agent.editing.arguments import text, whole
from studio.agent.editing.bench import Bench
from studio.agent.editing.platforms import PLATFORMS, Platform
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import clock
from studio.timeline.appearance import QUARTER, Fill, Framing, flipped, turned
from studio.timeline.canvas import film_size, first_picture

MODES = {"crop": Fill.CROP, "blur_pad": Fill.BLUR, "letterbox": Fill.PAD, "pad": Fill.PAD}
ASPECT = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*[:x×/]\s*(\d{1,3})", re.ASCII)
SLENDEREST = 3
BARS_OVER = Fraction(2)
"""Bars across a film wider than this are asked for its cinema look: they take from the picture, not from its sides."""


async def reframe(bench: Bench, operation: Operation) -> None:
    """Bring the film to a shape, cropping unless something else was said; say what the platform meant takes."""
    platform = PLATFORMS.get(text(operation, "platform") or "")
    aspect = _aspect(operation) or (platform.aspect if platform else None)
    said = MODES.get(text(operation, "mode") or "")
    framing = bench.film.framing
    if aspect is None and (said is None or framing.aspect is None):
        raise Refused("error.which_shape")
    # Who chose a blurred background once wants it for the next shape too.
    fill = said or (framing.fill if framing.aspect is not None else Fill.CROP)
    if text(operation, "mode") == "letterbox" and aspect is not None and aspect > BARS_OVER:
        fill = Fill.CROP
    new = replace(framing, aspect=aspect or framing.aspect, fill=fill)
    key = f"frame.{fill.value}" if _changes_shape(bench, new) else "frame.same"
    bench.film = replace(bench.film, framing=new)
    bench.say(key, aspect=_told(new.aspect or Fraction(1)))
    if platform is not None:
        _tell_limits(bench, platform)


async def rotate(bench: Bench, operation: Operation) -> None:
    """Turn the picture by quarters, clockwise."""
    degrees = whole(operation, "degrees")
    if degrees is None:
        raise Refused("error.which_way")
    if degrees % QUARTER:
        raise Refused("error.no_quarter", degrees=degrees)
    bench.film = replace(bench.film, framing=turned(bench.film.framing, degrees))
    key = {0: "frame.not_turned", 90: "frame.right", 180: "frame.upside_down", 270: "frame.left"}[degrees % 360]
    bench.say(key)


async def flip(bench: Bench, operation: Operation) -> None:
    """Mirror the picture."""
    is_upright = text(operation, "axis") == "vertical"
    bench.film = replace(bench.film, framing=flipped(bench.film.framing, upside_down=is_upright))
    bench.say("frame.flipped_vertically" if is_upright else "frame.mirrored")


def _aspect(operation: Operation) -> Fraction | None:
    match = ASPECT.fullmatch(text(operation, "aspect") or "")
    if match is None or Fraction(match[1]) == 0 or Fraction(match[2]) == 0:
        return None
    aspect = Fraction(match[1]) / Fraction(match[2])
    return min(max(aspect, Fraction(1, SLENDEREST)), Fraction(SLENDEREST))


def _changes_shape(bench: Bench, new: Framing) -> bool:
    """Whether the pictures of the film are not of the new shape already."""
    shown = [bench.sources[clip.source] for clip in bench.film.clips if clip.source in bench.sources]
    first = first_picture(shown)
    old_size = film_size(first, bench.film.short_side, replace(new, aspect=None))
    return film_size(first, bench.film.short_side, new) != old_size


def _told(aspect: Fraction) -> str:
    if max(aspect.numerator, aspect.denominator) > 100:
        return f"{float(aspect):.2f}:1"
    return f"{aspect.numerator}:{aspect.denominator}"


def _tell_limits(bench: Bench, platform: Platform) -> None:
    length_ms = bench.film.duration_ms
    if length_ms > platform.longest_ms:
        limit = clock(platform.longest_ms)
        bench.say("platform.too_long", platform=platform.name, limit=limit, length=clock(length_ms))
    elif platform.lufs is None:
        bench.say("platform.limits", platform=platform.name, limit=clock(platform.longest_ms))
    else:
        bench.say("platform.loud", platform=platform.name, limit=clock(platform.longest_ms), lufs=platform.lufs)
