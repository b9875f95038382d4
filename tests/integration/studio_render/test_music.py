"""Music under the film: as loud as asked, lower under speech, there to the end."""

from dataclasses import replace

import numpy as np
import pytest

import assets
from studio.render.film import SourceMedia
from studio.render.loudness import level_db
from studio.render.music import MOODS, make_bed
from studio.render.speech_edges import merged
from studio.render.voice_activity import find_speech
from studio.timeline.model import Clip, Music, Source, SourceId, SourceKind, Span, Timeline
from studio.timeline.sound import Target, mute, set_music
from tests.film.clips import RATE, Sound, rms, speech_clip
from tests.film.decoding import decode_sound
from tests.film.measure import faults, measure
from tests.integration.studio_render.footage import clip, noise, numbered_clip, render, sound_file, tone, whole

HIGH, LOW = 3000, 300


def part_db(film: Sound, start_s: float, end_s: float, hertz: int) -> float:
    """The level of one of the two tones within a stretch of the film."""
    piece = film[round(start_s * RATE) : round(end_s * RATE)].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(piece)) ** 2
    near = np.abs(np.fft.rfftfreq(piece.size, 1 / RATE) - hertz) < 60
    return 10 * np.log10(2 * spectrum[near].sum() / piece.size**2 + 1e-12)


def bed_under(media: SourceMedia, **options) -> Music:
    return Music(media.source.id, "bed", 0, media.source.duration_ms, **options)


async def with_levels(*media: SourceMedia) -> list[SourceMedia]:
    return [replace(each, level_db=await level_db(each.path, None)) for each in media]


