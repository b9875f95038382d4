"""Noise out, one loudness, and what "louder" means once a loudness was asked for."""

import json
from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.errors import BadDraft
from studio.timeline.mastering import Mastering, Noise
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.timelines import bed

EVEN = replace(FILM, mastering=Mastering(lufs=-14.0))


@pytest.mark.parametrize(
    ("args", "noise", "text"),
    [
        ({}, Noise.ANY, "The background noise is taken out of the recording."),
        ({"kind": "wind"}, Noise.WIND, "The wind is taken out of the recording."),
        ({"kind": "hum"}, Noise.HUM, "The hum is taken out of the recording."),
        ({"kind": "unheard of"}, Noise.ANY, "The background noise is taken out of the recording."),
    ],
)
def test_noise_is_taken_out(args, noise, text):
    edited = request(old(), op("denoise_audio", **args))
    assert edited.timeline == replace(FILM, mastering=Mastering(noise=noise))
    assert edited.text == text


@pytest.mark.parametrize(("said", "lufs"), [(None, -14.0), (-16, -16.0), (23, -23.0), (-3, -9.0), (-90, -36.0)])
def test_the_loudness_is_the_usual_one_or_the_one_said(said, lufs):
    edited = request(old(), op("normalize_loudness", **({} if said is None else {"lufs": said})))
    assert edited.timeline.mastering.lufs == lufs
    assert f"{lufs:g} LUFS" in edited.text


def test_both_are_done_in_one_go_in_chinese():
    edited = request(old(), op("normalize_loudness"), op("denoise_audio"), tongue=Tongue.CHINESE)
    assert edited.timeline.mastering == Mastering(Noise.ANY, -14.0)
    assert edited.text == "已去除原声里的背景噪音。声音已统一到 -14 LUFS，与抖音、YouTube 的播放响度一致。"


@pytest.mark.parametrize("name", ["denoise_audio", "normalize_loudness"])
def test_a_clip_without_sound_has_none_to_finish(name):
    edited = request(new(SILENT), op(name))
    assert (edited.timeline, edited.text) == (None, "This clip has no sound to change, so nothing was changed.")


def test_music_alone_is_brought_to_a_loudness_too():
    scored = replace(request(new(SILENT), op("add_music")).timeline)
    assert request(old(scored), op("normalize_loudness")).timeline.mastering.lufs == -14.0


def test_louder_makes_a_film_with_a_loudness_louder():
    edited = request(old(EVEN), op("volume", target="all", change="up"))
    assert edited.timeline.mastering.lufs == pytest.approx(-10.9)
    assert edited.timeline.clips == FILM.clips
    assert edited.text == "Loudness -14 → -10.9 LUFS."


def test_quieter_music_under_an_even_film_is_the_music_alone():
    scored = replace(EVEN, music=(bed(0, 24_000),))
    edited = request(old(scored), op("volume", target="music", change="down"))
    assert edited.timeline.mastering == EVEN.mastering
    assert edited.timeline.music[0].volume == pytest.approx(0.21)


def test_the_mastering_survives_the_draft_and_nonsense_is_refused():
    film = replace(FILM, mastering=Mastering(Noise.HUM, -16.5))
    wire = json.loads(json.dumps(to_draft(film, [TALK], 1)))
    assert (wire["m"]["denoise"], wire["m"]["lufs"]) == ("hum", -16.5)
    assert from_draft(wire) == film
    for wrong in ({"lufs": -3}, {"lufs": "loud"}, {"denoise": "all"}):
        with pytest.raises(BadDraft):
            from_draft(wire | {"m": wire["m"] | wrong})
