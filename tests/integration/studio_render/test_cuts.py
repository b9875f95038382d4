"""Every cut stands where it should, in picture and sound."""

import random
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest

from studio.render.grid import SAMPLE_RATE, film_rate, frame_at
from studio.timeline.model import Span, Timeline
from studio.timeline.receipt import cut_pauses, put_back
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import clip, lag_of, noise, numbered_clip, render, whole


async def test_a_hundred_cuts_leave_picture_and_sound_together(tmp_path):
    sound = noise(40.0)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=1200)
    chance = random.Random(7)
    clips, at_ms = [], 0
    for _ in range(100):
        length = chance.randrange(120, 300)
        clips.append(clip(source, at_ms + chance.randrange(20, 90), length))
        at_ms += 390

    facts = await render(Timeline(tuple(clips)), source, folder=tmp_path)

    picture, film = decode_picture(tmp_path / "film.mp4"), decode_sound(tmp_path / "film.mp4")
    ends = list(accumulate(cut.duration_ms for cut in clips))
    assert len(picture.frames) == round(ends[-1] * 30 / 1000)
    assert facts.duration_ms == pytest.approx(ends[-1], abs=17)
    for cut, end_ms in zip(clips, ends, strict=True):
        first = round((end_ms - cut.duration_ms) * 30 / 1000 + 1e-9)
        number = picture.frames[first].number
        assert number is not None
        assert abs(number - cut.in_ms * 30 / 1000) <= 0.5
        start = number * 1600
        assert abs(lag_of(film, sound[start + 400 : start + 4000], first * 1600 + 400)) <= 1


async def test_several_hundred_cuts_are_as_exact_as_few(tmp_path):
    sound = noise(40.0)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=1200)
    clips = tuple(clip(source, at_ms, 67) for at_ms in range(0, 40_000, 100))

    await render(Timeline(clips), source, folder=tmp_path)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert len(numbers) == round(400 * 67 * 30 / 1000)
    assert numbers == sorted(set(numbers))
    film = decode_sound(tmp_path / "film.mp4")
    last = numbers[-2]
    assert abs(lag_of(film, sound[last * 1600 + 300 : last * 1600 + 2900], (len(numbers) - 2) * 1600 + 300)) <= 1


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(25), Fraction(24000, 1001)], ids=str)
async def test_frames_are_shown_once_each_and_in_order_at_any_rate(tmp_path, rate):
    sound = noise(4.0)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=int(4 * rate), rate=rate)

    await render(Timeline((clip(source, 520, 880), clip(source, 2010, 1120))), source, folder=tmp_path)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    first, second, cut = (round(Fraction(ms, 1000) * rate) for ms in (520, 2010, 880))
    assert numbers == [*range(first, first + cut), *range(second, second + round(2 * rate) - cut)]
    film = decode_sound(tmp_path / "film.mp4")
    start, at = round(second * SAMPLE_RATE / rate), round(cut * SAMPLE_RATE / rate)
    assert abs(lag_of(film, sound[start + 400 : start + 9000], at + 400)) <= 1


async def test_an_untouched_clip_keeps_every_frame_and_sample(tmp_path):
    sound = noise(3.0)
    source = numbered_clip(tmp_path / "a.mp4", sound)

    await render(Timeline((whole(source),)), source, folder=tmp_path, short_side=360)

    assert [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames] == list(range(90))
    assert abs(lag_of(decode_sound(tmp_path / "film.mp4"), sound[4800:96000], 4800)) <= 1


async def test_clips_that_go_back_in_their_source_are_cut_as_exactly(tmp_path):
    sound = noise(3.0)
    source = numbered_clip(tmp_path / "a.mp4", sound)

    await render(
        Timeline((clip(source, 2000, 500), clip(source, 0, 500), clip(source, 1000, 500))), source, folder=tmp_path
    )

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert numbers == [*range(60, 75), *range(15), *range(30, 45)]
    film = decode_sound(tmp_path / "film.mp4")
    assert abs(lag_of(film, sound[400:20000], 24_400)) <= 1


async def test_a_far_cut_is_reached_by_seeking_and_still_exact(tmp_path):
    sound = noise(60.0)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=1800)

    await render(Timeline((clip(source, 1000, 500), clip(source, 50_033, 1000))), source, folder=tmp_path)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert numbers == [*range(30, 45), *range(1501, 1531)]
    film = decode_sound(tmp_path / "film.mp4")
    start = 1501 * 1600
    assert abs(lag_of(film, sound[start + 400 : start + 40_000], 24_400)) <= 1


async def test_sound_that_begins_late_stays_late(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(2.0), frames=90, sound_late_s=0.5)

    await render(Timeline((clip(source, 200, 2500),)), source, folder=tmp_path)

    film, sound = decode_sound(tmp_path / "film.mp4"), decode_sound(source.path)
    assert abs(lag_of(film, sound[28_800:72_000], 28_800 - 9600)) <= 1
    assert abs(film[:12_000]).max() < 0.01


async def test_a_variable_rate_becomes_a_constant_one_in_time_with_the_sound(tmp_path):
    sound = noise(4.0)
    chance = random.Random(3)
    times_ms = [0, *accumulate(chance.choice((17, 33, 33, 50, 67)) for _ in range(99))]
    rate = Fraction(100 * 1000, times_ms[-1] + 33).limit_denominator(1001)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=100, rate=rate, times_ms=times_ms)

    await render(Timeline((clip(source, 0, 1000), clip(source, 2000, 1000))), source, folder=tmp_path)

    frames = decode_picture(tmp_path / "film.mp4").frames
    steps = {round(after.time_ms - before.time_ms, 3) for before, after in pairwise(frames)}
    assert max(steps) - min(steps) < 0.1
    joint = frame_at(1000, film_rate(rate))
    for index, frame in enumerate(frames):
        assert frame.number is not None
        shown_at = frame.time_ms + (0 if index < joint else 1000)
        assert -70 <= times_ms[frame.number] - shown_at <= 35


async def test_a_pause_put_back_is_in_the_film_again_and_the_others_stay_out(tmp_path):
    sound = noise(3.0)
    source = numbered_clip(tmp_path / "a.mp4", sound)
    cut = cut_pauses(Timeline((whole(source),)), [Span(500, 1000), Span(1500, 2000), Span(2500, 2800)])

    await render(put_back(cut, 2), source, folder=tmp_path)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert numbers == [*range(15), *range(30, 75), *range(84, 90)]
    film = decode_sound(tmp_path / "film.mp4")
    assert abs(lag_of(film, sound[60 * 800 + 400 : 100 * 800], 60 * 800 - 24_000 + 400)) <= 1
