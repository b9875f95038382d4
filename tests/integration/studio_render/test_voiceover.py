"""A voice over the film: where it was put, the rest lower meanwhile; and a real one, spoken in both languages."""

from dataclasses import replace

import numpy as np
import pytest

import assets
from media.probe import probe
from studio.render.speaking import spoken, voice_for
from studio.render.voice_activity import find_speech
from studio.timeline.model import Music, Timeline, Voiceover
from tests.film.clips import RATE
from tests.film.decoding import decode_sound
from tests.integration.studio_render.footage import lag_of, noise, numbered_clip, render, sound_file, tone, whole
from tests.integration.studio_render.test_mastering import picture_packets
from tests.integration.studio_render.test_music import HIGH, LOW, part_db


async def test_a_voice_is_heard_where_it_was_put_and_the_film_steps_back(tmp_path):
    speaker = numbered_clip(tmp_path / "a.mp4", tone(4.0, HIGH), frames=120)
    words = noise(1.5, -26.0, seed=9)
    voice = sound_file(tmp_path / "voice.wav", words)
    over = Voiceover(voice.source.id, "voice", 1500, 1500)

    await render(Timeline((whole(speaker),), voiceovers=(over,)), speaker, voice, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    free = part_db(film, 0.3, 1.4, HIGH)
    assert free == pytest.approx(-20.0, abs=0.5)
    assert part_db(film, 1.9, 2.9, HIGH) < free - 8
    assert part_db(film, 3.6, 3.95, HIGH) == pytest.approx(free, abs=1.5)
    assert abs(lag_of(film, words[4800:48_000], round(1.5 * RATE) + 4800)) <= 2
    assert picture_packets(tmp_path / "film.mp4") == picture_packets(tmp_path / "a.mp4")


async def test_music_steps_back_under_a_voice_where_nobody_else_speaks(tmp_path):
    silent = numbered_clip(tmp_path / "a.mp4", None, frames=120)
    music = sound_file(tmp_path / "bed.wav", tone(4.0, LOW))
    voice = sound_file(tmp_path / "voice.wav", tone(1.5, HIGH))
    film = Timeline(
        (whole(silent),),
        (Music(music.source.id, "bed", 0, 4000, fade_out_ms=0),),
        voiceovers=(Voiceover(voice.source.id, "voice", 1500, 1500),),
    )

    await render(film, silent, music, voice, folder=tmp_path)

    heard = decode_sound(tmp_path / "film.mp4")
    assert part_db(heard, 0.3, 1.4, LOW) - part_db(heard, 2.0, 2.9, LOW) > 6
    assert part_db(heard, 1.8, 2.8, HIGH) == pytest.approx(-18.0, abs=1.0)
    assert part_db(heard, 0.3, 1.4, HIGH) < -60


async def test_a_voice_longer_than_the_film_ends_with_it(tmp_path):
    speaker = numbered_clip(tmp_path / "a.mp4", noise(2.0), frames=60)
    voice = sound_file(tmp_path / "voice.wav", tone(3.0, HIGH))
    film = Timeline((whole(speaker),), voiceovers=(Voiceover(voice.source.id, "voice", 1000, 3000),))

    facts = await render(film, speaker, voice, folder=tmp_path)

    assert facts.duration_ms == pytest.approx(2000, abs=30)


@pytest.mark.parametrize(
    ("words", "voice"), [("Welcome back to the garden, everybody.", "en"), ("欢迎回到我的花园，我们开始吧。", "zh")]
)
async def test_words_are_really_spoken(tmp_path, words, voice):
    assert voice_for(words) == voice
    await spoken(words, tmp_path / "voice.wav")
    found = await probe(tmp_path / "voice.wav")
    speech = await find_speech(tmp_path / "voice.wav", assets.voice_activity_model())
    assert 1000 < found.duration_ms < 8000
    assert sum(span.duration_ms for span in speech) > 0.5 * found.duration_ms


async def test_levels_known_beforehand_are_used(tmp_path):
    silent = numbered_clip(tmp_path / "a.mp4", None, frames=60)
    voice = replace(sound_file(tmp_path / "voice.wav", tone(2.0, HIGH, -30.0)), level_db=-30.0)
    film = Timeline((whole(silent),), voiceovers=(Voiceover(voice.source.id, "v", 0, 2000, volume=0.5),))

    await render(film, silent, voice, folder=tmp_path)

    assert part_db(decode_sound(tmp_path / "film.mp4"), 0.5, 1.5, HIGH) == pytest.approx(-24.0, abs=0.7)
    assert np.abs(decode_sound(tmp_path / "film.mp4")).max() < 0.5
