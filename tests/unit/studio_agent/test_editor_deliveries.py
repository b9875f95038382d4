"""Other kinds of files, and films under a size, by words."""

from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.delivery import WHOLE_FILM, Delivery, FileKind
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.timelines import video


@pytest.mark.parametrize(
    ("operation", "delivery"),
    [
        (op("compress", target_mb=8), Delivery(most_bytes=8_000_000)),
        (op("compress", percent=30), Delivery(share=0.7)),
        (op("compress"), Delivery(share=0.5)),
        (op("gif", start=3, end=6, width=480), Delivery(FileKind.GIF, 3000, 6000, 480)),
        (op("gif"), Delivery(FileKind.GIF, 0, 24_000)),
        (op("extract_audio"), Delivery(FileKind.MP3)),
        (op("extract_audio", format="m4a"), Delivery(FileKind.M4A)),
        (op("extract_audio", format="mp3", bitrate_kbps=192), Delivery(FileKind.MP3, kbps=192)),
        (op("extract_audio", format="flac"), Delivery(FileKind.MP3)),
        (op("thumbnail", at=12), Delivery(FileKind.STILL, 12_000)),
        (op("thumbnail"), Delivery(FileKind.STILL, 12_000)),
    ],
)
def test_the_person_gets_what_was_asked_for(operation, delivery):
    assert request(new(TALK), operation).timeline.delivery == delivery


def test_another_kind_of_file_is_for_once_and_a_limit_stays():
    gif = request(old(), op("gif")).timeline
    assert request(old(gif), op("export", resolution="720p")).timeline.delivery == WHOLE_FILM
    small = request(old(), op("compress", target_mb=8)).timeline
    assert request(old(small), op("export", resolution="720p")).timeline.delivery == Delivery(most_bytes=8_000_000)


def test_the_film_itself_stays_as_it_is():
    assert replace(request(old(), op("thumbnail", at=3)).timeline, delivery=WHOLE_FILM) == FILM


def test_a_stretch_is_meant_on_the_film_as_it_was_seen():
    edited = request(old(), op("trim_head", seconds=4), op("gif", start=10, end=12))
    assert edited.timeline.delivery == Delivery(FileKind.GIF, 6000, 8000)


def test_a_long_gif_is_cut_and_told():
    long = video("long.mp4", 60, id_="long")
    edited = request(new(long), op("gif"))
    assert edited.timeline.delivery.end_ms == 30_000
    assert edited.text.endswith("A GIF shows 30 s at most.")


def test_what_comes_is_told_in_both_languages():
    assert request(old(), op("gif", start=3, end=6)).text == "You get 0:03–0:06 as a GIF; the film stays as it is."
    told = request(old(), op("compress", target_mb=8), tongue=Tongue.CHINESE).text
    assert told == "以后成片不超过 8 MB。"
    assert "FLAC" not in request(old(), op("extract_audio", format="flac")).text
    assert "“flac” is a kind of sound I do not make" in request(old(), op("extract_audio", format="flac")).text


@pytest.mark.parametrize(
    "operation",
    [
        op("compress", target_mb=0.01),
        op("compress", percent=100),
        op("gif", start=30, end=40),
        op("gif", start=6, end=3),
        op("thumbnail", at=99),
    ],
)
def test_what_cannot_be_made_changes_nothing(operation):
    assert request(old(), operation).timeline is None


def test_a_silent_film_has_no_sound_to_give():
    assert request(new(SILENT), op("extract_audio")).timeline is None
