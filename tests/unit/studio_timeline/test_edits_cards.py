"""Cards before and after the film: what lies over it moves along, and what was filmed stays what is counted."""

from dataclasses import replace

import pytest

from studio.timeline.canvas import canvas_size, filmed
from studio.timeline.cards import with_intro, with_outro
from studio.timeline.cuts import film_of
from studio.timeline.errors import BadTitle
from studio.timeline.model import SourceId, Timeline, Title, Voiceover
from studio.timeline.subtitles import Cue, with_captions
from tests.fakes.timelines import bed, clip, picture, shown, video

TALK = video("talk.mp4", 10, id_="talk", width=1280, height=720)
CARD = clip("card", 0, 3000)
FILM = replace(
    film_of(TALK),
    titles=(Title("Hello", 1000, 2000),),
    music=(bed(0, 10_000), bed(4000, 2000, fills=False)),
    voiceovers=(Voiceover(SourceId("v"), "v", 5000, 1000),),
)


def test_an_intro_moves_everything_but_the_music_that_fills_the_film():
    film = with_intro(FILM, CARD, "My trip")
    assert shown(film) == [("card", 0, 3000), ("talk", 0, 10_000)]
    assert [(title.text, title.start_ms, title.duration_ms) for title in film.titles] == [
        ("My trip", 0, 3000),
        ("Hello", 4000, 2000),
    ]
    assert [(music.start_ms, music.duration_ms) for music in film.music] == [(0, 13_000), (7000, 2000)]
    assert film.voiceovers[0].start_ms == 8000


def test_an_outro_comes_last_and_moves_nothing():
    film = with_outro(FILM, CARD, "Bye")
    assert shown(film) == [("talk", 0, 10_000), ("card", 0, 3000)]
    assert [(title.text, title.start_ms) for title in film.titles] == [("Hello", 1000), ("Bye", 10_000)]
    assert film.music[0].duration_ms == 13_000


def test_another_intro_takes_the_place_of_the_first():
    film = with_intro(with_intro(FILM, CARD, "First"), replace(CARD, duration_ms=2000), "Second")
    assert film.duration_ms == 12_000
    assert [title.text for title in film.titles] == ["Second", "Hello"]
    assert with_outro(with_outro(FILM, CARD, "a"), CARD, "b").duration_ms == 13_000


def test_a_card_takes_on_the_films_shape():
    film = with_intro(FILM, CARD, "Hi")
    assert filmed(film) == ("talk",)
    assert canvas_size(film, [TALK, replace(picture(), id=SourceId("card"))]) == canvas_size(FILM, [TALK])
    assert filmed(Timeline((replace(CARD, card=True),))) == ("card",)


def test_subtitles_are_timed_to_what_was_filmed():
    film = with_captions(with_intro(FILM, CARD), [Cue(1000, 2000, "said")])
    assert [(one.start_ms, one.duration_ms) for one in film.titles if one.caption] == [(4000, 1000)]


def test_words_that_cannot_stand_on_a_card_are_refused():
    with pytest.raises(BadTitle):
        with_intro(FILM, CARD, "x" * 201)
