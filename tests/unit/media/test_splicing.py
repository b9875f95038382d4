"""Spans as pieces to copy and to encode."""

from hypothesis import given
from hypothesis import strategies as st

from media.splicing import Copied, Encoded, index_of, pieces_of, share_encoded

# Two groups of six pictures as x264 writes them with two B-frames: I P B B P B | I P B B P B.
TIMES = [0, 3, 1, 2, 5, 4, 6, 9, 7, 8, 11, 10]
INDEX = index_of(TIMES, [0, 6])


def test_a_span_from_head_to_head_is_copied_whole():
    assert pieces_of(INDEX, [(0, 6)]) == [Copied(0, 6)]
    assert pieces_of(INDEX, [(0, 12)]) == [Copied(0, 12)]


def test_what_stands_before_the_first_head_is_encoded():
    assert pieces_of(INDEX, [(4, 12)]) == [Encoded(4, 6), Copied(6, 12)]


def test_pictures_that_need_a_later_one_are_encoded_at_the_end():
    assert pieces_of(INDEX, [(0, 2)]) == [Copied(0, 1), Encoded(1, 2)]
    assert pieces_of(INDEX, [(0, 4)]) == [Copied(0, 4)]
    assert pieces_of(INDEX, [(0, 5)]) == [Copied(0, 4), Encoded(4, 5)]


def test_a_span_without_a_head_is_encoded():
    assert pieces_of(INDEX, [(1, 5)]) == [Encoded(1, 5)]
    assert pieces_of(INDEX, [(7, 12)]) == [Encoded(7, 12)]


def test_a_group_that_is_not_closed_is_no_place_to_begin():
    leading = index_of([0, 2, 1, 5, 3, 4], [0, 3])
    assert list(leading.heads) == [0]


def test_the_file_is_ahead_by_as_many_pictures_as_are_reordered():
    assert INDEX.delay == 1
    assert index_of([0, 4, 2, 1, 3], [0]).delay == 2
    assert index_of([0, 1, 2], [0]).delay == 0


def test_the_share_counts_pictures():
    assert share_encoded([Encoded(0, 1), Copied(1, 4)]) == 0.25
    assert share_encoded([]) == 0


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12)).filter(lambda span: span[0] < span[1]), max_size=5))
def test_pieces_show_exactly_the_pictures_of_the_spans(spans):
    wanted = [number for first, end in spans for number in range(first, end)]
    pieces = pieces_of(INDEX, spans)
    assert [number for piece in pieces for number in range(piece.first, piece.end)] == wanted
    for piece in pieces:
        if isinstance(piece, Copied):
            assert sorted(INDEX.ranks[piece.first : piece.end]) == list(range(piece.first, piece.end))
            assert piece.first in INDEX.heads
