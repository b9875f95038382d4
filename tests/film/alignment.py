"""Where each spoken span of the source sounds in the film, and how much of it is there.

Located by normalised cross-correlation, then judged sample by sample against the matched filter: with the film f, the
span s and the gain g, the sum of 2gfs - (gs)² grows where the span sounds and falls where it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.film.clips import RATE, Sound, SpokenSpan

LEAST_LIKENESS = 0.5
PER_MS = RATE // 1000
HOLE_WINDOW_MS, HOLE_HOP_MS = 60, 20


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A span in the film.

    ``number`` counts from 1. ``likeness``: the correlation, 1.0 for the same sound. ``lag``: samples by which the
    source is later than the film. ``gain``: how loud it is against the source, linear. The losses are ms at its ends
    and, for ``hole_ms``, within.
    """

    number: int
    source: SpokenSpan
    likeness: float
    lag: int
    gain: float = 0.0
    lost_start_ms: int = 0
    lost_end_ms: int = 0
    hole_ms: int = 0

    @property
    def found(self) -> bool:
        """Whether it is in the film at all."""
        return self.likeness >= LEAST_LIKENESS

    @property
    def film_start_ms(self) -> float:
        """Where it starts, or would if its start were not lost."""
        return self.source.start_ms - self.lag / PER_MS

    @property
    def film_end_ms(self) -> float:
        """Where it ends, or would if its end were not lost."""
        return self.source.end_ms - self.lag / PER_MS


def locate(film: Sound, source: Sound, spans: Sequence[SpokenSpan]) -> tuple[FoundSpan, ...]:
    """Each span of the source where it is most like the film; both sounds mono at ``RATE``."""
    film, source = _emphasised(film), _emphasised(source)
    longest = max(span.end_ms - span.start_ms for span in spans) * PER_MS
    padded = np.pad(film, longest)
    size = 1 << (padded.size + longest - 1).bit_length()
    spectrum = np.fft.rfft(padded, size)
    energy = np.concatenate(([0.0], np.cumsum(np.square(padded, dtype=np.float64))))
    found = []
    for number, span in enumerate(spans, 1):
        piece = source[span.start_ms * PER_MS : span.end_ms * PER_MS]
        start, likeness = _best_place(spectrum, size, energy, piece)
        lost = _lost(padded[start : start + piece.size], piece) if likeness >= LEAST_LIKENESS else (0.0, 0, 0, 0)
        found.append(FoundSpan(number, span, likeness, span.start_ms * PER_MS - (start - longest), *lost))
    return tuple(found)


def in_order(spans: Sequence[FoundSpan]) -> bool:
    """Whether the spans that were found follow one another as in the source."""
    return all(before.film_end_ms <= after.film_start_ms for before, after in pairwise(s for s in spans if s.found))


def _emphasised(sound: Sound) -> NDArray[np.float64]:
    """High tones raised: a music bed lives in the low ones, the edges of words in the high."""
    return np.diff(sound.astype(np.float64), prepend=0.0) + 0.03 * sound


def _best_place(
    spectrum: NDArray[np.complex128], size: int, energy: NDArray[np.float64], piece: NDArray[np.float64]
) -> tuple[int, float]:
    places = energy.size - piece.size
    product = np.fft.irfft(spectrum * np.conj(np.fft.rfft(piece, size)), size)[:places]
    own = float(np.square(piece).sum())
    # A place with hardly any sound may not win by a division through nearly nothing.
    there = np.maximum(energy[piece.size :] - energy[:places], 0.1 * own)
    likeness = product / np.sqrt(own * there)
    start = int(np.argmax(likeness))
    return start, float(likeness[start])


def _lost(film: NDArray[np.float64], span: NDArray[np.float64]) -> tuple[float, int, int, int]:
    """The gain, and the ms lost at the start, at the end, and in holes between."""
    both = (film * span).reshape(-1, PER_MS).sum(axis=1)
    own = np.square(span).reshape(-1, PER_MS).sum(axis=1)
    gain = _gain(both, own)
    first, end = _best_stretch(2 * gain * both - gain * gain * own)
    return gain, first, own.size - end, _hole(both[first:end], own[first:end], gain)


def _gain(both: NDArray[np.float64], own: NDArray[np.float64]) -> float:
    """How loud the span is in the film against the source; the median, so that lost parts do not count."""
    blocks = own.size // 20
    pieces = own[: blocks * 20].reshape(-1, 20).sum(axis=1)
    gains = both[: blocks * 20].reshape(-1, 20).sum(axis=1) / np.maximum(pieces, 1e-12)
    loud = pieces > np.median(pieces)
    return max(float(np.median(gains[loud])), 1e-3)


def _best_stretch(evidence: NDArray[np.float64]) -> tuple[int, int]:
    """Start and end of the stretch with the largest sum."""
    total = np.concatenate(([0.0], np.cumsum(evidence)))
    lowest = np.minimum.accumulate(total)
    end = int(np.argmax(total - lowest))
    return int(np.argmin(total[: end + 1])), end


def _hole(both: NDArray[np.float64], own: NDArray[np.float64], gain: float) -> int:
    window = np.ones(HOLE_WINDOW_MS)
    if own.size < HOLE_WINDOW_MS:
        return 0
    energy = np.convolve(own, window, "valid")[::HOLE_HOP_MS]
    heard = np.convolve(both, window, "valid")[::HOLE_HOP_MS]
    telling = energy > 0.1 * own.mean() * HOLE_WINDOW_MS
    return int(np.count_nonzero(telling & (heard < 0.3 * gain * energy))) * HOLE_HOP_MS
