"""Watermarks, measured where they stand."""

import av
import numpy as np
import pytest

from studio.timeline.cuts import cut_range
from studio.timeline.model import Mark, Position, Timeline, Title
from tests.film.decoding import decode_picture
from tests.integration.studio_render.footage import clip, luma, noise, numbered_clip, render, still, whole

BACK = 110
PLACES = {
    Position.TOP_LEFT: (0.08, 0.12),
    Position.TOP_RIGHT: (0.92, 0.12),
    Position.BOTTOM_LEFT: (0.08, 0.9),
    Position.BOTTOM_RIGHT: (0.92, 0.9),
    Position.CENTER: (0.5, 0.5),
    Position.BOTTOM: (0.5, 0.9),
}


def seen(picture: np.ndarray, position: Position) -> float:
    height, width = picture.shape
    across, down = PLACES[position]
    line, column = int(down * height), int(across * width)
    return float(picture[line - 2 : line + 3, column - 2 : column + 3].mean())


@pytest.mark.parametrize("position", list(PLACES))
async def test_a_logo_stands_where_it_was_put_and_nowhere_else(tmp_path, position):
    ground, logo = still(tmp_path / "g.png", (320, 180), (BACK,) * 3), still(tmp_path / "l.png", (60, 60), (255,) * 3)
    film = Timeline((clip(ground, 0, 1000),), marks=(Mark(source=logo.source.id, position=position),))

    await render(film, ground, logo, folder=tmp_path)

    for moment in (0.0, 0.9):
        picture = luma(tmp_path / "film.mp4", moment)
        bright = {place for place in PLACES if seen(picture, place) > 200}
        assert bright == {position}


async def test_a_translucent_logo_lets_the_picture_through(tmp_path):
    ground, logo = still(tmp_path / "g.png", (320, 180), (BACK,) * 3), still(tmp_path / "l.png", (60, 60), (255,) * 3)
    film = Timeline((clip(ground, 0, 500),), marks=(Mark(source=logo.source.id, opacity=0.5),))

    await render(film, ground, logo, folder=tmp_path)

    picture = luma(tmp_path / "film.mp4", 0.2)
    plain = seen(picture, Position.TOP_LEFT)
    assert seen(picture, Position.BOTTOM_RIGHT) == pytest.approx((plain + 235) / 2, abs=8)


async def test_a_logo_that_is_itself_transparent_shows_only_its_shape(tmp_path):
    ground = still(tmp_path / "g.png", (320, 180), (BACK,) * 3)
    logo = still(tmp_path / "l.png", (60, 60), (255,) * 3)
    pixels = np.full((60, 60, 4), 255, np.uint8)
    pixels[:, :30, 3] = 0
    with av.open(str(logo.path), "w", format="image2", options={"update": "1"}) as file:
        stream = file.add_stream("png")
        stream.width, stream.height, stream.pix_fmt = 60, 60, "rgba"
        file.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgba")))
        file.mux(stream.encode())
    film = Timeline((clip(ground, 0, 500),), marks=(Mark(source=logo.source.id, position=Position.CENTER),))

    await render(film, ground, logo, folder=tmp_path)

    middle = luma(tmp_path / "film.mp4", 0.2)[90]
    assert middle[165:170].mean() > 220
    assert middle[150:155].mean() == pytest.approx(middle[20:60].mean(), abs=4)


@pytest.mark.parametrize("words", ["@mia_bakes", "小明"])
async def test_words_stand_in_their_corner_from_the_first_frame_to_the_last(tmp_path, words):
    source = numbered_clip(tmp_path / "a.mp4", noise(2.0), frames=60)
    marked = Timeline((whole(source),), titles=(Title("Hi", 500, 500),), marks=(Mark(words, opacity=0.7),))

    await render(cut_range(marked, 1000, 1300), source, folder=tmp_path)

    frames = decode_picture(tmp_path / "film.mp4").frames
    assert [frame.number for frame in frames] == [*range(30), *range(39, 60)]
    for moment in (0.0, 0.9, 1.66):
        picture = luma(tmp_path / "film.mp4", moment)
        corner, other = picture[140:, 160:].astype(int), picture[140:, :150].astype(int)
        assert corner.max() - corner.min() > 60
        assert other.max() - other.min() < 20
