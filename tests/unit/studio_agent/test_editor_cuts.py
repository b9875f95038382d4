"""Cuts by words, and the pauses."""

from dataclasses import replace

import pytest

from studio.agent.plan import Tongue
from studio.timeline.cuts import append_clips, film_of, whole
from tests.fakes.editing import FILM, SILENT, TALK, new, old, op, request
from tests.fakes.editor_tools import FIVE_PAUSES, FakeTools
from tests.fakes.timelines import shown, video


@pytest.mark.parametrize(
    ("operation", "film", "text"),
    [
        (op("cut_range", start=2, end=5.5), [(0, 2), (5.5, 24)], "0:02–0:05.5 cut out, 0:24 → 0:21."),
        (op("cut_range", start=20), [(0, 20)], "0:20–0:24 cut out, 0:24 → 0:20."),
        (op("cut_range", end=4), [(4, 24)], "0:00–0:04 cut out, 0:24 → 0:20."),
        (op("keep_range", start=2, end=5), [(2, 5)], "Only 0:02–0:05 kept, 0:24 → 0:03."),
        (op("keep_range", end=12), [(0, 12)], "Only 0:00–0:12 kept, 0:24 → 0:12."),
        (op("keep_range", start=12), [(12, 24)], "Only 0:12–0:24 kept, 0:24 → 0:12."),
        (op("keep_range", last_seconds=4), [(20, 24)], "Only 0:20–0:24 kept, 0:24 → 0:04."),
        (op("keep_range", seconds=4), [(0, 4)], "Only 0:00–0:04 kept, 0:24 → 0:04."),
        (op("trim_head", seconds=4), [(4, 24)], "The first 4 s cut off, 0:24 → 0:20."),
        (op("trim_tail", seconds=0.5), [(0, 23.5)], "The last 0.5 s cut off, 0:24 → 0:23.5."),
    ],
)
def test_a_cut_is_done_and_told(operation, film, text):
    edited = request(old(), operation)
    assert shown(edited.timeline) == [("talk", round(a * 1000), round(b * 1000)) for a, b in film]
    assert edited.text == text


def test_the_times_of_several_cuts_are_those_of_the_film_that_was_seen():
    edited = request(
        old(), op("cut_range", start=5, end=10), op("cut_range", start=15, end=20), op("trim_head", seconds=2)
    )
    assert shown(edited.timeline) == [("talk", 2000, 5000), ("talk", 10_000, 15_000), ("talk", 20_000, 24_000)]
    assert edited.text == "0:05–0:10 cut out, 0:15–0:20 cut out, the first 2 s cut off, 0:24 → 0:12."


def test_two_parts_can_be_kept():
    edited = request(old(), op("keep_range", start=2, end=4), op("keep_range", start=8, end=9))
    assert shown(edited.timeline) == [("talk", 2000, 4000), ("talk", 8000, 9000)]


def test_ends_trimmed_beside_a_kept_part_are_its_ends():
    edited = request(old(), op("keep_range", start=10, end=20), op("trim_head", seconds=2))
    assert shown(edited.timeline) == [("talk", 12_000, 20_000)]


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        (op("cut_range", start=30, end=40), "The film is only 0:24 long, so nothing was changed."),
        (op("trim_tail", seconds=25), "The film is only 0:24 long, so nothing was changed."),
        (op("cut_range", start=1, end=10**400), "The film is only 0:24 long, so nothing was changed."),
        (op("trim_tail", seconds=float("inf")), "The film is only 0:24 long, so nothing was changed."),
        (op("trim_tail", seconds=float("nan")), "That range ends before it begins, so nothing was changed."),
        (op("cut_range", start=9, end=3), "That range ends before it begins, so nothing was changed."),
        (op("trim_head"), "That range ends before it begins, so nothing was changed."),
        (
            op("cut_range", start=0, end=24),
            "That would cut away the whole film (0:24), so nothing was changed.",
        ),
    ],
)
def test_a_cut_that_cannot_be_done_says_why(operation, text):
    edited = request(old(), operation)
    assert (edited.timeline, edited.text) == (None, text)


