"""The size the draft names is the size that is rendered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.render.canvas import film_size
from studio.timeline.canvas import canvas_size
from studio.timeline.cuts import film_of, with_short_side
from studio.timeline.model import Timeline
from tests.fakes.timelines import video


@pytest.mark.parametrize(
    ("source", "short_side", "canvas"),
    [
        ((1920, 1080), None, (1920, 1080)),
        ((3840, 2160), None, (1920, 1080)),
        ((1080, 1920), 720, (720, 1280)),
        ((1280, 720), 1080, (1920, 1080)),
        ((1280, 720), 2160, (1920, 1080)),
        ((640, 480), 1080, (1440, 1080)),
        ((2560, 1080), None, (1920, 810)),
        ((1000, 1000), 480, (480, 480)),
        ((855, 481), None, (856, 480)),
        ((0, 0), None, (1280, 720)),
    ],
)
def test_the_canvas_has_the_first_clips_shape_within_full_hd(source, short_side, canvas):
    clip = video(width=source[0], height=source[1])
    assert canvas_size(with_short_side(film_of(clip), short_side), [clip]) == canvas


def test_a_film_of_unknown_footage_has_a_usual_canvas():
    assert canvas_size(Timeline(), []) == (1280, 720)
    assert canvas_size(film_of(video()), []) == (1280, 720)


sides = st.integers(1, 8000)


@given(sides, sides, st.none() | st.integers(144, 4320))
def test_the_draft_names_the_size_that_is_rendered(width, height, short_side):
    source = video(width=width, height=height)
    canvas = canvas_size(with_short_side(film_of(source), short_side), [source])
    size = film_size(source, short_side)
    assert canvas == (size.width, size.height)
    assert all(side % 2 == 0 for side in canvas)
    assert max(canvas) <= 1920
    assert min(canvas) <= 1080
