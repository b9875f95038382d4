"""Noise out of the recording, the film to a loudness; the picture is not touched by either."""

import hashlib
import json

import av
import numpy as np
import pytest

from media.runner import input_arguments, run_ffmpeg
from studio.render.loudness import floor_db
from studio.timeline.mastering import Mastering, Noise
from studio.timeline.model import Music, Timeline
from tests.film.clips import RATE, Sound
from tests.film.decoding import decode_sound
from tests.integration.studio_render.footage import (
    clip,
    lag_of,
    noise,
    numbered_clip,
    render,
    sound_file,
    tone,
    whole,
)


def bursts(seconds: float, level_db: float = -24.0) -> Sound:
    """Noise that is there for half a second and gone for half a second, like speech with pauses."""
    sound = noise(seconds, level_db, seed=5)
    on = (np.arange(sound.size) // (RATE // 2)) % 2 == 0
    return np.where(on, sound, 0).astype(np.float32)


def db(sound: Sound, start_s: float, end_s: float) -> float:
    piece = sound[round(start_s * RATE) : round(end_s * RATE)].astype(np.float64)
    return float(10 * np.log10(np.mean(piece**2) + 1e-12))


async def loudness_of(folder, name="film.mp4") -> dict[str, float]:
    """Integrated loudness and true peak of a file, as ffmpeg's meter reads them."""
    meter = "loudnorm=print_format=json:stats_file=meter.json"
    await run_ffmpeg([*input_arguments(folder / name), "-map", "0:a:0", "-af", meter, "-f", "null", "-"], folder=folder)
    told = json.loads((folder / "meter.json").read_text("utf-8"))
    return {key: float(told[key]) for key in ("input_i", "input_tp", "input_lra")}


def picture_packets(path) -> str:
    with av.open(str(path)) as file:
        packets = [bytes(packet) for packet in file.demux(video=0)]
    return hashlib.sha256(b"".join(packets)).hexdigest()


@pytest.mark.parametrize(("level_db", "lufs"), [(-36.0, -14.0), (-20.0, -23.0)], ids=["too quiet", "too loud"])
async def test_a_film_is_brought_to_a_loudness_and_its_picture_is_copied(tmp_path, level_db, lufs):
    sound = bursts(4.0, level_db)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=120)

    await render(Timeline((whole(source),), mastering=Mastering(lufs=lufs)), source, folder=tmp_path)

    heard = await loudness_of(tmp_path)
    assert heard["input_i"] == pytest.approx(lufs, abs=0.7)
    assert heard["input_tp"] <= -0.9
    assert picture_packets(tmp_path / "film.mp4") == picture_packets(tmp_path / "a.mp4")
    film = decode_sound(tmp_path / "film.mp4")
    assert abs(lag_of(film, sound[48_000:72_000], 48_000)) <= 2


