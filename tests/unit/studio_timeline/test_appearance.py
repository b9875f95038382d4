"""How the picture looks, as values: turns and mirrorings add up, and the draft keeps them."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.timeline.appearance import (
    LOOK_BOUNDS,
    Blend,
    Entrance,
    Fades,
    Fill,
    Framing,
    Look,
    flipped,
    shifted,
    turned,
)
from studio.timeline.canvas import Size, film_size, fitted
from studio.timeline.cuts import film_of
from studio.timeline.delivery import Delivery, FileKind
from studio.timeline.draft import from_draft, to_draft
from studio.timeline.errors import BadDraft
from studio.timeline.model import Mark, Position
from tests.fakes.timelines import films, video

SOURCE = video("a.mp4", 30, id_="a")
FILM = film_of(SOURCE)

framings = st.builds(
    Framing,
    aspect=st.none() | st.fractions(Fraction(1, 3), 3, max_denominator=100),
    fill=st.sampled_from(Fill),
    turn=st.sampled_from([0, 90, 180, 270]),
    mirrored=st.booleans(),
)


@given(framings, st.integers(-8, 8))
def test_turns_add_up_and_four_of_them_are_none(framing, quarters):
    assert turned(turned(framing, 90 * quarters), -90 * quarters) == framing
    assert turned(framing, 360) == framing


@given(framings)
def test_a_mirrored_picture_mirrored_again_is_as_it_was(framing):
    assert flipped(flipped(framing)) == framing
    assert flipped(flipped(framing, upside_down=True), upside_down=True) == framing
    assert flipped(flipped(framing), upside_down=True) == turned(framing, 180)


@pytest.mark.parametrize(
    ("source", "short_side", "framing", "film"),
    [
        ((1920, 1080), None, Framing(Fraction(9, 16)), (1080, 1920)),
        ((1920, 1080), 720, Framing(Fraction(9, 16)), (720, 1280)),
        ((1920, 1080), None, Framing(Fraction(1)), (1080, 1080)),
        ((1920, 1080), None, Framing(Fraction(4, 5)), (1080, 1350)),
        ((1080, 1920), None, Framing(Fraction(16, 9)), (1920, 1080)),
        ((1920, 1080), None, Framing(Fraction(239, 100)), (1920, 804)),
        ((3840, 2160), None, Framing(Fraction(9, 16)), (1080, 1920)),
        ((1920, 1080), None, Framing(turn=90), (1080, 1920)),
        ((1920, 1080), None, Framing(turn=180), (1920, 1080)),
        ((1080, 1920), None, Framing(Fraction(16, 9), turn=270), (1920, 1080)),
    ],
)
def test_the_shape_asked_for_keeps_the_short_side(source, short_side, framing, film):
    first = replace(SOURCE, width=source[0], height=source[1])
    assert film_size(first, short_side, framing) == Size(*film)


@given(st.integers(16, 4000), st.integers(16, 4000), framings)
def test_a_cropped_picture_covers_the_film_and_any_other_fits_into_it(width, height, framing):
    source = replace(SOURCE, width=width, height=height)
    film = film_size(source, None, framing)
    inner = fitted(source, film, framing)
    assert inner.width == film.width or inner.height == film.height
    if framing.fill is Fill.CROP:
        assert inner.width >= film.width
        assert inner.height >= film.height
    else:
        assert inner.width <= film.width
        assert inner.height <= film.height


looks = st.builds(
    Look,
    warmth=st.floats(-1, 1),
    brightness=st.floats(-1, 1),
    contrast=st.floats(-0.6, 1),
    saturation=st.floats(-1, 1.5),
    grey=st.booleans(),
)


@given(films, looks, st.sampled_from([0.25, 0.5, 1.0, 1.5, 4.0]))
def test_a_draft_keeps_the_look_and_the_speed_of_every_clip(film, look, speed):
    changed = replace(film, clips=tuple(replace(clip, look=look, speed=speed, steady=True) for clip in film.clips))
    assert from_draft(json.loads(json.dumps(to_draft(changed, [SOURCE], 1)))) == changed


@pytest.mark.parametrize(
    "nonsense",
    [
        {"look": 1},
        {"look": {"warmth": 2}},
        {"look": {"brightness": float("nan")}},
        {"look": {"grey": 1}},
        {"speed": 0},
        {"speed": 1000},
        {"speed": "2"},
        {"speed": True},
    ],
    ids=str,
)
def test_a_look_or_speed_that_means_nothing_is_refused(nonsense):
    draft = to_draft(FILM, [SOURCE], 1)
    draft["t"][0]["sg"][0]["m"] |= nonsense
    with pytest.raises(BadDraft):
        from_draft(draft)


@given(looks, st.sampled_from(["warmth", "brightness", "contrast", "saturation"]), st.floats(-5, 5))
def test_a_look_never_leaves_its_bounds(look, name, step):
    low, high = LOOK_BOUNDS[name]
    assert low <= getattr(shifted(look, **{name: step}), name) <= high


@given(films, st.sampled_from(Blend), st.integers(1, 60_000), st.booleans())
def test_a_draft_keeps_transitions_and_fades(film, blend, length, white):
    clips = tuple(replace(clip, enter=Entrance(blend, length)) for clip in film.clips)
    changed = replace(film, clips=clips, fades=Fades(length, 60_000 - length, white))
    assert from_draft(json.loads(json.dumps(to_draft(changed, [SOURCE], 1)))) == changed


@pytest.mark.parametrize(
    "nonsense",
    [{"enter": "crossfade"}, {"enter": {"kind": "melt", "d": 5}}, {"enter": {"kind": "wipe", "d": 0}}],
    ids=str,
)
def test_a_transition_that_means_nothing_is_refused(nonsense):
    draft = to_draft(FILM, [SOURCE], 1)
    draft["t"][0]["sg"][0]["m"] |= nonsense
    with pytest.raises(BadDraft):
        from_draft(draft)


deliveries = st.builds(
    Delivery,
    kind=st.sampled_from(FileKind),
    start_ms=st.integers(0, 10_000),
    end_ms=st.none() | st.integers(1, 10_000),
    width=st.none() | st.integers(2, 800),
    most_bytes=st.none() | st.integers(1, 10**9),
    share=st.none() | st.floats(0.01, 1),
    kbps=st.none() | st.integers(8, 320),
)


@given(films, deliveries)
def test_a_draft_keeps_what_is_delivered(film, delivery):
    changed = replace(film, delivery=delivery)
    assert from_draft(json.loads(json.dumps(to_draft(changed, [SOURCE], 1)))) == changed


marks = st.builds(Mark, text=st.text("ab小", min_size=1), position=st.sampled_from(Position), opacity=st.floats(0, 1))
logos = st.builds(Mark, source=st.just(SOURCE.id), position=st.sampled_from(Position), opacity=st.floats(0, 1))


@given(films, st.lists(marks | logos, max_size=3).map(tuple))
def test_a_draft_keeps_the_watermarks(film, some):
    changed = replace(film, marks=some)
    assert from_draft(json.loads(json.dumps(to_draft(changed, [SOURCE], 1)))) == changed


@given(films, framings)
def test_a_draft_keeps_the_framing(film, framing):
    framed = replace(film, framing=framing)
    assert from_draft(json.loads(json.dumps(to_draft(framed, [SOURCE], 1)))) == framed


def test_the_draft_tells_the_framing_in_the_keys_of_the_contract():
    meta = to_draft(replace(FILM, framing=Framing(Fraction(9, 16), Fill.BLUR, 90, mirrored=True)), [SOURCE], 1)["m"]
    assert meta | {"aspect": "9:16", "fill": "blur", "turn": 90, "mirrored": True} == meta
    assert (meta["width"], meta["height"]) == (1080, 1920)


def test_a_film_framed_as_its_source_has_no_keys_for_it():
    assert not to_draft(FILM, [SOURCE], 1)["m"].keys() & {"aspect", "fill", "turn", "mirrored"}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"aspect": "9/16"},
        {"aspect": "9:0"},
        {"aspect": "0:9"},
        {"aspect": "-9:16"},
        {"aspect": "99:1"},
        {"aspect": "９:16"},
        {"aspect": 1.5},
        {"fill": "stretch"},
        {"turn": 45},
        {"turn": 360},
        {"turn": True},
        {"mirrored": 1},
    ],
    ids=str,
)
def test_a_framing_that_means_nothing_is_refused(nonsense):
    draft = to_draft(FILM, [SOURCE], 1)
    draft["m"] |= nonsense
    with pytest.raises(BadDraft):
        from_draft(draft)
