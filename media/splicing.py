"""Which pictures of a film can be taken from its source as they are, and which must be encoded. Pure.

Only whole groups from an IDR picture on can be copied; what a span has before its first one, and the few pictures
at its end that later ones in the file are needed for, are encoded. So every span keeps its exact pictures.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copied:
    """Pictures ``first`` up to ``end`` of the source, packet by packet."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """Pictures ``first`` up to ``end`` of the source, encoded anew."""

    first: int
    end: int


Piece = Copied | Encoded


@dataclass(frozen=True, slots=True)
class Index:
    """A source's packets in the order of the file: the picture each one is (counted as shown), and which begin a
    closed group."""

    ranks: Sequence[int]
    heads: Sequence[int]

    @property
    def delay(self) -> int:
        """By how many pictures the file's order is ahead of what is shown, at most."""
        return max((place - rank for place, rank in enumerate(self.ranks)), default=0)


def index_of(times: Sequence[int], idr: Iterable[int]) -> Index:
    """The index of packets with these presentation times; ``idr``: places of IDR pictures."""
    order = {time: rank for rank, time in enumerate(sorted(times))}
    ranks = [order[time] for time in times]
    return Index(ranks, [place for place in sorted(idr) if ranks[place] == place])


def pieces_of(index: Index, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """The spans (pictures of the source, first up to end) as pieces, in order; neighbours to encode as one if they
    follow one another."""
    pieces: list[Piece] = []
    for first, end in spans:
        at = bisect_left(index.heads, first)
        head = index.heads[at] if at < len(index.heads) else end
        copied = _copied_until(index, head, end) if head < end else head
        if copied == head:
            pieces.append(Encoded(first, end))
            continue
        if first < head:
            pieces.append(Encoded(first, head))
        pieces.append(Copied(head, copied))
        if copied < end:
            pieces.append(Encoded(copied, end))
    return pieces


def share_encoded(pieces: Sequence[Piece]) -> float:
    """The share of the pictures that must be encoded, 0 to 1."""
    whole = sum(piece.end - piece.first for piece in pieces)
    return sum(piece.end - piece.first for piece in pieces if isinstance(piece, Encoded)) / max(1, whole)


def _copied_until(index: Index, head: int, end: int) -> int:
    """The furthest picture up to which the packets from ``head`` on show all and nothing else."""
    furthest, until = head, head
    for place in range(head, min(end, len(index.ranks))):
        furthest = max(furthest, index.ranks[place])
        if furthest == place:
            until = place + 1
    return until
