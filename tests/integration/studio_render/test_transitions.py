"""How clips pass into one another, and how the film comes up and goes down, measured frame by frame."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from studio.agent.editing.slides import slideshow
from studio.agent.plan import Operation
from studio.agent.project import Project
from studio.timeline.appearance import Blend, Entrance, Fades
from studio.timeline.model import Timeline, Title
from studio.timeline.transitions import with_transitions
from tests.film.clips import RATE
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import clip, lag_of, noise, numbered_clip, render, still, tone, whole

DARK, LIGHT = (40, 40, 40), (210, 210, 210)


def levels(path: Path) -> list[float]:
    """The mean luma of each frame."""
    with av.open(str(path)) as file:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in file.decode(video=0)]


async def stills(folder, blend, length_ms=400):
    dark, light = still(folder / "d.png", (320, 180), DARK), still(folder / "l.png", (320, 180), LIGHT)
    clips = (clip(dark, 0, 1000), replace(clip(light, 0, 1000), enter=Entrance(blend, length_ms)))
    facts = await render(Timeline(clips), dark, light, folder=folder)
    assert facts.duration_ms == 2000
    return levels(folder / "film.mp4")


async def test_a_crossfade_passes_evenly_around_the_joint(tmp_path):
    seen = await stills(tmp_path, Blend.CROSSFADE)

    assert len(seen) == 60
    assert np.ptp(seen[:24]) < 3
    assert np.ptp(seen[37:]) < 3
    assert np.diff(seen[24:36]).min() > 5
    assert seen[30] == pytest.approx((seen[0] + seen[-1]) / 2, abs=12)


@pytest.mark.parametrize(("blend", "middle"), [(Blend.BLACK, 0), (Blend.WHITE, 255)])
async def test_a_dip_goes_through_its_colour(tmp_path, blend, middle):
    seen = await stills(tmp_path, blend)

    assert min(abs(level - middle) for level in seen[27:34]) < 25
    assert np.ptp(seen[:24]) < 3
    assert np.ptp(seen[37:]) < 3


@pytest.mark.parametrize("blend", [blend for blend in Blend if blend is not Blend.MORPH])
async def test_every_transition_begins_and_ends_on_its_frame(tmp_path, blend):
    seen = await stills(tmp_path, blend)

    assert len(seen) == 60
    assert seen[23] == pytest.approx(seen[0], abs=3)
    assert seen[37] == pytest.approx(seen[-1], abs=3)
    assert any(abs(level - seen[0]) > 10 and abs(level - seen[-1]) > 10 for level in seen[24:36])


async def test_frames_and_sound_outside_of_a_transition_stay_where_they_are(tmp_path):
    first, second = noise(3.0), noise(3.0, seed=2)
    a, b = numbered_clip(tmp_path / "a.mp4", first), numbered_clip(tmp_path / "b.mp4", second)
    film = with_transitions(Timeline((whole(a), whole(b))), Blend.CROSSFADE, 400)

    facts = await render(film, a, b, folder=tmp_path)

    assert facts.duration_ms == 5600
    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert len(numbers) == 168
    assert numbers[:78] == list(range(78))
    assert numbers[90:] == list(range(12, 90))
    sound = decode_sound(tmp_path / "film.mp4")
    assert abs(lag_of(sound, first[4800:120_000], 4800)) <= 1
    assert abs(lag_of(sound, second[24_000:130_000], 24_000 + 78 * 1600)) <= 1


async def test_the_sound_passes_over_without_a_hole(tmp_path):
    a = numbered_clip(tmp_path / "a.mp4", tone(3.0, 300))
    b = numbered_clip(tmp_path / "b.mp4", tone(3.0, 500))

    await render(with_transitions(Timeline((whole(a), whole(b))), Blend.CROSSFADE, 600), a, b, folder=tmp_path)

    sound = decode_sound(tmp_path / "film.mp4")
    windows = sound[RATE : RATE * 4].reshape(-1, RATE // 50)
    loudness = 10 * np.log10(np.square(windows).mean(axis=1))
    assert loudness.min() > -23.5
    assert loudness.max() < -18


async def test_many_clips_pass_over_one_after_another(tmp_path):
    sources = [numbered_clip(tmp_path / f"{name}.mp4", noise(1.5, seed=name), frames=45) for name in range(15)]
    film = with_transitions(Timeline(tuple(whole(source) for source in sources)), Blend.CROSSFADE, 200)

    facts = await render(film, *sources, folder=tmp_path)

    assert facts.duration_ms == 15 * 1500 - 14 * 200
    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert len(numbers) == 15 * 45 - 14 * 6
    assert numbers[-39:] == list(range(6, 45))
    last = noise(1.5, seed=14)
    assert abs(lag_of(decode_sound(tmp_path / "film.mp4"), last[14_400:70_000], 14_400 + 14 * 39 * 1600)) <= 1


async def test_the_film_comes_up_from_black_and_goes_down_to_it(tmp_path):
    light = still(tmp_path / "l.png", (320, 180), LIGHT)
    film = Timeline((clip(light, 0, 3000),), titles=(Title("Hi", 0, 3000),), fades=Fades(500, 1000))

    await render(film, light, folder=tmp_path)

    seen = levels(tmp_path / "film.mp4")
    assert len(seen) == 90
    assert (seen[0], seen[-1]) == (pytest.approx(0, abs=3), pytest.approx(0, abs=12))
    assert np.diff(seen[1:15]).min() > 3
    assert np.ptp(seen[16:60]) < 6
    assert np.diff(seen[61:]).max() < -2


async def test_a_film_can_fade_to_white(tmp_path):
    dark = still(tmp_path / "d.png", (320, 180), DARK)

    await render(Timeline((clip(dark, 0, 2000),), fades=Fades(0, 500, white=True)), dark, folder=tmp_path)

    seen = levels(tmp_path / "film.mp4")
    assert seen[-1] > 200
    assert np.ptp(seen[:44]) < 3


async def test_fades_longer_than_the_film_do_not_break_it(tmp_path):
    light = still(tmp_path / "l.png", (320, 180), LIGHT)

    await render(Timeline((clip(light, 0, 500),), fades=Fades(5000, 5000)), light, folder=tmp_path)

    assert len(levels(tmp_path / "film.mp4")) == 15


async def test_a_plain_joint_is_no_transition(tmp_path):
    dark, light = still(tmp_path / "d.png", (320, 180), DARK), still(tmp_path / "l.png", (320, 180), LIGHT)

    await render(Timeline((clip(dark, 0, 1000), clip(light, 0, 1000))), dark, light, folder=tmp_path)

    seen = levels(tmp_path / "film.mp4")
    assert not any(abs(level - seen[0]) > 10 and abs(level - seen[-1]) > 10 for level in seen)


async def test_a_slideshow_shows_each_picture_for_its_time_and_fills_the_screen(tmp_path):
    shades = (40, 90, 140, 190)
    pictures = [still(tmp_path / f"{shade}.png", (240, 240), (shade,) * 3) for shade in shades]
    project = Project(tuple(each.source for each in pictures), tuple(each.source.id for each in pictures))
    film = slideshow(project, Operation("slideshow", {"seconds_per_image": 1.0}))

    facts = await render(film, *pictures, folder=tmp_path)

    assert (facts.width, facts.height, facts.duration_ms) == (426, 240, 4000)
    seen = levels(tmp_path / "film.mp4")
    assert len(seen) == 120
    assert [seen[moment] for moment in (15, 45, 75, 105)] == pytest.approx(shades, abs=8)
    assert seen[30] == pytest.approx((shades[0] + shades[1]) / 2, abs=10)
