"""Speech is found whole, and every long pause with it."""

import io
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import assets
from media.speech import speak
from studio.render import voice_activity
from studio.render.loudness import level_db
from studio.render.voice_activity import find_speech, rough_spans
from studio.timeline.model import Span
from tests.film.clips import RATE, Sound, resampled, rms
from tests.integration.studio_render.footage import noise, numbered_clip, sound_file, tone

MODEL = assets.voice_activity_model()
ENGLISH = (
    "Hello everybody and welcome to this channel.",
    "This is what we finally saw, fish and grass and moss.",
    "That was the best.",
    "She sells sea shells, enough stuff for half a life.",
    "Put the cup on the desk.",
)
CHINESE = ("大家好，欢迎来到我的频道。", "是四十四次，不是十四次。", "今天我们去上海吃西瓜。", "谢谢，希望你喜欢。")
PAUSES_S = (1.0, 0.6, 2.2, 1.3, 1.0)
FAINT_DB = -50.0
SLACK_MS = 10


def decoded(wav: bytes) -> Sound:
    with wave.open(io.BytesIO(wav)) as file:
        return resampled(np.frombuffer(file.readframes(-1), np.int16) / 32768, file.getframerate())


def audible(sound: Sound) -> Sound:
    """From the first to the last sample less than 50 dB under the loudest."""
    heard = np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 10 ** (FAINT_DB / 20))
    return sound[heard[0] : heard[-1] + 1]