async def test_parts_of_unlike_loudness_come_nearer_to_each_other(tmp_path):
    sound = np.concatenate((bursts(4.0, -34.0), bursts(4.0, -22.0)))
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=240)

    await render(Timeline((whole(source),), mastering=Mastering(lufs=-14.0)), source, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert db(film, 5.0, 8.0) - db(film, 0.0, 3.0) < 5.0
    assert (await loudness_of(tmp_path))["input_i"] == pytest.approx(-14.0, abs=1.5)
    assert abs(lag_of(film, sound[5 * RATE : 5 * RATE + 24_000], 5 * RATE)) <= 2


async def test_the_loudness_is_that_of_the_mix_with_its_cuts(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", bursts(4.0, -40.0), frames=120)
    music = sound_file(tmp_path / "bed.wav", tone(2.0, 300, -30.0))
    bed = Music(music.source.id, "bed", 0, 3000, fade_out_ms=0)
    clips = (clip(source, 0, 1500), clip(source, 2000, 1500))

    await render(Timeline(clips, (bed,), mastering=Mastering(lufs=-16.0)), source, music, folder=tmp_path)

    assert (await loudness_of(tmp_path))["input_i"] == pytest.approx(-16.0, abs=0.7)


async def test_a_silent_film_stays_silent(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", np.zeros(2 * RATE, np.float32), frames=60)

    await render(Timeline((whole(source),), mastering=Mastering(Noise.ANY, -14.0)), source, folder=tmp_path)

    assert np.abs(decode_sound(tmp_path / "film.mp4")).max() < 1e-3


@pytest.mark.parametrize("kind", Noise)
async def test_noise_is_taken_out_between_words_and_the_words_stay_where_they_are(tmp_path, kind):
    words = bursts(4.0)
    rough = np.random.default_rng(3).standard_normal(words.size) * 10 ** (-48 / 20)
    source = numbered_clip(tmp_path / "a.mp4", (words + rough).astype(np.float32), frames=120)

    await render(Timeline((whole(source),), mastering=Mastering(noise=kind)), source, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    before = decode_sound(tmp_path / "a.mp4")
    assert db(before, 1.65, 1.9) - db(film, 1.65, 1.9) > 12
    assert db(film, 1.1, 1.4) == pytest.approx(db(words, 1.1, 1.4), abs=1.5)
    assert abs(lag_of(film, words[48_000:72_000], 48_000)) <= 2
    assert picture_packets(tmp_path / "film.mp4") == picture_packets(tmp_path / "a.mp4")


@pytest.mark.parametrize(("kind", "hertz"), [(Noise.HUM, 50), (Noise.HUM, 120), (Noise.WIND, 60), (Noise.ANY, 30)])
async def test_low_noise_is_filtered_out_under_words(tmp_path, kind, hertz):
    words, low = tone(2.0, 1000, -26.0), tone(2.0, hertz, -26.0)
    source = numbered_clip(tmp_path / "a.mp4", words + low, frames=60)

    await render(Timeline((whole(source),), mastering=Mastering(noise=kind)), source, folder=tmp_path)

    def level_at(sound: Sound, wanted: int) -> float:
        piece = sound[RATE // 2 : RATE * 3 // 2].astype(np.float64)
        spectrum = np.abs(np.fft.rfft(piece)) ** 2
        near = np.abs(np.fft.rfftfreq(piece.size, 1 / RATE) - wanted) < 8
        return float(10 * np.log10(2 * spectrum[near].sum() / piece.size**2 + 1e-12))

    film = decode_sound(tmp_path / "film.mp4")
    assert level_at(film, hertz) < -26 - 9
    assert level_at(film, 1000) == pytest.approx(-26, abs=1.0)


async def test_noise_is_taken_out_of_cut_clips_each_by_its_own_floor(tmp_path):
    quiet = numbered_clip(tmp_path / "a.mp4", bursts(3.0) + noise(3.0, -60.0), frames=90)
    rough = numbered_clip(tmp_path / "b.mp4", bursts(3.0) + noise(3.0, -42.0), frames=90)
    clips = (clip(quiet, 1000, 1500), clip(rough, 1000, 1500))

    await render(Timeline(clips, mastering=Mastering(noise=Noise.ANY)), quiet, rough, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert db(film, 0.6, 0.9) < -70
    assert db(film, 2.1, 2.4) < -52
    for start, words in ((0.0, bursts(3.0)), (1.5, bursts(3.0))):
        assert abs(lag_of(film, words[48_000:67_200], round(start * RATE))) <= 2


async def test_the_floor_is_that_of_the_quiet_parts_not_of_silence(tmp_path):
    sound = np.concatenate((np.zeros(RATE, np.float32), bursts(2.0) + noise(2.0, -50.0)))
    found = await floor_db(sound_file(tmp_path / "a.wav", sound).path)
    assert found == pytest.approx(-50.0, abs=1.0)
    assert await floor_db(sound_file(tmp_path / "b.wav", np.zeros(RATE, np.float32)).path) is None
