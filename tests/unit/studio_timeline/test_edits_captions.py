"""Subtitles read from SRT and WebVTT, and where their words are seen in a film that was cut."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.cuts import append_clips, cut_range, film_of, trim_head, whole
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.errors import NoSubtitles
from studio.timeline.model import Position, Title
from studio.timeline.subtitles import Cue, block_of, parse_subtitles, with_captions, without_captions
from tests.fakes.timelines import video

TALK = video("a.mp4", 20, id_="a")
FILM = film_of(TALK)
SRT = """1
00:00:01,000 --> 00:00:03,500
Hello, <i>everybody</i>

2
00:00:05,000 --> 00:00:07,000
{\\an8}Two lines
of words

3
00:00:09,000 --> 00:00:08,000
Never seen
"""
VTT = """WEBVTT

intro
00:01.000 --> 00:03.500 align:start
Hello, <b>everybody</b>

00:05.00 --> 00:07.0
Two lines
of words
"""
CUES = (Cue(1000, 3500, "Hello, everybody"), Cue(5000, 7000, "Two lines\nof words"))


def seen(film):
    return [(title.text, title.start_ms, title.start_ms + title.duration_ms) for title in film.titles]


@pytest.mark.parametrize(
    "text", [SRT, VTT, SRT.replace("\n", "\r\n"), "\n\n" + SRT], ids=["srt", "vtt", "crlf", "blank"]
)
def test_both_kinds_are_read(text):
    assert parse_subtitles(text) == CUES


@pytest.mark.parametrize("text", ["", "Hello", "00:01 --> soon", "1\n00:00:02,000 --> 00:00:01,000\nbackwards"])
def test_what_holds_no_subtitles_is_refused(text):
    with pytest.raises(NoSubtitles):
        parse_subtitles(text)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    assert block_of(text) is None or isinstance(block_of(text), tuple)
    with suppress(NoSubtitles):
        assert parse_subtitles(text)


def test_captions_stand_below_for_as_long_as_they_are_said():
    film = with_captions(FILM, CUES)
    assert film.titles[0] == Title("Hello, everybody", 1000, 2500, Position.BOTTOM, caption=True)
    assert seen(film)[1] == ("Two lines\nof words", 5000, 7000)


def test_captions_follow_what_was_cut_before_and_after():
    assert seen(with_captions(trim_head(FILM, 2000), CUES)) == [
        ("Hello, everybody", 0, 1500),
        ("Two lines\nof words", 3000, 5000),
    ]
    before = with_captions(cut_range(FILM, 2000, 6000), CUES)
    after = cut_range(with_captions(FILM, CUES), 2000, 6000)
    assert seen(before) == seen(after) == [("Hello, everybody", 1000, 2000), ("Two lines\nof words", 2000, 3000)]


def test_captions_over_several_clips_count_from_the_films_start():
    film = with_captions(append_clips(FILM, [whole(video("b.mp4", 5, id_="b"))]), [Cue(21_000, 23_000, "b")])
    assert seen(film) == [("b", 21_000, 23_000)]


def test_a_faster_film_shows_its_captions_for_less_time():
    fast = replace(FILM, clips=(replace(FILM.clips[0], speed=2.0, duration_ms=10_000),))
    assert seen(with_captions(fast, CUES))[0] == ("Hello, everybody", 500, 1750)


def test_new_captions_take_the_place_of_the_old_and_titles_stay():
    film = replace(FILM, titles=(Title("Title", 0, 3000),))
    again = with_captions(with_captions(film, CUES), CUES[:1])
    assert [title.text for title in again.titles] == ["Title", "Hello, everybody"]
    assert without_captions(again) == film
    with pytest.raises(NoSubtitles):
        without_captions(film)


def test_the_draft_tells_captions_from_titles():
    film = with_captions(FILM, CUES)
    wire = json.loads(json.dumps(to_draft(film, [TALK], 1)))
    assert wire["t"][1]["sg"][0]["m"] == {"text": "Hello, everybody", "position": "bottom", "caption": True}
    assert from_draft(wire) == film


def test_a_message_says_where_its_subtitles_begin():
    start, end = block_of(f"Please add these:\n{SRT}")
    assert f"Please add these:\n{SRT}"[start:end] == SRT
    assert block_of("no subtitles, just 00:01 and 00:02") is None
