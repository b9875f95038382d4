"""The camera's shaking, measured before and after."""

from dataclasses import replace
from fractions import Fraction

from studio.render.command import SourceMedia
from studio.timeline.appearance import Framing
from studio.timeline.model import Source, SourceId, SourceKind, Timeline
from tests.film.container import read_container
from tests.film.decoding import decode_picture
from tests.film.shaking import SIZE, jitter, shaky_clip
from tests.integration.studio_render.footage import clip, noise, numbered_clip, render, whole


def shaken(folder, frames=120) -> SourceMedia:
    made = shaky_clip(folder / "shaky.mp4", frames=frames)
    source = Source(SourceId("shaky"), "shaky.mp4", SourceKind.VIDEO, frames * 1000 // 30, *SIZE, fps=Fraction(30))
    return SourceMedia(source, made.path)


def steady(one):
    return replace(one, steady=True)


async def test_a_shaky_clip_is_steadied_at_least_twentyfold(tmp_path):
    source = shaken(tmp_path)
    before = jitter(source.path)

    await render(Timeline((steady(whole(source)),)), source, folder=tmp_path)

    container = read_container(tmp_path / "film.mp4")
    assert (container.width, container.height) == SIZE
    assert before > 5
    assert before / jitter(tmp_path / "film.mp4") >= 20


async def test_what_was_not_asked_for_is_not_steadied(tmp_path):
    source = shaken(tmp_path, frames=60)

    await render(Timeline((whole(source),)), source, folder=tmp_path, short_side=180)

    assert jitter(tmp_path / "film.mp4") > 3


async def test_steadying_goes_with_cuts_speed_and_a_shape(tmp_path):
    source = shaken(tmp_path)
    parts = (steady(clip(source, 500, 1000)), steady(clip(source, 2000, 1000)))

    facts = await render(Timeline(parts, framing=Framing(Fraction(1))), source, folder=tmp_path)

    assert (facts.duration_ms, facts.width, facts.height) == (2000, 270, 270)
    assert len(decode_picture(tmp_path / "film.mp4").frames) == 60


async def test_every_frame_stays_in_its_place(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(3.0))
    parts = (steady(clip(source, 500, 700)), clip(source, 1500, 800))

    await render(Timeline(parts), source, folder=tmp_path)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert len(numbers) == 45
    assert numbers[21:] == list(range(45, 69))