async def test_music_is_lowered_under_speech_and_comes_back_in_pauses(tmp_path):
    voice = tone(12.0, HIGH)
    for start_s, end_s in ((0, 3), (6, 9)):
        voice[start_s * RATE : end_s * RATE] = 0
    speaker = numbered_clip(tmp_path / "a.mp4", voice, frames=360)
    music = sound_file(tmp_path / "bed.wav", tone(5.0, LOW))
    speaker = replace(speaker, level_db=-20.0)

    await render(Timeline((whole(speaker),), (bed_under(music, fade_out_ms=0),)), speaker, music, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    free = [part_db(film, *stretch, LOW) for stretch in ((0.5, 2.9), (7.5, 8.9))]
    under = [part_db(film, *stretch, LOW) for stretch in ((3.5, 5.9), (9.5, 11.9))]
    assert free == pytest.approx([-30.5, -30.5], abs=0.7)
    assert under == pytest.approx([-39.0, -39.0], abs=1.5)
    voice_db = [part_db(film, *stretch, HIGH) for stretch in ((3.5, 5.9), (9.5, 11.9))]
    assert voice_db == pytest.approx([-20.0, -20.0], abs=0.2)


async def test_music_that_is_not_ducked_keeps_its_level(tmp_path):
    speaker, music = await with_levels(
        numbered_clip(tmp_path / "a.mp4", tone(3.0, HIGH)), sound_file(tmp_path / "bed.wav", tone(3.0, LOW, -12.0))
    )

    bed = bed_under(music, volume=0.5, ducked=False, fade_out_ms=0)
    await render(Timeline((whole(speaker),), (bed,)), speaker, music, folder=tmp_path)

    assert part_db(decode_sound(tmp_path / "film.mp4"), 0.5, 2.9, LOW) == pytest.approx(-26.0, abs=0.5)


async def test_music_goes_on_after_the_voice_and_fades_out_with_the_film(tmp_path):
    voice = np.concatenate((tone(2.0, HIGH), np.zeros(6 * RATE, np.float32)))
    speaker, music = await with_levels(
        numbered_clip(tmp_path / "a.mp4", voice[: 2 * RATE], frames=240),
        sound_file(tmp_path / "bed.wav", tone(1.5, LOW)),
    )

    facts = await render(Timeline((whole(speaker),), (bed_under(music),)), speaker, music, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert facts.duration_ms == 8000
    assert film.size == pytest.approx(8 * RATE, abs=RATE // 20)
    levels = [part_db(film, at, at + 0.4, LOW) for at in np.arange(3.5, 6.0, 0.5)]
    assert levels == pytest.approx([-30.5] * 5, abs=1.5)
    assert part_db(film, 7.0, 7.4, LOW) < -31.5
    assert rms(film[round(7.97 * RATE) : 8 * RATE]) < 0.002


async def test_music_of_a_set_length_ends_there(tmp_path):
    speaker, music = await with_levels(
        numbered_clip(tmp_path / "a.mp4", noise(4.0), frames=120), sound_file(tmp_path / "bed.wav", tone(3.0, 8000))
    )
    bed = Music(music.source.id, "m", 500, 2000, volume=1.0, ducked=False, fills=False, fade_in_ms=300, fade_out_ms=300)

    await render(Timeline((whole(speaker),), (bed,)), speaker, music, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert part_db(film, 0.0, 0.48, 8000) < -60
    assert part_db(film, 1.0, 2.0, 8000) == pytest.approx(-20.0, abs=1.0)
    assert part_db(film, 2.52, 3.5, 8000) < -60


async def test_music_silenced_for_a_while_repeats_before_and_after(tmp_path):
    speaker, music = await with_levels(
        numbered_clip(tmp_path / "a.mp4", noise(6.0), frames=180), sound_file(tmp_path / "bed.wav", tone(1.0, 8000))
    )
    bed = bed_under(music, volume=1.0, ducked=False, fade_out_ms=0)
    film = mute(set_music(Timeline((whole(speaker),)), bed), Target.MUSIC, Span(4000, 5000))

    await render(film, speaker, music, folder=tmp_path)

    heard = decode_sound(tmp_path / "film.mp4")
    assert part_db(heard, 1.5, 3.5, 8000) == pytest.approx(-20.0, abs=1.0)
    assert part_db(heard, 4.02, 4.98, 8000) < -60
    assert part_db(heard, 5.2, 5.9, 8000) == pytest.approx(-20.0, abs=1.0)


async def test_music_alone_is_loud_enough_to_hear(tmp_path):
    silent = numbered_clip(tmp_path / "a.mp4", None)
    (music,) = await with_levels(sound_file(tmp_path / "bed.wav", tone(3.0, LOW, -35.0)))

    await render(Timeline((whole(silent),), (bed_under(music, fade_out_ms=0),)), silent, music, folder=tmp_path)

    assert part_db(decode_sound(tmp_path / "film.mp4"), 0.5, 2.5, LOW) == pytest.approx(-24.5, abs=0.7)


async def test_only_peaks_are_limited_when_voice_and_music_add_up(tmp_path):
    speaker, music = await with_levels(
        numbered_clip(tmp_path / "a.mp4", tone(3.0, 1000, -4.0)), sound_file(tmp_path / "bed.wav", tone(3.0, LOW, -4.0))
    )
    bed = bed_under(music, volume=1.0, ducked=False, fade_out_ms=0)

    await render(Timeline((whole(speaker),), (bed,)), speaker, music, folder=tmp_path)

    film = decode_sound(tmp_path / "film.mp4")
    assert np.abs(film).max() < 0.95


async def test_the_level_is_measured_where_the_caller_did_not(tmp_path):
    speaker = numbered_clip(tmp_path / "a.mp4", tone(3.0, HIGH, -30.0))
    music = sound_file(tmp_path / "bed.wav", tone(3.0, LOW, -6.0))

    bed = bed_under(music, volume=1.0, ducked=False, fade_out_ms=0)
    await render(Timeline((clip(speaker, 0, 2900),), (bed,)), speaker, music, folder=tmp_path)

    assert part_db(decode_sound(tmp_path / "film.mp4"), 0.5, 2.5, LOW) == pytest.approx(-30.0, abs=0.5)


@pytest.mark.parametrize("noisy", [False, True], ids=["clean", "noisy"])
async def test_pauses_cut_and_music_added_pass_the_measure_of_a_film(tmp_path, noisy):
    known = await speech_clip(tmp_path, noise=noisy, sentences=2, width=640, height=360)
    spans = await find_speech(known.path, assets.voice_activity_model())
    await make_bed(MOODS[1], 20_000, tmp_path / "bed.wav")
    speaker = SourceMedia(
        Source(SourceId("a"), "a", SourceKind.VIDEO, known.duration_ms, 640, 360, known.fps, has_audio=True),
        known.path,
        await level_db(known.path, spans),
    )
    bed = SourceMedia(
        Source(SourceId("bed"), "bed", SourceKind.AUDIO, 20_000, has_audio=True),
        tmp_path / "bed.wav",
        await level_db(tmp_path / "bed.wav", None),
    )
    kept = merged(tuple(Span(span.start_ms - 170, span.end_ms + 170) for span in spans), 0)
    clips = tuple(Clip(speaker.source.id, "a", span.start_ms, span.duration_ms) for span in kept)

    await render(Timeline(clips, (bed_under(bed),), short_side=1080), speaker, bed, folder=tmp_path)

    assert faults(measure(tmp_path / "film.mp4", known)) == []