async def spoken(
    sentences: tuple[str, ...], voice: str, under_db: float | None, pink: bool
) -> tuple[Sound, list[Span]]:
    pieces, truth, at = [np.zeros(RATE, np.float32)], [], RATE
    for text, pause_s in zip(sentences, PAUSES_S, strict=False):
        words = audible(decoded(await speak(text, voice=voice)))
        truth.append(Span(at * 1000 // RATE, (at + words.size) * 1000 // RATE))
        pieces += [words, np.zeros(round(pause_s * RATE), np.float32)]
        at += words.size + round(pause_s * RATE)
    sound = np.concatenate(pieces)
    if under_db is not None:
        room = np.random.default_rng(5).standard_normal(sound.size)
        if pink:
            spectrum = np.fft.rfft(room)
            room = np.fft.irfft(spectrum / np.sqrt(np.arange(spectrum.size) + 50), sound.size)
        level = rms(np.concatenate([sound[span.start_ms * 48 : span.end_ms * 48] for span in truth]))
        sound = sound + (room / rms(room) * level * 10 ** (under_db / 20)).astype(np.float32)
    return sound.clip(-1, 1).astype(np.float32), truth


@pytest.mark.parametrize("under_db", [None, -35.0, -28.0], ids=str)
@pytest.mark.parametrize(("voice", "sentences"), [("en", ENGLISH), ("zh", CHINESE)], ids=["en", "zh"])
@pytest.mark.parametrize("pink", [False, True], ids=["white", "pink"])
async def test_no_edge_of_speech_is_lost_and_no_long_pause_missed(tmp_path, voice, sentences, under_db, pink):
    sound, truth = await spoken(sentences, voice, under_db, pink)
    media = sound_file(tmp_path / "talk.wav", sound)

    found = await find_speech(media.path, MODEL)

    for sentence in truth:
        inside = [span for span in found if span.start_ms < sentence.end_ms and span.end_ms > sentence.start_ms]
        assert inside, f"nothing found at {sentence}"
        assert inside[0].start_ms <= sentence.start_ms + SLACK_MS
        assert inside[-1].end_ms >= sentence.end_ms - SLACK_MS
        assert all(after.start_ms - before.end_ms <= 400 for before, after in pairwise(inside))
    gaps = [Span(before.end_ms, after.start_ms) for before, after in pairwise(found)]
    for before, after in pairwise(truth):
        length = after.start_ms - before.end_ms
        if length >= 1000:
            found_ms = max(
                (
                    gap.duration_ms
                    for gap in gaps
                    if before.end_ms - 20 <= gap.start_ms and gap.end_ms <= after.start_ms + 20
                ),
                default=0,
            )
            assert found_ms >= length - 250


async def test_spans_are_in_order_and_apart_and_within_the_file(tmp_path):
    sound, _ = await spoken(ENGLISH, "en", -35.0, pink=True)
    media = sound_file(tmp_path / "talk.wav", sound)

    found = await find_speech(media.path, MODEL)

    assert all(after.start_ms - before.end_ms >= voice_activity.MERGE_MS for before, after in pairwise(found))
    assert found[0].start_ms >= 0
    assert found[-1].end_ms <= media.source.duration_ms


async def test_windows_do_not_show_in_the_result(tmp_path, monkeypatch):
    sound, _ = await spoken(ENGLISH[:3], "en", -35.0, pink=False)
    media = sound_file(tmp_path / "talk.wav", sound)
    at_once = await find_speech(media.path, MODEL)

    monkeypatch.setattr(voice_activity, "WINDOW_S", 4)
    in_windows = await find_speech(media.path, MODEL)

    assert len(at_once) == len(in_windows)
    for one, other in zip(at_once, in_windows, strict=True):
        assert abs(one.start_ms - other.start_ms) <= 40
        assert abs(one.end_ms - other.end_ms) <= 40


async def test_speech_in_a_film_is_told_in_the_films_time(tmp_path):
    sound, truth = await spoken(ENGLISH[:2], "en", None, pink=False)
    film = numbered_clip(tmp_path / "late.mp4", sound, frames=300, sound_late_s=0.7)

    found = await find_speech(film.path, MODEL)

    assert found[0].start_ms == pytest.approx(truth[0].start_ms + 700, abs=60)


async def test_nobody_speaks_in_silence_noise_and_tones(tmp_path):
    silent = sound_file(tmp_path / "silent.wav", np.zeros(2 * RATE, np.float32))
    hiss = sound_file(tmp_path / "hiss.wav", noise(3.0, -30.0))
    beep = sound_file(tmp_path / "beep.wav", tone(3.0, 1000))
    mute = numbered_clip(tmp_path / "mute.mp4", None, frames=30)

    assert [await find_speech(media.path, MODEL) for media in (silent, hiss, beep, mute)] == [()] * 4


async def test_a_level_is_that_of_the_speech_alone_where_asked(tmp_path):
    sound = np.concatenate((tone(2.0, 400, -20.0), tone(70.0, 400, -50.0), tone(2.0, 400, -20.0)))
    media = sound_file(tmp_path / "a.wav", sound)

    assert await level_db(media.path, (Span(100, 1900), Span(72_100, 73_900))) == pytest.approx(-20.0, abs=0.1)
    assert await level_db(media.path, (Span(3000, 70_000),)) == pytest.approx(-50.0, abs=0.3)
    assert await level_db(media.path, None) == pytest.approx(-32.5, abs=0.3)


async def test_silence_and_no_sound_have_no_level(tmp_path):
    silent = sound_file(tmp_path / "silent.wav", np.zeros(RATE, np.float32))
    mute = numbered_clip(tmp_path / "mute.mp4", None, frames=30)

    assert await level_db(silent.path, None) is None
    assert await level_db(mute.path, None) is None
    assert await level_db(mute.path, (Span(0, 500),)) is None


async def test_stereo_is_as_loud_as_the_same_sound_in_mono(tmp_path):
    path = tmp_path / "stereo.wav"
    both = np.repeat(np.round(tone(1.0, 400) * 32767).astype("<i2")[:, None], 2, axis=1)
    _write_stereo(path, both)

    assert await level_db(path, None) == pytest.approx(-20.0, abs=0.1)
    assert await level_db(sound_file(tmp_path / "mono.wav", tone(1.0, 400)).path, None) == pytest.approx(-20.0, abs=0.1)


def test_rough_spans_begin_surely_end_late_and_ignore_flickers():
    high, middle, low = 0.9, 0.4, 0.1
    heard = np.array([low, middle, high, high, middle, middle, low, low, high, low, high, high, high], np.float32)

    assert rough_spans(heard, 400) == (Span(64, 192), Span(320, 400))


def _write_stereo(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