def test_pauses_are_cut_and_counted():
    edited = request(new(TALK), op("remove_silence"))
    assert shown(edited.timeline) == [
        ("talk", 850, 4200),
        ("talk", 5850, 9200),
        ("talk", 11_850, 15_200),
        ("talk", 17_850, 22_200),
    ]
    assert edited.text == (
        "5 pauses removed, 0:24 → 0:14. Saved 9.6 s. The cuts: 1 at 0:00 (0.9 s), 2 at 0:03.4 (1.7 s), "
        "3 at 0:06.7 (2.7 s), 4 at 0:10.1 (2.7 s), 5 at 0:14.4 (1.8 s). Say “keep cut 5” to put one back."
    )


def test_one_pause_is_one_pause():
    tools = FakeTools(talk=((0, 5000), (8000, 24_000)))
    assert request(new(TALK), op("remove_silence"), tools=tools).text.startswith("1 pause removed, 0:24 → 0:21.")


def test_a_difference_below_a_second_is_told_in_tenths():
    tools = FakeTools(talk=((0, 5000), (5700, 24_000)))
    assert request(new(TALK), op("remove_silence"), tools=tools).text.startswith("1 pause removed, 0:24 → 0:23.7.")


def test_only_pauses_longer_than_said_are_cut():
    edited = request(new(TALK), op("remove_silence", min_seconds=2.5))
    assert edited.text.startswith("2 pauses removed")


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("start", "The silence at the start removed, 0:24 → 0:23."),
        ("end", "The silence at the end removed, 0:24 → 0:22."),
    ],
)
def test_only_the_silence_at_one_end_is_cut_when_said(where, text):
    assert request(new(TALK), op("remove_silence", where=where)).text == text


def test_pauses_come_after_the_cuts_and_share_their_sentence():
    edited = request(new(TALK), op("remove_silence"), op("keep_range", start=0, end=10))
    assert edited.text.startswith("Only 0:00–0:10 kept, 3 pauses removed, 0:24 → 0:07. Saved 3.3 s.")


def test_a_clip_without_sound_has_no_pauses_to_find():
    edited = request(new(SILENT), op("remove_silence"))
    assert edited.timeline is None
    assert edited.text == "This clip has no sound to find pauses in, so nothing was changed."


def test_a_clip_in_which_nobody_speaks_stays_as_it_is():
    edited = request(new(TALK), op("remove_silence"), tools=FakeTools())
    assert (edited.timeline, edited.base) == (None, None)
    assert edited.text == "Nobody speaks in this clip, so there are no pauses to cut."


def test_a_clip_without_pauses_stays_as_it_is():
    edited = request(new(TALK), op("remove_silence"), tools=FakeTools(talk=((0, 24_000),)))
    assert edited.timeline is None
    assert edited.text == "There is no pause longer than 0.6 s to cut."


def test_cutting_the_pauses_again_finds_none():
    once = request(new(TALK), op("remove_silence")).timeline
    again = request(old(once), op("remove_silence"))
    assert again.timeline is None


def test_without_pauses_the_rest_of_the_request_is_still_done():
    edited = request(new(TALK), op("remove_silence"), op("trim_head", seconds=4), tools=FakeTools())
    assert shown(edited.timeline) == [("talk", 4000, 24_000)]
    assert edited.text.startswith("Nobody speaks")


def test_a_silent_clip_among_others_is_kept_whole():
    film = append_clips(FILM, [whole(SILENT)])
    tools = FakeTools(talk=FIVE_PAUSES)
    edited = request(old(film), op("remove_silence"), tools=tools)
    assert shown(edited.timeline)[-1] == ("drone", 0, 20_000)
    assert tools.listened == ["talk"]


def test_each_source_is_listened_to_once():
    tools = FakeTools(talk=FIVE_PAUSES)
    film = replace(FILM, clips=FILM.clips * 3)
    request(old(film), op("remove_silence"), tools=tools)
    assert tools.listened == ["talk"]


def test_long_films_are_told_like_a_clock():
    film = film_of(video("long.mp4", 3725, id_="long"))
    edited = request(old(film, video("long.mp4", 3725, id_="long")), op("trim_head", seconds=65))
    assert edited.text == "The first 1:05 cut off, 1:02:05 → 1:01:00."


def test_cuts_are_told_in_chinese():
    edited = request(old(), op("cut_range", start=2, end=5), op("trim_tail", seconds=3), tongue=Tongue.CHINESE)
    assert edited.text == "删去 0:02–0:05，剪掉结尾 3 秒，0:24 → 0:18。"
