"""What ffmpeg is asked to do."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from media.formats import MKV, MP4
from media.probe import MediaInfo
from studio.render.command import GRAPH_FILE, SourceMedia
from studio.render.compile import Ready, compile_film, film_level_db
from studio.render.errors import MissingSource
from studio.render.packets import Packets, parse_packets
from studio.render.passthrough import Passthrough, is_film_like, may_pass, passthrough
from studio.render.typeface import Typeface
from studio.timeline.model import Clip, Music, Source, SourceId, SourceKind, Timeline, Title

A, B, BED = SourceId("a"), SourceId("b"), SourceId("bed")
FACE = Typeface("Test Sans", dict.fromkeys(range(32, 127), 0.5), 1.4)
INFO = MediaInfo(
    MP4, "video", 10_000, 1280, 720, Fraction(30), has_audio=True, video_codec="h264", pixel_format="yuv420p",
    audio_codec="aac",
)  # fmt: skip


def video(name: SourceId, duration_ms: int = 10_000, level_db: float | None = None, **facts) -> SourceMedia:
    source = Source(name, name, SourceKind.VIDEO, duration_ms, 1280, 720, Fraction(30), has_audio=True)
    return SourceMedia(replace(source, **facts), Path(f"/media/{name}"), level_db)


MEDIA = {A: video(A), B: video(B), BED: video(BED, kind=SourceKind.AUDIO)}
PACKETS = Packets(0, 10_000, steady=True, square=True)
WHOLE = Timeline((Clip(A, "a", 0, 10_000),))


def compiled(timeline: Timeline, **options):
    return compile_film(timeline, MEDIA, short_side=None, typeface=FACE, **options)


def test_each_run_is_one_input_and_music_loops():
    timeline = Timeline(
        (Clip(A, "a", 0, 1000), Clip(A, "a", 3000, 1000), Clip(B, "b", 0, 1000)), (Music(BED, "m", 0, 10_000),)
    )

    command = compiled(timeline)

    assert [str(each.path) for each in command.inputs] == ["/media/a", "/media/b", "/media/bed"]
    assert command.inputs[2].options == ("-stream_loop", "-1")
    assert command.frames == 90


def test_no_words_and_no_paths_stand_in_the_graph():
    timeline = replace(WHOLE, titles=(Title("drawtext=x';movie=/etc/passwd", 0, 1000),))

    command = compiled(timeline)

    assert "passwd" not in command.files[GRAPH_FILE]
    assert "/media" not in command.files[GRAPH_FILE]
    assert not any("passwd" in argument for argument in command.arguments)
    assert command.titled


def test_the_asked_short_side_wins_over_the_timelines():
    timeline = replace(WHOLE, short_side=1080)

    assert compile_film(timeline, MEDIA, short_side=480, typeface=None).size.height == 480
    assert compile_film(timeline, MEDIA, short_side=None, typeface=None).size.height == 1080


def test_a_source_that_is_not_there_is_named():
    with pytest.raises(MissingSource) as caught:
        compiled(Timeline((Clip(SourceId("gone"), "gone", 0, 1000),)))

    assert caught.value.source == "gone"


def test_many_runs_decode_with_one_thread_each():
    clips = tuple(Clip(source, "", 0, 500) for source in (A, B) * 4)

    assert all("-threads" in each.options for each in compiled(Timeline(clips)).inputs)
    assert not any("-threads" in each.options for each in compiled(WHOLE).inputs)


def test_copied_packets_need_no_graph():
    command = compiled(WHOLE, ready=Ready(Passthrough.ALL))

    assert command.files == {}
    assert ("-c", "copy") in pairwise(command.arguments)


def test_the_films_level_is_the_clips_by_length_and_gain():
    media = {A: video(A, level_db=-20.0), B: video(B, level_db=-30.0)}
    clips = (Clip(A, "a", 0, 1000), Clip(B, "b", 0, 1000, gain=0.0))

    assert film_level_db(Timeline(clips), media) == pytest.approx(-20.0)
    assert film_level_db(Timeline((Clip(A, "a", 0, 1000, gain=0.1),)), media) == pytest.approx(-40.0)
    assert film_level_db(Timeline((Clip(A, "a", 0, 1000, gain=0.0),)), media) is None


@pytest.mark.parametrize(
    ("timeline", "short_side", "passes"),
    [
        (WHOLE, None, True),
        (WHOLE, 720, True),
        (WHOLE, 1080, False),
        (replace(WHOLE, titles=(Title("Hi", 0, 1000),)), None, False),
        (Timeline((Clip(A, "a", 0, 9970),)), None, True),
        (Timeline((Clip(A, "a", 0, 9000),)), None, False),
        (Timeline((Clip(A, "a", 500, 9500),)), None, False),
        (Timeline((Clip(A, "a", 0, 4000), Clip(A, "a", 4000, 6000))), None, True),
        (Timeline((Clip(A, "a", 0, 4000), Clip(A, "a", 4100, 5900))), None, False),
        (Timeline((Clip(A, "a", 0, 10_000), Clip(B, "b", 0, 10_000))), None, False),
    ],
)
def test_only_a_whole_clip_of_the_right_size_without_titles_may_pass(timeline, short_side, passes):
    assert may_pass(timeline, MEDIA[A].source, short_side) is passes


@pytest.mark.parametrize(
    "fact",
    [
        {"video_codec": "hevc"},
        {"pixel_format": "yuv420p10le"},
        {"pixel_format": "yuvj420p"},
        {"rotation": 90},
        {"format": MKV},
        {"fps": Fraction(120)},
        {"fps": None},
    ],
    ids=str,
)
def test_a_picture_that_is_not_coded_as_a_films_is_does_not_pass(fact):
    assert is_film_like(INFO)
    assert not is_film_like(replace(INFO, **fact))


@pytest.mark.parametrize("fact", [{"start_ms": 200}, {"end_ms": 9000}, {"steady": False}, {"square": False}], ids=str)
def test_a_picture_that_is_uneven_or_shorter_than_the_film_does_not_pass(fact):
    assert passthrough(WHOLE, INFO, PACKETS) is Passthrough.ALL
    assert passthrough(WHOLE, INFO, replace(PACKETS, **fact)) is Passthrough.NOTHING
    assert passthrough(WHOLE, INFO, None) is Passthrough.NOTHING


def test_packets_are_read_in_the_order_shown():
    listing = "#software: x\n#tb 0: 1/15360\n#sar 0: 1/1\n0, -512, 512, 512, 9, 0x1, S=1\n0, 0, 0, 512, 9, 0x2\n"
    late = "0, 512, 1536, 512, 9, 0x3\n"

    assert parse_packets(listing) == Packets(0, 67, steady=True, square=True)
    assert parse_packets(listing + late) == Packets(0, 133, steady=False, square=True)
    assert parse_packets("#tb 0: 1/30\n0, 0, 0, 1, 9, 0x1\n") is None


def test_only_the_picture_passes_where_the_sound_changes():
    muted = Timeline((Clip(A, "a", 0, 10_000, gain=0.0),))

    assert passthrough(muted, INFO, PACKETS) is Passthrough.PICTURE
    assert passthrough(replace(WHOLE, music=(Music(BED, "m", 0, 10_000),)), INFO, PACKETS) is Passthrough.PICTURE
    assert passthrough(WHOLE, replace(INFO, audio_codec="mp3"), PACKETS) is Passthrough.PICTURE
    assert passthrough(WHOLE, replace(INFO, audio_codec=None), PACKETS) is Passthrough.PICTURE
