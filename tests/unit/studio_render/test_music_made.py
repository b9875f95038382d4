"""Beds of our own: even, seamless, the same every time."""

import wave

import numpy as np
import pytest

from studio.render.music import MOODS, compose, known_mood, make_bed
from studio.render.synth import RATE


def db(power: np.ndarray | float) -> np.ndarray:
    return 10 * np.log10(np.maximum(power, 1e-12))


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_sounds_evenly_without_a_gap_even_over_its_seam(mood):
    sound = compose(mood, 16_000)

    window = RATE // 5
    twice = np.concatenate((sound[-10 * window :], sound[: 10 * window]))
    for stretch in (sound, twice):
        mono = stretch.mean(axis=1)[: len(stretch) // window * window].reshape(-1, window)
        levels = db(np.square(mono).mean(axis=1))
        assert levels.min() > db(np.square(mono).mean()) - 3
        assert levels.max() < db(np.square(mono).mean()) + 3
    assert db(np.square(sound).mean()) == pytest.approx(-20.0, abs=0.5)
    assert np.abs(sound).max() < 0.8


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_loops_without_a_click(mood):
    sound = compose(mood, 16_000)

    steps = np.abs(np.diff(sound, axis=0))
    assert np.abs(sound[0] - sound[-1]).max() <= steps.max()


def test_the_same_mood_gives_the_same_bed_and_another_one_another():
    assert np.array_equal(compose("calm", 20_000), compose("calm", 20_000))
    assert not np.array_equal(compose("calm", 20_000)[:RATE], compose("cinematic", 20_000)[:RATE])


@pytest.mark.parametrize("duration_ms", [500, 30_000, 3_600_000])
def test_a_bed_is_short_however_long_the_film(duration_ms):
    seconds = len(compose("upbeat", duration_ms)) / RATE

    assert 8 <= seconds <= 60


@pytest.mark.parametrize(
    ("words", "mood"),
    [
        ("upbeat", "upbeat"),
        ("Lo-Fi", "lo-fi"),
        ("energetic pop", "upbeat"),
        ("soft piano", "calm"),
        ("史诗", "epic"),
        ("sad", "sad"),
        ("suspenseful", "tense"),
        ("浪漫", "romantic"),
        ("funny", "playful"),
        ("electronic", "energetic"),
        ("gentle", "calm"),
        ("happy", "upbeat"),
        ("欢快的", "upbeat"),
        ("励志", "inspiring"),
        ("", "calm"),
        ("something nobody wrote down", "calm"),
    ],
)
def test_a_mood_is_understood_or_calm(words, mood):
    assert known_mood(words) == mood


async def test_a_bed_is_a_stereo_wave_file(tmp_path):
    await make_bed("whatever", 16_000, tmp_path / "bed.wav")

    with wave.open(str(tmp_path / "bed.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 48_000)
        assert file.getnframes() > 8 * 48_000
