"""Colours and light, measured on the picture."""

import av
import numpy as np
import pytest

from studio.timeline.appearance import PLAIN, Fill, Framing, Look
from studio.timeline.model import Timeline
from tests.film.decoding import decode_picture
from tests.integration.studio_render.footage import clip, noise, numbered_clip, render, still

RED, GREY = (190, 90, 80), (120, 120, 120)


def planes(path, index):
    """Mean luma, blue and red chroma in the middle of the n-th frame."""
    with av.open(str(path)) as file:
        frames = file.decode(video=0)
        frame = next(frame for number, frame in enumerate(frames) if number == index)
        picture = frame.to_ndarray(format="yuv444p")
    height, width = picture.shape[1:]
    middle = picture[:, height // 3 : 2 * height // 3, width // 3 : 2 * width // 3]
    return middle.mean(axis=(1, 2))


async def shown(folder, colour, look):
    """The planes of a picture of one colour with a look, and those without."""
    source = still(folder / "p.png", (320, 180), colour)
    found = []
    for each in (look, PLAIN):
        one = clip(source, 0, 200)
        await render(Timeline((type(one)(one.source, one.name, 0, 200, look=each),)), source, folder=folder)
        found.append(planes(folder / "film.mp4", 2))
    return found


@pytest.mark.parametrize(
    ("look", "luma", "blue", "red"),
    [
        (Look(warmth=0.3), 0, -10, 8),
        (Look(warmth=-0.3), 0, 10, -8),
        (Look(brightness=0.25), 13, 0, 0),
        (Look(brightness=-0.25), -13, 0, 0),
    ],
    ids=str,
)
async def test_a_grey_picture_moves_as_far_as_the_look_says(tmp_path, look, luma, blue, red):
    seen, plain = await shown(tmp_path, GREY, look)

    assert seen - plain == pytest.approx([luma, blue, red], abs=3)


async def test_more_and_less_saturation_scale_the_colours(tmp_path):
    more, plain = await shown(tmp_path, RED, Look(saturation=0.5))
    less, _ = await shown(tmp_path, RED, Look(saturation=-0.5))

    assert more[2] - 128 == pytest.approx(1.5 * (plain[2] - 128), abs=2)
    assert less[2] - 128 == pytest.approx(0.5 * (plain[2] - 128), abs=2)
    assert more[0] == pytest.approx(plain[0], abs=2)


async def test_contrast_parts_the_dark_from_the_light(tmp_path):
    light, plain_light = await shown(tmp_path, (200, 200, 200), Look(contrast=0.3))
    dark, plain_dark = await shown(tmp_path, (60, 60, 60), Look(contrast=0.3))

    assert light[0] > plain_light[0] + 10
    assert dark[0] < plain_dark[0] - 10


async def test_black_and_white_has_no_colour_whatever_else_is_said(tmp_path):
    seen, plain = await shown(tmp_path, RED, Look(warmth=1.0, saturation=1.0, grey=True))

    assert seen[1:] == pytest.approx([128, 128], abs=1)
    assert seen[0] == pytest.approx(plain[0], abs=2)


async def test_bars_stay_black_however_bright_the_picture_is(tmp_path):
    source = still(tmp_path / "p.png", (320, 180), GREY)
    one = clip(source, 0, 200)
    bright = type(one)(one.source, one.name, 0, 200, look=Look(warmth=1.0, brightness=1.0))

    await render(Timeline((bright,), framing=Framing(1, Fill.PAD)), source, folder=tmp_path)

    with av.open(str(tmp_path / "film.mp4")) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="yuv444p")
    assert np.abs(picture[:, :20].mean(axis=(1, 2)) - [16, 128, 128]).max() < 2


async def test_a_look_begins_and_ends_on_its_frame(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(3.0))
    whole = clip(source, 0, 3000)
    grey = Look(brightness=1.0)
    parts = tuple(
        type(whole)(whole.source, whole.name, start, length, look=look)
        for start, length, look in ((0, 1000, PLAIN), (1000, 500, grey), (1500, 300, PLAIN), (2200, 800, grey))
    )

    await render(Timeline(parts), source, folder=tmp_path)

    bright = [planes(tmp_path / "film.mp4", index)[0] > 130 for index in (29, 30, 44, 45, 53, 54, 77)]
    assert bright == [False, True, True, False, False, True, True]
    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert numbers == [*range(54), *range(66, 90)]
