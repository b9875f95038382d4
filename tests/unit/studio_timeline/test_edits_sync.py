"""Sound moved against the picture: by figures, by a file's own clock, and in the draft."""

import json

import pytest

from studio.timeline.cuts import append_clips, film_of, trim_head, whole
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.errors import BadDraft
from studio.timeline.model import Sync
from studio.timeline.sync import StreamTimes, container_sync, delayed, seen_at, sync_of, with_sync
from tests.fakes.timelines import video

TALK, OTHER = video("a.mp4", 10, id_="a"), video("b.mp4", 10, id_="b")
FILM = append_clips(film_of(TALK), [whole(OTHER)])


def test_sound_moved_twice_is_moved_by_both_and_back_again_not_at_all():
    film = delayed(delayed(FILM, TALK.id, 200), TALK.id, -80)
    assert film.syncs == (Sync(TALK.id, 120),)
    assert sync_of(film, OTHER.id) == Sync(OTHER.id)
    assert delayed(film, TALK.id, -120) == FILM


def test_a_sync_stays_with_its_source_whatever_is_cut():
    assert sync_of(trim_head(delayed(FILM, TALK.id, 40), 3000), TALK.id).delay_ms == 40


@pytest.mark.parametrize(
    ("times", "sync"),
    [
        (StreamTimes(0, 10_000, 200, 10_200), Sync(TALK.id, -200)),
        (StreamTimes(300, 10_300, 0, 10_000), Sync(TALK.id, 300)),
        (StreamTimes(0, 60_000, 0, 60_300), Sync(TALK.id, 0, 1.005)),
        (StreamTimes(0, 60_000, 0, 59_400), Sync(TALK.id, 0, 0.99)),
        (StreamTimes(0, 10_000, 10, 10_090), Sync(TALK.id)),
        (StreamTimes(0, 10_000, 0, 8000), Sync(TALK.id)),
        (StreamTimes(0, 0, 0, 0), Sync(TALK.id)),
    ],
    ids=["late", "early", "slow", "fast", "rounded", "ends early", "empty"],
)
def test_a_file_says_itself_where_its_streams_lie(times, sync):
    assert container_sync(TALK.id, times) == sync


def test_speech_is_seen_where_the_moved_sound_puts_it():
    assert seen_at(Sync(TALK.id, -200), 1000) == 800
    assert seen_at(Sync(TALK.id, 0, 1.005), 60_300) == 60_000


def test_the_draft_holds_the_sync_and_refuses_nonsense():
    film = with_sync(FILM, Sync(TALK.id, -200, 1.005))
    wire = json.loads(json.dumps(to_draft(film, [TALK], 1)))
    assert wire["m"]["sync"] == [{"src": "a", "delay": -200, "tempo": 1.005}]
    assert from_draft(wire) == film
    for wrong in ({"delay": 1e9}, {"tempo": 3}, {"src": ""}):
        broken = {**wire, "m": {**wire["m"], "sync": [wire["m"]["sync"][0] | wrong]}}
        with pytest.raises(BadDraft):
            from_draft(broken)
    wire["m"]["sync"] *= 2
    with pytest.raises(BadDraft):
        from_draft(wire)
