"""The filters of a clip's colours and light: one look-up table a plane, so black stays black and costs stay small."""

from itertools import groupby

from studio.render.grid import Cut
from studio.timeline.appearance import PLAIN, Look

RED_SHIFT, BLUE_SHIFT = 27, 33
"""Chroma steps of the warmest look; red moves less, as skin bears less of it."""


def coloured(cuts: tuple[Cut, ...]) -> list[str]:
    """Filters for the frames of a run, counted from 0: each look where its cuts are; none where all are plain."""
    spans: dict[Look, list[tuple[int, int]]] = {}
    at = 0
    for look, group in groupby(cuts, key=lambda cut: cut.look):
        frames = sum(cut.frames for cut in group)
        spans.setdefault(look, []).append((at, at + frames))
        at += frames
    everywhere = len(spans) == 1
    return [
        _table(look) if everywhere else f"{_table(look)}:enable='{within(where)}'"
        for look, where in spans.items()
        if look != PLAIN
    ]


def within(spans: list[tuple[int, int]]) -> str:
    """Whether frame n is in one of the spans, as a tree: ffmpeg refuses a sum of hundreds, and a tree is faster."""
    if len(spans) == 1:
        return f"between(n,{spans[0][0]},{spans[0][1] - 1})"
    half = len(spans) // 2
    return f"if(lt(n,{spans[half][0]}),{within(spans[:half])},{within(spans[half:])})"


def _table(look: Look) -> str:
    light = f"pow(clip((val-16)/219,0,1),{2**-look.brightness:.4f})"
    luma = f"clip(16+219*(0.5+({light}-0.5)*{1 + look.contrast:.4f}),16,235)"
    amount = 0.0 if look.grey else 1 + look.saturation
    warmth = 0.0 if look.grey else look.warmth
    blue, red = (
        f"clip(128+(val-128)*{amount:.4f}{shift:+.2f},16,240)" for shift in (-warmth * BLUE_SHIFT, warmth * RED_SHIFT)
    )
    return f"lutyuv=y='{luma}':u='{blue}':v='{red}'"
