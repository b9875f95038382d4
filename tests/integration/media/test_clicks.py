"""Clicks seen in recordings of a screen, to the pixel; nothing is claimed where there is no pointer."""

from pathlib import Path

import pytest

from media.clicks import find_clicks
from tests.film.clicking import clicking_film, pointerless_film
from tests.film.talking import FPS


@pytest.mark.parametrize("seed", [60, 64])
async def test_clicks_are_found_where_and_when_they_are(tmp_path: Path, seed: int):
    truth = clicking_film(tmp_path / "screen.mp4", seed, events=4, size=(960, 540))

    seen = await find_clicks(tmp_path / "screen.mp4")

    assert seen.is_found
    assert len(seen.clicks) == len(truth)
    for (ms, x, y), click in zip(seen.clicks, truth, strict=True):
        assert abs(ms - click.frame * 1000 / FPS) <= 150
        assert abs(x - click.x) <= 5
        assert abs(y - click.y) <= 5


async def test_without_a_pointer_nothing_is_claimed(tmp_path: Path):
    pointerless_film(tmp_path / "screen.mp4", 63, events=4, size=(960, 540))

    seen = await find_clicks(tmp_path / "screen.mp4")

    assert (seen.is_found, seen.clicks) == (False, ())
