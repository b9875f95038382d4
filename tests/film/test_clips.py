"""The known clips are what they claim to be."""

from pathlib import Path

import numpy as np
import pytest

from tests.film.clips import FPS, NOISE_UNDER_SPEECH_DB, RATE, rms, speech_clip
from tests.film.decoding import decode_picture, decode_sound
from tests.film.framecode import paint, read

PER_MS = RATE // 1000


@pytest.mark.parametrize("number", [0, 1, 0b10101010101010101010, (1 << 20) - 1])
def test_a_painted_number_is_read_at_any_size(number: int) -> None:
    small = np.full((360, 640), 128, np.uint8)
    paint(small, number)

    assert read(small) == number
    assert read(small.repeat(3, axis=0).repeat(3, axis=1)) == number


def test_two_frames_shown_at_once_read_as_none() -> None:
    one, other = np.full((360, 640), 128, np.uint8), np.full((360, 640), 128, np.uint8)
    paint(one, 5)
    paint(other, 6)

    assert read(one // 2 + other // 2) is None


async def test_every_frame_of_a_clip_tells_its_number(tmp_path: Path) -> None:
    clip = await speech_clip(tmp_path, noise=False, sentences=1, width=640, height=360)

    picture = decode_picture(clip.path)

    assert [frame.number for frame in picture.frames] == list(range(clip.duration_ms * FPS // 1000))
    assert [round(frame.time_ms) for frame in picture.frames[:4]] == [0, 33, 67, 100]


async def test_the_sound_of_a_clip_is_speech_in_its_spans_and_silence_elsewhere(tmp_path: Path) -> None:
    clip = await speech_clip(tmp_path, noise=False, sentences=2, width=320, height=180)

    sound = decode_sound(clip.path)

    for start_ms, end_ms in clip.pauses:
        assert rms(sound[(start_ms + 45) * PER_MS : (end_ms - 45) * PER_MS]) < 1e-5  # AAC rings for a frame
    for span in clip.spans:
        spoken = sound[span.start_ms * PER_MS : span.end_ms * PER_MS]
        assert 20 * np.log10(rms(spoken)) == pytest.approx(-20, abs=0.5)
        assert min(rms(spoken[: 10 * PER_MS]), rms(spoken[-10 * PER_MS :])) > 0.005


async def test_the_room_noise_is_35_db_under_the_speech(tmp_path: Path) -> None:
    clip = await speech_clip(tmp_path, noise=True, sentences=1, width=320, height=180)

    sound = decode_sound(clip.path)

    span = clip.spans[0]
    spoken = rms(sound[span.start_ms * PER_MS : span.end_ms * PER_MS])
    silent = rms(sound[100 * PER_MS : (span.start_ms - 100) * PER_MS])
    assert 20 * np.log10(spoken / silent) == pytest.approx(NOISE_UNDER_SPEECH_DB, abs=1)


async def test_a_clip_made_before_is_taken_again(tmp_path: Path) -> None:
    first = await speech_clip(tmp_path, noise=False, sentences=1, width=320, height=180)
    made = first.path.stat().st_mtime_ns

    again = await speech_clip(tmp_path, noise=False, sentences=1, width=320, height=180)

    assert again.path.stat().st_mtime_ns == made
    assert again.spans == first.spans
