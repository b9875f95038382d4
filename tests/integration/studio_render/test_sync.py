"""Sound brought to its picture, to the sample; lateness seen, and not claimed where nothing can be seen."""

import numpy as np
import pytest

from studio.render.lip_sync import CELL, COLUMNS, FPS, ROWS, judge
from studio.render.lip_sync import RATE as HEARD_RATE
from studio.render.stream_times import read_stream_times
from studio.timeline.model import Sync, Timeline
from studio.timeline.sync import container_sync
from tests.film.clips import RATE, speech_clip
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import clip, lag_of, noise, numbered_clip, render, whole
from tests.integration.studio_render.test_mastering import picture_packets


@pytest.mark.parametrize("delay_ms", [-200, -15, 120])
async def test_sound_is_moved_by_just_so_much_and_the_picture_is_copied(tmp_path, delay_ms):
    sound = noise(3.0)
    source = numbered_clip(tmp_path / "a.mp4", sound)

    await render(Timeline((whole(source),), syncs=(Sync(source.source.id, delay_ms),)), source, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert abs(lag_of(film, sound[RATE : RATE + 24_000], RATE + delay_ms * 48)) <= 1
    assert picture_packets(tmp_path / "film.mp4") == picture_packets(tmp_path / "a.mp4")


async def test_moved_sound_is_cut_with_its_picture(tmp_path):
    sound = noise(16.0)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=480)
    clips = (clip(source, 1000, 500), clip(source, 14_000, 1000))

    await render(Timeline(clips, syncs=(Sync(source.source.id, 3000),)), source, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert np.abs(film[: round(0.45 * RATE)]).max() < 0.01, "before the sound begins there is none"
    assert abs(lag_of(film, sound[11 * RATE + 4800 : 11 * RATE + 30_000], RATE // 2 + 4800)) <= 1
    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    assert numbers == [*range(30, 45), *range(420, 450)]


@pytest.mark.parametrize("late_s", [0.2, 0.065])
async def test_sound_that_begins_late_in_its_file_is_brought_back_exactly(tmp_path, late_s):
    sound = noise(3.0)
    source = numbered_clip(tmp_path / "a.mp4", sound, sound_late_s=late_s)
    found = container_sync(source.source.id, await read_stream_times(source.path))
    assert found.delay_ms == pytest.approx(-late_s * 1000, abs=2)

    await render(Timeline((whole(source),), syncs=(found,)), source, folder=tmp_path)

    assert abs(lag_of(decode_sound(tmp_path / "film.mp4"), sound[RATE : RATE + 24_000], RATE)) <= 0.01 * RATE


async def test_sound_that_drifts_in_its_file_is_together_to_the_end(tmp_path):
    seconds, drift = 12.0, 1.015
    true = noise(seconds)
    stretched = np.interp(np.arange(round(seconds * drift * RATE)) / drift, np.arange(true.size), true)
    source = numbered_clip(tmp_path / "a.mp4", stretched.astype(np.float32), frames=360)
    found = container_sync(source.source.id, await read_stream_times(source.path))
    assert found.tempo == pytest.approx(drift, abs=2e-4)

    await render(Timeline((clip(source, 0, 12_000),), syncs=(found,)), source, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    for at in (2, 6, 11):
        envelope = np.abs(lag_of(film, true[at * RATE : at * RATE + 9600], at * RATE, reach=960))
        assert envelope <= 0.02 * RATE


async def test_an_ordinary_clip_is_together_already(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(2.0), frames=60)
    assert container_sync(source.source.id, await read_stream_times(source.path)) == Sync(source.source.id)
    silent = numbered_clip(tmp_path / "b.mp4", None, frames=30)
    assert await read_stream_times(silent.path) is None


async def spoken(folder) -> np.ndarray:
    known = await speech_clip(folder, noise=False, sentences=4, width=320, height=180)
    sound = decode_sound(known.path)
    return sound[:: RATE // HEARD_RATE].astype(np.float32)


def talking(sound: np.ndarray, seed: int = 0) -> np.ndarray:
    """A face whose mouth opens as wide as it is loud, and which nods besides."""
    hop = HEARD_RATE // FPS
    half = HEARD_RATE // 50
    count = len(sound) // hop
    level = np.array(
        [np.sqrt(np.mean(sound[max(0, i * hop - half) : i * hop + half] ** 2) + 1e-12) for i in range(count)]
    )
    height, width = ROWS * CELL, COLUMNS * CELL
    down, across = np.mgrid[:height, :width]
    chance = np.random.default_rng(seed)
    frames = np.full((count, height, width), 110, np.uint8)
    for number, loud in enumerate(np.sqrt(level / level.max())):
        x = across - 80 - 6 * np.sin(number / 20)
        frames[number][(x / 30) ** 2 + ((down - 40) / 35) ** 2 < 1] = 180
        frames[number][(x / 8) ** 2 + ((down - 58) / (1 + 8 * loud)) ** 2 < 1] = 60
    grain = chance.integers(-3, 4, frames.shape, dtype=np.int16)
    return np.clip(frames.astype(np.int16) + grain, 0, 255).astype(np.uint8)


async def test_lateness_is_seen_on_a_face_that_speaks(tmp_path):
    sound = await spoken(tmp_path)
    frames = talking(sound)
    for late_ms in (-400, -90, 0, 150, 380):
        shift = late_ms * HEARD_RATE // 1000
        moved = np.concatenate((np.zeros(max(0, shift), np.float32), sound[max(0, -shift) :]))[: len(sound)]
        lag = judge(frames, moved)
        assert lag is not None
        assert lag.is_sure
        assert lag.late_ms == pytest.approx(late_ms, abs=40)


async def test_nothing_is_claimed_of_sound_that_has_nothing_to_do_with_the_picture(tmp_path):
    sound = await spoken(tmp_path)
    frames = talking(sound)
    chance = np.random.default_rng(1)
    others = [np.roll(sound, HEARD_RATE * shift) for shift in (3, 5, 7, 9)]
    others += [sound[::-1].copy(), chance.standard_normal(sound.size).astype(np.float32) * 0.1]
    for other in others:
        lag = judge(frames, other)
        assert lag is None or not lag.is_sure
    still = np.full_like(frames, 90)
    lag = judge(still, sound)
    assert lag is None or not lag.is_sure
