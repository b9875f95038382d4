"""Cuts on the frame grid."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.render.grid import Cut, cuts_of, film_rate, frame_at, runs_of, sample_of
from studio.timeline.model import Clip, Source, SourceId, SourceKind

A, B = SourceId("a"), SourceId("b")
RATES = st.sampled_from([Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60)])
SOURCES = {
    name: Source(name, name, SourceKind.VIDEO, 7_200_000, 320, 180, Fraction(30), has_audio=True) for name in (A, B)
}


def clip(in_ms: int, duration_ms: int, source: SourceId = A, gain: float = 1.0) -> Clip:
    return Clip(source, "", in_ms, duration_ms, gain)


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (Fraction(30), "30"),
        (Fraction(30000, 1001), "30000/1001"),
        (Fraction(2997, 100), "30000/1001"),
        (Fraction(29914, 1000), "30000/1001"),
        (Fraction(24), "24"),
        (Fraction(24000, 1001), "24000/1001"),
        (Fraction(120), "60"),
        (Fraction(59, 2), "59/2"),
        (Fraction(15), "15"),
        (Fraction(1, 2), "30"),
        (None, "30"),
    ],
)
def test_the_films_rate_is_the_first_clips_or_the_usual_one_next_to_it(fps, rate):
    assert film_rate(fps) == Fraction(rate)


@given(RATES, st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 5_000)), min_size=1, max_size=120))
def test_cuts_fill_the_film_without_gap_and_never_drift(rate, stretches):
    clips = tuple(clip(start, length) for start, length in stretches)

    cuts = cuts_of(clips, rate)

    total = frame_at(sum(each.duration_ms for each in clips), rate)
    assert sum(cut.frames for cut in cuts) == total
    assert all(before.at + before.frames == after.at for before, after in pairwise(cuts))
    assert all(cut.frames > 0 for cut in cuts)


@given(RATES, st.integers(0, 1_000_000))
def test_sound_and_picture_agree_on_every_frame_to_half_a_sample(rate, frame):
    assert abs(Fraction(sample_of(frame, rate), 48_000) - frame / rate) <= Fraction(1, 96_000)


def test_clips_that_go_on_are_one_cut_unless_their_gain_differs():
    assert cuts_of((clip(0, 1000), clip(1000, 1000)), Fraction(30)) == (Cut(A, 0, 60, 0, 1.0, 60),)
    assert len(cuts_of((clip(0, 1000), clip(1000, 1000, gain=0.5)), Fraction(30))) == 2
    assert len(cuts_of((clip(0, 1000), clip(1001, 1000)), Fraction(30))) == 2
    assert len(cuts_of((clip(0, 1000), clip(1000, 1000, B)), Fraction(30))) == 2


def test_a_clip_shorter_than_half_a_frame_is_left_out():
    assert cuts_of((clip(0, 10), clip(5000, 1000)), Fraction(30)) == (Cut(A, 150, 30, 0, 1.0, 30),)


def test_cuts_in_order_are_read_in_one_run():
    cuts = cuts_of((clip(0, 500), clip(1000, 500), clip(4000, 500)), Fraction(30))

    assert [len(run.cuts) for run in runs_of(cuts, SOURCES, Fraction(30))] == [3]


def test_stepping_back_and_another_source_begin_a_run():
    cuts = cuts_of((clip(2000, 500), clip(0, 500), clip(900, 100, B), clip(1000, 500)), Fraction(30))

    assert [run.source for run in runs_of(cuts, SOURCES, Fraction(30))] == [A, A, B, A]


def test_a_far_cut_is_sought_with_a_margin_and_a_near_one_read_from_the_start():
    cuts = cuts_of((clip(2000, 500), clip(3_600_000, 10_000)), Fraction(30))

    near, far = runs_of(cuts, SOURCES, Fraction(30))

    assert near.seek == 0
    assert far.seek == (3600 - 2) * 30


def test_many_far_jumps_use_few_runs_for_the_longest():
    clips = tuple(clip(number * 60_000 + (number == 20) * 30_000, 500) for number in range(40))

    runs = runs_of(cuts_of(clips, Fraction(30)), SOURCES, Fraction(30))

    assert 2 <= len(runs) <= 7
    assert any(run.cuts[0].first == 20 * 1800 + 900 for run in runs)
