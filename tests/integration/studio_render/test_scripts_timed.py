"""A script is found in real speech: captions at the words' own times; and seen in the film just while they are said."""

import asyncio
import io
import wave

import numpy as np
import pytest

import assets
from media.align import align
from media.errors import ChildFailed
from media.speech import speak
from studio.render.aligning import align_words
from studio.render.voice_activity import find_speech
from studio.timeline.model import Timeline
from studio.timeline.scripts import HOLD_MS, caption_lines, spoken_words, timed_by_speech, timed_by_words
from studio.timeline.subtitles import with_captions
from tests.film.clips import RATE
from tests.integration.studio_render.footage import luma, numbered_clip, render, sound_file, whole
from tests.integration.studio_render.test_titles_drawn import WORDS

GAPS_S = (0.7, 1.1, 0.8, 0.9, 0.3)
ENGLISH = (
    "Welcome to the garden, everybody.",
    "Then water the tomatoes",
    "every morning.",
    "Xylozorp is what we feed them with.",
    "That is all for today!",
)
"""As it is spoken: with a pause within the second sentence, and hardly any before the last."""
CHINESE = ("大家好，欢迎来到我的花园。", "今天我们要种番茄和罗勒。", "每天早上都要浇水。", "今天就到这里！")


async def read_out(sentences, voice):
    """The sentences with gaps between them, over a little noise; and when each begins and ends, in ms."""
    parts, truth, at = [], [], 0
    for gap, sentence in zip(GAPS_S, sentences, strict=False):
        with wave.open(io.BytesIO(await speak(sentence, voice=voice))) as wav:
            rate = wav.getframerate()
            spoken = np.frombuffer(wav.readframes(wav.getnframes()), "<i2") / 32768
        spoken = np.interp(np.arange(spoken.size * RATE // rate) * rate / RATE, np.arange(spoken.size), spoken)
        loud = np.flatnonzero(np.abs(spoken) > 0.01)
        at += round(gap * RATE)
        truth.append(((at + loud[0]) * 1000 / RATE, (at + loud[-1]) * 1000 / RATE))
        parts += [np.zeros(round(gap * RATE)), spoken]
        at += spoken.size
    sound = np.concatenate([*parts, np.zeros(RATE)])
    return (sound + np.random.default_rng(1).normal(0, 0.001, sound.size)).astype(np.float32), truth


def errors(cues, truth):
    """By how much each caption begins and ends too late, in ms, its holding left off."""
    held = [min(HOLD_MS, max(0, later[0] - end)) for (_, end), later in zip(truth, [*truth[1:], (1e9, 0)], strict=True)]
    return np.array(
        [
            (cue.start_ms - start, cue.end_ms - hold - end)
            for cue, (start, end), hold in zip(cues, truth, held, strict=True)
        ]
    )


async def test_captions_are_timed_to_the_words_and_seen_in_the_film(tmp_path):
    sound, truth = await read_out(ENGLISH, "en")
    talk = numbered_clip(tmp_path / "talk.mp4", sound, frames=int(sound.size / RATE * 30), size=(320, 180))
    truth[1:3] = [(truth[1][0], truth[2][1])]
    lines = caption_lines(" ".join(ENGLISH))

    heard = await align_words(talk.path, [word for line in lines for word in spoken_words(line)])
    speech = await find_speech(talk.path, assets.voice_activity_model())
    cues = timed_by_words(lines, heard, speech)

    assert np.abs(errors(cues, truth)).max() < 150
    assert np.abs(errors(timed_by_speech(lines, speech), truth)).max() > 300  # the estimate is not as good
    film = with_captions(Timeline((whole(talk),)), cues)
    await render(film, talk, folder=tmp_path)
    for (start, end), before in zip(truth, [0, *(end for _, end in truth)], strict=False):
        moments = [start + 250, end - 150] + ([start - 200] if before + HOLD_MS < start - 300 else [])
        seen = [(luma(tmp_path / "film.mp4", at / 1000)[140:] > WORDS).any() for at in moments]
        assert seen == [True, True, False][: len(moments)]


async def test_a_chinese_script_is_spread_over_the_speech(tmp_path):
    sound, truth = await read_out(CHINESE, "zh")
    file = sound_file(tmp_path / "talk.wav", sound)
    speech = await find_speech(file.path, assets.voice_activity_model())
    cues = timed_by_speech(caption_lines("".join(CHINESE)), speech)
    assert [cue.text for cue in cues] == list(CHINESE)
    assert np.abs(errors(cues, truth)).max() < 300


async def test_words_that_nobody_says_are_not_claimed_to_be_found(tmp_path):
    sound, _ = await read_out(ENGLISH, "en")
    file = sound_file(tmp_path / "talk.wav", sound[: 2 * RATE])
    assert await align_words(file.path, ["perhaps"] * 400) is None
    assert await align_words(file.path, []) is None
    with pytest.raises(ChildFailed):
        await align(bytes(32_000), ["'"])
    with pytest.raises(ValueError, match="too long"):
        await align(b"", ["word"] * 9000)
    assert asyncio.all_tasks() == {asyncio.current_task()}
