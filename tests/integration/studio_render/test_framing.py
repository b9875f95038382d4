"""The film's shape, turning and mirroring, measured on the picture."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from studio.render.command import SourceMedia
from studio.timeline.appearance import AS_IT_IS, Fill, Framing, flipped, turned
from studio.timeline.model import Source, SourceId, SourceKind, Timeline, Title
from tests.film.container import read_container
from tests.film.corners import BLACK, corner_clip, corners_seen, seen_at
from tests.film.decoding import decode_picture, decode_sound
from tests.film.framecode import read
from tests.integration.studio_render.footage import clip, lag_of, luma, noise, numbered_clip, render, whole

TL, TR, BL, BR = "top_left", "top_right", "bottom_left", "bottom_right"
SIZE = (320, 180)


def quarters(folder, size=SIZE) -> SourceMedia:
    path = corner_clip(folder / "q.mp4", size=size, frames=15)
    return SourceMedia(Source(SourceId("q"), "q.mp4", SourceKind.VIDEO, 500, *size, fps=Fraction(30)), path)


async def framed(folder, framing, size=SIZE, **options):
    source = quarters(folder, size)
    await render(Timeline((whole(source),), framing=framing), source, folder=folder, **options)
    container = read_container(folder / "film.mp4")
    return (container.width, container.height), luma(folder / "film.mp4", 0.2)


@pytest.mark.parametrize(
    ("framing", "size", "corners"),
    [
        (AS_IT_IS, (320, 180), (TL, TR, BL, BR)),
        (turned(AS_IT_IS, 90), (180, 320), (BL, TL, BR, TR)),
        (turned(AS_IT_IS, 180), (320, 180), (BR, BL, TR, TL)),
        (turned(AS_IT_IS, 270), (180, 320), (TR, BR, TL, BL)),
        (flipped(AS_IT_IS), (320, 180), (TR, TL, BR, BL)),
        (flipped(AS_IT_IS, upside_down=True), (320, 180), (BL, BR, TL, TR)),
        (flipped(turned(AS_IT_IS, 90)), (180, 320), (TL, BL, TR, BR)),
        (turned(flipped(AS_IT_IS), 90), (180, 320), (BR, TR, BL, TL)),
        (flipped(turned(AS_IT_IS, 180)), (320, 180), (BL, BR, TL, TR)),
    ],
    ids=str,
)
async def test_the_picture_is_turned_and_mirrored_as_asked(tmp_path, framing, size, corners):
    assert (size, corners) == ((await framed(tmp_path, framing))[0], corners_seen(luma(tmp_path / "film.mp4", 0.2)))


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        (Fraction(9, 16), (180, 320)),
        (Fraction(1), (180, 180)),
        (Fraction(4, 5), (180, 224)),
        (Fraction(16, 9), (320, 180)),
        (Fraction(239, 100), (430, 180)),
    ],
    ids=str,
)
@pytest.mark.parametrize("fill", list(Fill))
async def test_the_film_has_the_shape_that_was_asked_for(tmp_path, aspect, size, fill):
    assert (await framed(tmp_path, Framing(aspect, fill)))[0] == size


async def test_a_crop_shows_the_middle_and_no_bars(tmp_path):
    _, seen = await framed(tmp_path, Framing(Fraction(9, 16), Fill.CROP))

    assert corners_seen(seen) == (TL, TR, BL, BR)
    assert seen.min() > BLACK + 20


async def test_a_pad_shows_all_of_the_picture_between_black_bars(tmp_path):
    _, seen = await framed(tmp_path, Framing(Fraction(9, 16), Fill.PAD))

    assert {seen_at(seen, 0.5, down) for down in (0.05, 0.33, 0.67, 0.95)} == {"black"}
    places = ((0.03, 0.42), (0.97, 0.42), (0.03, 0.58), (0.97, 0.58))
    assert [seen_at(seen, *place) for place in places] == [TL, TR, BL, BR]


async def test_a_blurred_pad_fills_the_bars_with_the_picture(tmp_path):
    _, seen = await framed(tmp_path, Framing(Fraction(9, 16), Fill.BLUR))

    assert seen.min() > BLACK + 20
    assert [seen_at(seen, across, down) for across, down in ((0.03, 0.42), (0.97, 0.58))] == [TL, BR]
    middle = seen[20].astype(float)
    assert np.abs(np.diff(middle)).max() < 12
    assert middle.max() - middle.min() > 25


async def test_an_upright_clip_becomes_wide(tmp_path):
    size, seen = await framed(tmp_path, Framing(Fraction(16, 9), Fill.BLUR), size=(180, 320))

    assert size == (320, 180)
    assert seen_at(seen, 0.45, 0.1) == TL


async def test_a_shape_and_a_resolution_go_together(tmp_path):
    size, _ = await framed(tmp_path, Framing(Fraction(9, 16), Fill.CROP), short_side=360)

    assert size == (360, 640)


async def test_framing_leaves_frames_sound_and_cuts_where_they_are(tmp_path):
    sound = noise(3.0)
    source = numbered_clip(tmp_path / "a.mp4", sound)
    clips = (clip(source, 500, 700), clip(source, 1500, 800))
    framing = Framing(Fraction(1), Fill.PAD)

    await render(
        Timeline(clips, titles=(Title("Hi", 0, 400),), framing=framing), source, folder=tmp_path, short_side=360
    )

    numbers = [*range(15, 36), *range(45, 69)]
    assert len(decode_picture(tmp_path / "film.mp4").frames) == len(numbers)
    for index in (0, 20, 21, 44):
        shown = luma(tmp_path / "film.mp4", index / 30)
        assert read(shown[79:281]) == numbers[index]
    assert abs(lag_of(decode_sound(tmp_path / "film.mp4"), sound[72_800:105_000], 34_400)) <= 1


async def test_many_joined_clips_are_framed_alike(tmp_path):
    source = quarters(tmp_path)
    clips = tuple(clip(source, start, 100) for start in (300, 200, 100, 0) * 4)

    await render(Timeline(clips, framing=Framing(Fraction(1), Fill.BLUR)), source, folder=tmp_path)

    for moment in (0.0, 0.75, 1.5):
        assert seen_at(luma(tmp_path / "film.mp4", moment), 0.1, 0.4) == TL
    assert len(decode_picture(tmp_path / "film.mp4").frames) == 48


async def test_a_turned_picture_that_was_not_turned_is_noticed(tmp_path):
    _, straight = await framed(tmp_path, AS_IT_IS)

    assert corners_seen(straight) != (BR, BL, TR, TL)
    assert replace(AS_IT_IS, turn=180) == turned(turned(AS_IT_IS, 90), 90)
