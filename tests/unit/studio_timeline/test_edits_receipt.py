"""The receipt of cut pauses: numbers, places, and putting one back."""

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.timeline.cuts import append_clips, cut_range, film_of, trim_head, whole
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.errors import BadDraft, CutMoved, NoSuchCut, NothingLeft
from studio.timeline.model import Span, Timeline, Title
from studio.timeline.receipt import cut_pauses, place_of, put_back
from studio.timeline.settle import joined, settle
from tests.fakes.timelines import bed, clip, clips, shown, spans, video

TALK = video("talk.mp4", 20, id_="a")
PAUSES = (Span(2000, 4000), Span(8000, 9000), Span(19_000, 20_000))
CUT = cut_pauses(film_of(TALK), PAUSES)


def places(film: Timeline) -> dict[int, int | None]:
    return {cut.number: place_of(film, cut) for cut in film.receipt}


def test_every_pause_cut_has_a_number_a_place_and_a_length() -> None:
    assert [(cut.number, cut.duration_ms) for cut in CUT.receipt] == [(1, 2000), (2, 1000), (3, 1000)]
    assert places(CUT) == {1: 2000, 2: 6000, 3: 16_000}


def test_a_cut_put_back_leaves_the_others_as_they_are() -> None:
    film = put_back(CUT, 2)
    assert shown(film) == [("a", 0, 2000), ("a", 4000, 19_000)]
    assert places(film) == {1: 2000, 3: 17_000}


def test_all_cuts_put_back_in_any_order_give_the_film_of_before() -> None:
    film = put_back(put_back(put_back(CUT, 3), 1), 2)
    assert film == film_of(TALK)


def test_numbers_go_on_with_the_next_pauses() -> None:
    film = cut_pauses(CUT, [Span(0, 500)])
    assert [cut.number for cut in film.receipt] == [1, 2, 3, 4]
    assert places(film) == {1: 1500, 2: 5500, 3: 15_500, 4: 0}


def test_a_place_follows_what_is_cut_and_added_elsewhere() -> None:
    film = append_clips(trim_head(CUT, 1000), [whole(video("b.mp4", 5, id_="b"))])
    assert places(film) == {1: 1000, 2: 5000, 3: 15_000}
    assert shown(put_back(film, 2)) == [("a", 1000, 2000), ("a", 4000, 19_000), ("b", 0, 5000)]


def test_a_cut_with_one_side_gone_goes_back_to_the_other() -> None:
    film = cut_range(CUT, 2000, 3000)
    assert places(film)[1] == 2000
    assert shown(put_back(film, 1))[0] == ("a", 0, 4000)


def test_a_cut_with_both_sides_gone_has_no_place() -> None:
    film = cut_range(CUT, 1000, 3000)
    assert places(film)[1] is None
    with pytest.raises(CutMoved):
        put_back(film, 1)


def test_a_number_that_was_never_given_is_refused() -> None:
    with pytest.raises(NoSuchCut):
        put_back(CUT, 4)


def test_titles_and_music_keep_their_place_on_the_picture() -> None:
    film = replace(CUT, titles=(Title("a", 500, 1000), Title("b", 7000, 1000), Title("c", 5000, 2000)))
    film = replace(film, music=(bed(7000, 1000, fills=False, fade_out_ms=0), bed(0, 16_000)))
    after = put_back(film, 2)
    assert [(one.start_ms, one.duration_ms) for one in after.titles] == [(500, 1000), (8000, 1000), (5000, 3000)]
    assert [(one.start_ms, one.duration_ms) for one in after.music] == [(8000, 1000), (0, 17_000)]


def test_a_title_at_the_start_stays_there_when_the_opening_comes_back() -> None:
    film = replace(cut_pauses(film_of(TALK), [Span(0, 1000)]), titles=(Title("a", 0, 3000),))
    assert put_back(film, 1).titles == (Title("a", 0, 4000),)


def test_the_same_clip_twice_has_its_pauses_put_back_where_they_were() -> None:
    twice = append_clips(film_of(TALK), [whole(TALK)])
    film = cut_pauses(twice, [Span(2000, 4000), Span(22_000, 24_000)])
    assert places(film) == {1: 2000, 2: 20_000}
    assert shown(put_back(film, 2)) == [("a", 0, 2000), ("a", 4000, 20_000), ("a", 0, 20_000)]


def test_a_pause_across_two_clips_is_one_cut_and_comes_back_whole() -> None:
    film = Timeline((clip("a", 0, 5000), clip("b", 1000, 5000)))
    after = cut_pauses(film, [Span(4000, 6000)])
    assert [len(cut.pieces) for cut in after.receipt] == [2]
    assert put_back(after, 1) == film


@given(st.lists(clips, min_size=1, max_size=5), st.lists(spans, min_size=1, max_size=4), st.randoms())
def test_what_is_put_back_wholly_is_the_film_of_before(parts, pauses, random) -> None:
    assume(len({one.source for one in parts}) == len(parts))
    film = settle(Timeline(tuple(parts)))
    try:
        after = cut_pauses(film, pauses)
    except NothingLeft:
        assume(False)
        raise
    numbers = [cut.number for cut in after.receipt]
    random.shuffle(numbers)
    assert sum(cut.duration_ms for cut in after.receipt) == film.duration_ms - after.duration_ms
    for number in numbers:
        try:
            after = put_back(after, number)
        except CutMoved:  # a whole clip between two cuts is gone: its neighbours come back first
            assume(False)
    assert joined(after.clips) == joined(film.clips)


def test_the_receipt_survives_the_draft_and_an_old_draft_has_none() -> None:
    wire = json.loads(json.dumps(to_draft(CUT, [TALK], 2)))
    assert from_draft(wire) == CUT
    assert wire["m"]["receipt"][1] == {
        "n": 2,
        "sg": [{"d": 1000, "m": {"name": "talk.mp4", "src": "a", "in": 8000, "gain": 1.0}}],
    }
    del wire["m"]["receipt"]
    assert from_draft(wire).receipt == ()


@pytest.mark.parametrize(
    "receipt",
    [
        "x",
        [{"n": 0, "sg": [{"d": 1, "m": {"name": "", "src": "a", "in": 0, "gain": 1}}]}],
        [{"n": 1, "sg": []}],
        [{"n": 1, "sg": [{"d": 1, "m": {"name": "", "src": "a", "in": 0, "gain": 1}}]}] * 2,
    ],
    ids=["no list", "no number", "nothing", "twice"],
)
def test_a_receipt_of_nonsense_is_refused(receipt) -> None:
    draft = to_draft(CUT, [TALK], 2)
    draft["m"]["receipt"] = receipt
    with pytest.raises(BadDraft):
        from_draft(draft)
