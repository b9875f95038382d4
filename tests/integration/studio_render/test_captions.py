"""Captions really are in the picture: below, smaller than titles, at their times, following the cuts."""

import numpy as np

from studio.timeline.cuts import trim_head
from studio.timeline.model import Timeline, Title
from studio.timeline.subtitles import Cue, with_captions
from tests.integration.studio_render.footage import clip, luma, render, still
from tests.integration.studio_render.test_titles_drawn import WORDS, inked


async def test_captions_are_seen_below_while_they_are_said(tmp_path):
    grey = still(tmp_path / "grey.png", (640, 360), (120, 120, 120))
    film = with_captions(Timeline((clip(grey, 0, 4000),)), [Cue(1000, 2000, "Hello there"), Cue(3000, 3500, "你好")])

    await render(trim_head(film, 500), grey, folder=tmp_path)

    shown = {at: luma(tmp_path / "film.mp4", at) for at in (0.3, 1.0, 2.0, 2.8)}
    for at in (0.3, 2.0):
        assert not (shown[at] > WORDS).any()
    for at in (1.0, 2.8):
        left, top, right, bottom = inked(shown[at])
        assert top > 360 * 0.75
        assert bottom < 350
        assert abs((left + right) / 2 - 320) < 15


async def test_a_caption_is_smaller_than_a_title(tmp_path):
    grey = still(tmp_path / "grey.png", (640, 360), (120, 120, 120))
    heights = []
    for caption in (False, True):
        await render(
            Timeline((clip(grey, 0, 1000),), titles=(Title("HHH", 0, 1000, caption=caption),)), grey, folder=tmp_path
        )
        _, top, _, bottom = inked(luma(tmp_path / "film.mp4", 0.5))
        heights.append(bottom - top)
    assert np.isclose(heights[1] / heights[0], 0.055 / 0.075, atol=0.12)
