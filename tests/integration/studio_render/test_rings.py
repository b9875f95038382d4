"""Rings around clicks, measured in the film's frames, wherever cutting and shaping moves them."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from studio.timeline.appearance import Fill, Framing
from studio.timeline.clicking import with_clicks
from studio.timeline.cuts import remove_spans
from studio.timeline.model import Click, Span, Timeline
from tests.film.rings import rings
from tests.integration.studio_render.footage import numbered_clip, render, whole

CLICKS = (Click(600, 200, 120), Click(2000, 330, 300))


async def filmed(folder: Path, change=lambda film: film) -> list[tuple[float, float, float]]:
    source = numbered_clip(folder / "screen.mp4", None, frames=90, size=(640, 360))
    film = with_clicks(Timeline((whole(source),)), source.source.id, CLICKS)
    await render(change(film), source, folder=folder)
    return rings(folder / "film.mp4")


def near(found, expected) -> None:
    assert len(found) == len(expected)
    for (second, x, y), (at, across, down) in zip(found, expected, strict=True):
        assert second == pytest.approx(at, abs=0.12)
        assert (x, y) == (pytest.approx(across, abs=2), pytest.approx(down, abs=2))


async def test_a_ring_stands_around_each_click_when_it_happens(tmp_path):
    near(await filmed(tmp_path), [(0.55, 200, 120), (1.95, 330, 300)])


async def test_rings_keep_their_place_in_a_picture_that_is_cut_and_cropped(tmp_path):
    def change(film: Timeline) -> Timeline:
        cut = remove_spans(film, [Span(1000, 1500)])
        return replace(cut, framing=Framing(Fraction(1), Fill.CROP))

    near(await filmed(tmp_path, change), [(0.55, 60, 120), (1.45, 190, 300)])


async def test_rings_keep_time_at_twice_the_pace(tmp_path):
    def change(film: Timeline) -> Timeline:
        return replace(film, clips=tuple(replace(clip, speed=2.0, duration_ms=1500) for clip in film.clips))

    near(await filmed(tmp_path, change), [(0.28, 200, 120), (0.97, 330, 300)])
