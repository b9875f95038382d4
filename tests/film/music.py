"""What sounds in the film beside the source: the film minus the source, fitted and in its place.

Judged below 4 kHz, where a music bed lives and where AAC codes waves and not just noise of the right loudness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.film.alignment import PER_MS, FoundSpan
from tests.film.clips import RATE, Sound, rms

HALF_TAPS = 16
WINDOW_MS, HOP_MS = 200, 50
LEAST_GAP_MS = 40
SILENCE_DB = -120.0

Wave = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GapMusic:
    """The music between two spans: its quietest window of 200 ms, in dB against the speech."""

    after: int
    start_ms: float
    end_ms: float
    quietest_db: float


@dataclass(frozen=True, slots=True)
class Music:
    """``level_db``: from the first span's start to the last one's end, in dB against the speech."""

    level_db: float
    gaps: tuple[GapMusic, ...]


def hear_music(film: Sound, source: Sound, spans: Sequence[FoundSpan]) -> Music:
    """The music under the spans that were found and in the gaps between neighbours."""
    present = [span for span in spans if span.found]
    if not present:
        return Music(SILENCE_DB, ())
    beside = film.astype(np.float64)
    speech = 0.0
    expected = {span.number: _expected(film, source, span) for span in present}
    for span in present:
        start, end = _samples(span.film_start_ms, film), _samples(span.film_end_ms, film)
        beside[start:end] -= expected[span.number][start:end]
        speech += float(np.square(expected[span.number][start:end]).sum())
    neighbours = [(a, b) for a, b in pairwise(spans) if a.found and b.found and a.film_end_ms < b.film_start_ms]
    for before, after in neighbours:
        start, end = _samples(before.film_end_ms, film), _samples(after.film_start_ms, film)
        beside[start:end] = _beside_gap(film, expected[before.number], expected[after.number], (start, end))
    beside = _low(beside)
    spoken_ms = sum(span.source.end_ms - span.source.start_ms for span in present)
    loudness = float(np.sqrt(speech / (spoken_ms * PER_MS))) or 1e-9
    whole = beside[_samples(present[0].film_start_ms, film) : _samples(present[-1].film_end_ms, film)]
    gaps = (
        GapMusic(before.number, before.film_end_ms, after.film_start_ms, quietest)
        for before, after in neighbours
        if (quietest := _quietest(beside, before.film_end_ms, after.film_start_ms, loudness)) is not None
    )
    return Music(_db(rms(whole), loudness), tuple(gaps))


def _samples(time_ms: float, film: Sound) -> int:
    return min(max(round(time_ms * PER_MS), 0), film.size)


def _db(level: float, reference: float) -> float:
    return max(20 * float(np.log10(max(level, 1e-12) / reference)), SILENCE_DB)


def _expected(film: Sound, source: Sound, span: FoundSpan) -> Wave:
    """The whole source at this span's lag, as loud and as coloured as the film has the span, on the film's clock."""
    shifted = np.zeros(film.size + 2 * HALF_TAPS)
    offset = span.lag - HALF_TAPS  # of the source's sample under index 0
    first, end = max(0, -offset), min(shifted.size, source.size - offset)
    if first < end:
        shifted[first:end] = source[first + offset : end + offset]
    start, stop = _samples(span.film_start_ms, film), _samples(span.film_end_ms, film)
    taps = _fit(film[start:stop].astype(np.float64), shifted[start : stop + 2 * HALF_TAPS])
    return _convolved(shifted, taps)[: film.size]


def _fit(film: Wave, source: Wave) -> Wave:
    """The filter that makes the source most like the film: gain, sub-sample delay, colour; too short to copy music."""
    taps = np.arange(2 * HALF_TAPS + 1)
    core = source[HALF_TAPS : HALF_TAPS + film.size]
    likeness = np.array([film @ source[tap : tap + film.size] for tap in taps])
    repetition = np.array([core[: core.size - tap] @ core[tap:] for tap in taps])
    repetition[0] += 1e-5 * repetition[0] + 1e-12
    return np.asarray(np.linalg.solve(repetition[np.abs(taps[:, None] - taps)], likeness))


def _convolved(source: Wave, taps: Wave) -> Wave:
    """``sum(taps[k] * source[i + k])`` for every i."""
    size = 1 << (source.size + taps.size).bit_length()
    return np.fft.irfft(np.fft.rfft(source, size) * np.conj(np.fft.rfft(taps, size)), size)[: source.size]


def _beside_gap(film: Sound, before: Wave, after: Wave, gap: tuple[int, int]) -> Wave:
    """The gap minus the source's silence, which goes over from one side's lag to the other's where that fits best."""
    where = slice(*gap)
    with_before, with_after = film[where] - before[where], film[where] - after[where]
    cost_before = np.concatenate(([0.0], np.cumsum(np.square(with_before))))
    cost_after = np.concatenate((np.cumsum(np.square(with_after)[::-1])[::-1], [0.0]))
    joint = int(np.argmin(cost_before + cost_after))
    return np.concatenate((with_before[:joint], with_after[joint:]))


def _low(sound: Wave) -> Wave:
    """Below 4 kHz, with a soft edge so that speech does not ring into the gaps."""
    size = sound.size + RATE // 10
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    keep = 0.5 + 0.5 * np.cos(np.pi * np.clip((frequencies - 3_500) / 1_000, 0, 1))
    return np.fft.irfft(np.fft.rfft(sound, size) * keep, size)[: sound.size]


def _quietest(beside: Wave, start_ms: float, end_ms: float, loudness: float) -> float | None:
    if end_ms - start_ms < LEAST_GAP_MS:
        return None
    length = min(WINDOW_MS, end_ms - start_ms)
    starts = [*np.arange(start_ms, end_ms - length, HOP_MS), end_ms - length]
    levels = (rms(beside[round(at * PER_MS) : round((at + length) * PER_MS)]) for at in starts)
    return min(_db(level, loudness) for level in levels)
