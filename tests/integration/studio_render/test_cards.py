"""Cards really stand before and after the film: black, silent, with their words; the film behind them stays in time."""

from fractions import Fraction

import numpy as np
import pytest

from studio.render.cards import plain_picture
from studio.render.film import SourceMedia
from studio.timeline.cards import with_intro, with_outro
from studio.timeline.model import Clip, Source, SourceId, SourceKind, Timeline
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import clip, lag_of, luma, noise, numbered_clip, render, whole
from tests.integration.studio_render.test_titles_drawn import inked


async def plain(tmp_path) -> SourceMedia:
    await plain_picture(tmp_path / "card.png")
    return SourceMedia(
        Source(SourceId("card"), "card", SourceKind.IMAGE, 0, 64, 36, generated=True), tmp_path / "card.png"
    )


@pytest.mark.parametrize("words", ["My trip", "我的旅行"])
async def test_a_card_stands_before_and_after_the_film(tmp_path, words):
    film = numbered_clip(tmp_path / "a.mp4", noise(2.0), frames=50, rate=Fraction(25), size=(320, 180))
    card = await plain(tmp_path)
    shown = Clip(card.source.id, "card", 0, 1000)
    timeline = with_outro(with_intro(Timeline((whole(film),)), shown, words), shown, "Bye")

    facts = await render(timeline, film, card, folder=tmp_path)

    assert (facts.width, facts.height, facts.duration_ms) == (320, 180, 4000)
    picture = decode_picture(tmp_path / "film.mp4")
    assert len(picture.frames) == 100
    assert [frame.number for frame in picture.frames[25:75]] == list(range(50))
    heard = decode_sound(tmp_path / "film.mp4")
    assert abs(lag_of(heard, noise(2.0)[4800:80_000], 48_000 + 4800)) <= 1
    assert np.abs(heard[:47_000]).max() < 0.005
    assert np.abs(heard[146_000:190_000]).max() < 0.005
    for at in (0.5, 3.5):
        words_only = luma(tmp_path / "film.mp4", at)
        left, top, right, bottom = inked(words_only)
        assert abs((left + right) / 2 - 160) < 8
        assert abs((top + bottom) / 2 - 90) < 12
        assert words_only[: top - 8].max() < 24
    assert luma(tmp_path / "film.mp4", 0.0).max() < 120  # the words come up


async def test_one_clips_sound_is_changed_and_the_others_is_not(tmp_path):
    one = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    two = numbered_clip(tmp_path / "b.mp4", noise(1.0, seed=2), frames=30)

    await render(Timeline((clip(one, 0, 1000, gain=0.5), clip(two, 0, 1000, gain=0.0))), one, two, folder=tmp_path)

    heard = decode_sound(tmp_path / "film.mp4")
    level = 20 * np.log10(np.sqrt(np.mean(heard[4800:43_200] ** 2)))
    assert level == pytest.approx(-26.0, abs=0.5)
    assert np.abs(heard[50_000:]).max() < 0.005
