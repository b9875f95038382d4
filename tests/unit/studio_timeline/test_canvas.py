"""The film's size, and how sources fit into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.canvas import Size, canvas_size, film_size, fitted
from studio.timeline.cuts import append_clips, film_of, whole, with_short_side
from studio.timeline.model import Source, SourceId, SourceKind, Timeline
from tests.fakes.timelines import video

SIDES = st.integers(1, 8000)


def picture(width: int, height: int) -> Source:
    return Source(SourceId("a"), "a", SourceKind.VIDEO, 1000, width, height)


@pytest.mark.parametrize(
    ("source", "short_side", "film"),
    [
        ((1280, 720), None, (1280, 720)),
        ((1280, 720), 1080, (1920, 1080)),
        ((3840, 2160), None, (1920, 1080)),
        ((3840, 2160), 720, (1280, 720)),
        ((1080, 1920), 720, (720, 1280)),
        ((2160, 3840), None, (1080, 1920)),
        ((2560, 1080), 1080, (1920, 810)),
        ((640, 480), 1080, (1440, 1080)),
        ((1000, 1000), 1080, (1080, 1080)),
        ((1000, 1000), 2160, (1080, 1080)),
        ((853, 480), None, (852, 480)),
        ((0, 0), None, (1280, 720)),
        ((0, 0), 1080, (1920, 1080)),
        ((5000, 10), None, (1920, 16)),
    ],
)
def test_a_film_takes_the_first_sources_shape_within_full_hd(source, short_side, film):
    assert film_size(picture(*source), short_side) == Size(*film)


@given(SIDES, SIDES, st.none() | st.integers(1, 5000))
def test_a_film_is_always_even_and_within_full_hd(width, height, short_side):
    film = film_size(picture(width, height), short_side)

    assert film.width % 2 == film.height % 2 == 0
    assert 16 <= film.short_side <= 1080
    assert max(film.width, film.height) <= 1920
    assert (film.width >= film.height) or width < height


@given(SIDES, SIDES, SIDES, SIDES)
def test_a_source_fits_into_any_film(width, height, film_width, film_height):
    film = film_size(picture(film_width, film_height), None)

    inner = fitted(picture(width, height), film)

    assert inner.width <= film.width
    assert inner.height <= film.height
    assert inner.width == film.width or inner.height == film.height


def test_a_source_of_another_shape_gets_bars_and_one_of_nearly_the_same_does_not():
    film = Size(1920, 1080)

    assert fitted(picture(1080, 1920), film) == Size(608, 1080)
    assert fitted(picture(640, 480), film) == Size(1440, 1080)
    assert fitted(picture(853, 480), film) == film
    assert fitted(picture(0, 0), film) == film


def test_a_timeline_has_the_shape_of_its_first_picture_at_the_size_asked_for():
    sound = Source(SourceId("s"), "s", SourceKind.AUDIO, 1000, has_audio=True)
    upright = picture(1080, 1920)
    film = append_clips(film_of(sound), [whole(upright)])

    assert canvas_size(with_short_side(film, 720), [sound, upright]) == Size(720, 1280)


def test_a_film_of_unknown_footage_has_a_usual_size():
    assert canvas_size(Timeline(), []) == canvas_size(film_of(video()), []) == Size(1280, 720)
