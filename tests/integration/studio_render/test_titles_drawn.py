"""Titles really are in the picture, where and when they should be, whatever their words are."""

import numpy as np
import pytest

from studio.render.errors import MissingGlyphs
from studio.timeline.model import Position, Timeline, Title
from tests.integration.studio_render.footage import clip, luma, noise, numbered_clip, render, still

BACKDROP, WORDS = 140, 200


async def drawn(tmp_path, *titles, size=(640, 360), at_s=1.0):
    """The picture with the titles on plain grey."""
    grey = still(tmp_path / "grey.png", size, (120, 120, 120))
    await render(Timeline((clip(grey, 0, 2000),), titles=titles), grey, folder=tmp_path)
    return luma(tmp_path / "film.mp4", at_s)


def inked(picture: np.ndarray) -> tuple[int, int, int, int]:
    """The box of the bright words: left, top, right, bottom."""
    rows, columns = np.nonzero(picture > WORDS)
    assert rows.size > 30, "no words are drawn"
    return columns.min(), rows.min(), columns.max(), rows.max()


@pytest.mark.parametrize(
    "text", ["Urban Dreams", "城市之夢 你好", "東京タワー", "Ünïcödé & <b>", "It's 100% [ok]; a:b,c"]
)
async def test_words_of_many_kinds_are_drawn(tmp_path, text):
    left, top, right, bottom = inked(await drawn(tmp_path, Title(text, 0, 2000)))

    assert (left + right) / 2 == pytest.approx(320, abs=12)
    assert (top + bottom) / 2 == pytest.approx(180, abs=20)
    assert right - left > 60


@pytest.mark.parametrize("position", list(Position))
async def test_a_title_stands_where_it_was_put(tmp_path, position):
    left, top, right, bottom = inked(await drawn(tmp_path, Title("Here", 0, 2000, position)))

    across, down = (left + right) / 2 / 640, (top + bottom) / 2 / 360
    assert ("left" in position) == (across < 0.35)
    assert ("right" in position) == (across > 0.65)
    assert ("top" in position) == (down < 0.3)
    assert ("bottom" in position) == (down > 0.7)
    assert left > 0.05 * 640
    assert right < 0.95 * 640


async def test_a_title_fades_in_and_out_and_is_gone(tmp_path):
    grey = still(tmp_path / "grey.png", (640, 360), (120, 120, 120))
    await render(Timeline((clip(grey, 0, 3000),), titles=(Title("Now", 1000, 1000),)), grey, folder=tmp_path)

    brightest = {at: int(luma(tmp_path / "film.mp4", at).max()) for at in (0.5, 1.1, 1.5, 2.5)}

    assert brightest[0.5] < BACKDROP
    assert BACKDROP < brightest[1.1] < brightest[1.5] - 20
    assert brightest[1.5] > 220
    assert brightest[2.5] < BACKDROP


@pytest.mark.parametrize(
    "text",
    [r"{\an7}Top", r"{\fs200}Big", r"back\Nslash", r"\{\pos(0,0)}x", r"a{b}c", r"\h\n\N", "m 0 0 {\\p1} l 99 99"],
)
async def test_words_that_look_like_commands_are_only_words(tmp_path, text):
    left, top, right, bottom = inked(await drawn(tmp_path, Title(text, 0, 2000)))

    assert bottom - top < 45
    assert (left + right) / 2 == pytest.approx(320, abs=15)
    assert (top + bottom) / 2 == pytest.approx(180, abs=25)


async def test_a_long_chinese_title_is_wrapped_within_an_upright_film(tmp_path):
    picture = await drawn(
        tmp_path, Title("我们今天一起去看城市里最美的夜景，然后慢慢走回家。", 0, 2000), size=(270, 480)
    )

    left, top, right, bottom = inked(picture)
    assert left > 0.04 * 270
    assert right < 0.96 * 270
    assert bottom - top > 40


async def test_titles_at_one_place_and_time_do_not_cover_each_other(tmp_path):
    alone = inked(await drawn(tmp_path, Title("First", 0, 2000, Position.BOTTOM)))
    both = inked(
        await drawn(tmp_path, Title("First", 0, 2000, Position.BOTTOM), Title("Second", 0, 2000, Position.BOTTOM))
    )

    assert both[1] < alone[1] - (alone[3] - alone[1])


async def test_a_title_the_font_cannot_draw_is_refused_before_any_work(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    timeline = Timeline((clip(source, 0, 1000),), titles=(Title("Hello สวัสดี 😀", 0, 900),))

    with pytest.raises(MissingGlyphs) as caught:
        await render(timeline, source, folder=tmp_path)

    assert caught.value.scripts == ("Thai", "Emoji")
    assert set(caught.value.characters) == set("สวัสดี😀")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4"]


async def test_a_title_goes_over_cuts_and_many_sources(tmp_path):
    clips = [still(tmp_path / f"{number}.png", (640, 360), (100 + number, 100, 100)) for number in range(3)]
    timeline = Timeline(tuple(clip(each, 0, 700) for each in clips), titles=(Title("Over", 300, 1500),))

    await render(timeline, *clips, folder=tmp_path)

    assert all(luma(tmp_path / "film.mp4", at).max() > 220 for at in (0.65, 0.75, 1.35, 1.45))
