"""Faster and slower, measured in frames and in clicks of the sound."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.timeline.model import Music, Span, Timeline
from studio.timeline.speed import set_speed
from tests.film.clips import RATE
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import clip, numbered_clip, render, sound_file, tone, whole

EVERY_S, CLICK_S = 0.5, 0.04
MOST_APART_S = 0.01


def clicks(seconds: float) -> np.ndarray:
    """A tone of 1 kHz for 40 ms at each half second, but the first."""
    times = np.arange(round(seconds * RATE)) / RATE
    sounding = (times % EVERY_S < CLICK_S) & (times >= EVERY_S)
    return np.where(sounding, 0.5 * np.sin(2 * np.pi * 1000 * times), 0).astype(np.float32)


def heard(path: Path, *, speed: float = 1.0, normal: bool = False) -> list[float]:
    """When each click of a film has its middle, less what half a click lasts: when it begins, in seconds."""
    power = np.square(decode_sound(path).astype(np.float64))
    if normal:
        power /= power.max()
    window = RATE // 100
    levels = power[: power.size // window * window].reshape(-1, window).mean(axis=1)
    places = np.flatnonzero(levels > 0.02 * levels.max())
    groups = np.split(places, np.flatnonzero(np.diff(places) > 4) + 1)
    found = []
    for group in groups:
        first, end = max(0, group[0] - 2) * window, (group[-1] + 3) * window
        piece = power[first:end]
        found.append((first + float(np.sum(np.arange(piece.size) * piece) / piece.sum())) / RATE - CLICK_S / speed / 2)
    return found


def at(speed, one):
    return replace(one, speed=speed, duration_ms=round(one.duration_ms / speed))


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.25, 1.5, 2.0, 3.0, 4.0])
async def test_picture_and_sound_run_at_the_speed_and_together(tmp_path, speed):
    source = numbered_clip(tmp_path / "a.mp4", clicks(4.0), frames=120)

    facts = await render(Timeline((at(speed, whole(source)),)), source, folder=tmp_path)

    frames = decode_picture(tmp_path / "film.mp4").frames
    assert facts.duration_ms == pytest.approx(4000 / speed, abs=17)
    assert len(frames) == round(120 / speed)
    assert all(abs(frame.number - index * speed) <= 1 for index, frame in enumerate(frames))
    assert heard(tmp_path / "film.mp4", speed=speed) == pytest.approx(
        [moment / speed for moment in (0.5, 1, 1.5, 2, 2.5, 3, 3.5)], abs=MOST_APART_S
    )


async def test_the_pitch_stays(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", tone(3.0, 440))

    await render(Timeline((at(1.5, whole(source)),)), source, folder=tmp_path)

    sound = decode_sound(tmp_path / "film.mp4")[RATE // 2 : RATE // 2 + RATE]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    assert np.argmax(spectrum) == pytest.approx(440, abs=3)


async def test_a_stretch_runs_faster_and_the_rest_as_before(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", clicks(4.0), frames=120)
    film = set_speed(Timeline((whole(source),)), Span(1000, 3000), lambda _: 2.0)

    facts = await render(film, source, folder=tmp_path)

    assert facts.duration_ms == 3000
    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert numbers[:30] == list(range(30))
    assert numbers[30:60] == pytest.approx(list(range(30, 90, 2)), abs=1)
    assert numbers[60:] == list(range(90, 120))
    clicked = heard(tmp_path / "film.mp4")
    assert clicked[0] == pytest.approx(0.5, abs=0.005)
    assert clicked[2] == pytest.approx(1.25 - CLICK_S / 4, abs=MOST_APART_S)
    assert clicked[-1] == pytest.approx(2.5, abs=0.005)


async def test_many_cuts_at_another_speed_stay_together_to_the_end(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", clicks(12.0), frames=360)
    clips = tuple(at(1.5, clip(source, start, 300)) for start in range(400, 11_500, 500))

    await render(Timeline(clips), source, folder=tmp_path)

    frames = decode_picture(tmp_path / "film.mp4").frames
    assert len(frames) == len(clips) * 6
    for number, one in enumerate(clips):
        first = one.in_ms * 30 // 1000
        shown = [frame.number for frame in frames[number * 6 : number * 6 + 6]]
        assert shown == pytest.approx([first + step for step in (0, 1.5, 3, 4.5, 6, 7.5)], abs=1)
    expected = [number * 0.2 + 0.1 / 1.5 for number in range(len(clips))]
    assert heard(tmp_path / "film.mp4", speed=1.5) == pytest.approx(expected, abs=0.02)


async def test_music_keeps_its_own_pace(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", None, frames=120)
    music = sound_file(tmp_path / "bed.wav", clicks(4.0), -20.0)
    film = Timeline((whole(source),), (Music(music.source.id, "m", 0, 4000, volume=2.0, fade_out_ms=0),))

    await render(set_speed(film, Span(0, 4000), lambda _: 2.0), source, music, folder=tmp_path)

    sound = decode_sound(tmp_path / "film.mp4")
    assert sound.size == pytest.approx(2 * RATE, abs=RATE // 20)
    assert heard(tmp_path / "film.mp4", normal=True) == pytest.approx([0.5, 1.0, 1.5], abs=0.005)


async def test_a_film_that_was_not_sped_is_noticed(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", clicks(4.0), frames=120)

    await render(Timeline((replace(whole(source), duration_ms=2000),)), source, folder=tmp_path)

    assert heard(tmp_path / "film.mp4") != pytest.approx([0.25, 0.5, 0.75], abs=MOST_APART_S)
