"""Real speech by the real engine, and the real sample clip, measured."""

import io
import resource
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from media.errors import ChildFailed
from media.sample import SAMPLES, Line, Script, make_clip, make_sample
from media.speech import FASTEST, MAX_TEXT, SLOWEST, speak
from tests.film.clips import RATE, rms
from tests.film.container import read_container
from tests.film.decoding import decode_picture, decode_sound

SHORT = Script("en", 500, (Line("A short sentence", 1_500), Line("And another one", 700)))


def seconds(wav: bytes) -> float:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        return file.getnframes() / file.getframerate()


def silences_ms(sound: np.ndarray) -> list[int]:
    """The silences of 0.5 s and more, to 10 ms."""
    window = RATE // 100
    levels = np.sqrt(np.square(sound[: sound.size // window * window]).reshape(-1, window).mean(axis=1))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], levels < 0.002, [0])).astype(int)))
    lengths = (edges[1::2] - edges[::2]) * 10
    return [int(length) for length in lengths if length >= 500]


async def test_words_become_sound_of_a_plausible_length() -> None:
    assert 1.5 < seconds(await speak("The quick brown fox jumps over the lazy dog")) < 4


async def test_a_slower_pace_takes_longer() -> None:
    slow = seconds(await speak("One sentence at two paces", words_per_minute=SLOWEST))
    fast = seconds(await speak("One sentence at two paces", words_per_minute=FASTEST))

    assert slow > 2 * fast


async def test_chinese_is_spoken_and_not_spelled() -> None:
    spoken = seconds(await speak("今天天气很好,我们去公园散步", voice="zh"))
    spelled = seconds(await speak("今天天气很好,我们去公园散步", voice="en"))

    assert 2 < spoken < 5
    assert spelled > 2 * spoken


async def test_the_same_words_give_the_same_samples() -> None:
    assert await speak("Twice the same") == await speak("Twice the same")


async def test_text_like_an_option_or_markup_or_with_a_null_is_only_text() -> None:
    assert seconds(await speak("--help <speak> $(id) \0 the end")) > 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (MAX_TEXT + 1)])
async def test_blank_and_overlong_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        await speak(text)


@pytest.mark.parametrize("voice", ["../en", "en\0", "-v", "", "EN"])
async def test_what_is_no_name_of_a_voice_is_refused(voice: str) -> None:
    with pytest.raises(ValueError, match="voice"):
        await speak("hello", voice=voice)


@pytest.mark.parametrize("pace", [SLOWEST - 1, FASTEST + 1])
async def test_a_pace_out_of_range_is_refused(pace: int) -> None:
    with pytest.raises(ValueError, match="pace"):
        await speak("hello", words_per_minute=pace)


async def test_an_unknown_voice_is_told_without_the_words() -> None:
    with pytest.raises(ChildFailed, match="no such voice") as raised:
        await speak("a secret", voice="xx")

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("language", sorted(SAMPLES))
async def test_the_sample_is_a_film_with_speech_and_the_pauses_of_its_script(tmp_path: Path, language: str) -> None:
    target = tmp_path / "sample.mp4"

    await make_sample(target, language=language)

    facts, picture, sound = read_container(target), decode_picture(target), decode_sound(target)
    assert (facts.video_codecs, facts.audio_codecs, facts.pixel_format) == (("h264",), ("aac",), "yuv420p")
    assert (facts.width, facts.height, facts.is_mp4, facts.index_first) == (1280, 720, True, True)
    assert 20_000 <= facts.declared_ms <= 32_000
    assert len(picture.frames) == pytest.approx(facts.declared_ms * 30 / 1000, abs=1)
    script = SAMPLES[language]
    wanted = [script.leading_ms, *(line.pause_ms for line in script.lines)]
    assert silences_ms(sound) == pytest.approx(wanted, abs=160)  # the last one is rounded up to 0.1 s
    assert -24 < 20 * np.log10(rms(sound[np.abs(sound) > 0.005])) < -16
    assert [path.name for path in tmp_path.iterdir()] == ["sample.mp4"]


async def test_the_sample_costs_little_to_make(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    await make_sample(tmp_path / "sample.mp4")

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert 0.1 < (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 20  # seconds of CPU


async def test_a_sample_in_a_language_without_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="language"):
        await make_sample(tmp_path / "sample.mp4", language="xx")


async def test_a_clip_tells_where_its_lines_sound(tmp_path: Path) -> None:
    spoken = await make_clip(tmp_path / "clip.mp4", SHORT)

    sound = decode_sound(tmp_path / "clip.mp4")
    assert spoken[0].start_ms == 500
    assert [after.start_ms - before.end_ms for before, after in pairwise(spoken)] == [1_500]
    for line in spoken:
        assert rms(sound[line.start_ms * RATE // 1000 : line.end_ms * RATE // 1000]) > 0.05


async def test_the_same_script_gives_the_same_clip(tmp_path: Path) -> None:
    await make_clip(tmp_path / "one.mp4", SHORT)
    await make_clip(tmp_path / "two.mp4", SHORT)

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()
