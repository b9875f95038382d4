"""Pulls the edges of speech to where it truly begins and ends.

The voice model is off by up to 80 ms and deaf to hissing and stops at the edges of words. Two bands every 10 ms are
compared with the noise around the span: the low one has the voice, the high one the "s" and "f".
"""

import numpy as np
import numpy.typing as npt

from studio.render.pcm import Samples
from studio.timeline.model import Span

RATE = 16_000
HOP_MS = 10
HOP = RATE * HOP_MS // 1000
WINDOW = 2 * HOP
BLOCK_HOPS = 6000
SILENT_POWER = 1e-10

LOW_BAND_HZ = (120, 2800)
HIGH_BAND_HZ = (2800, 7800)

ABOVE_NOISE_DB = 3.5
"""Noise alone stays within 3 dB of its median in windows of 20 ms and bands this wide."""
BELOW_SPEECH_DB = 55.0
"""Nothing so far under the speech is part of it, however quiet the room."""

OUTWARD_HOPS = 30
INWARD_HOPS = 16
BRIDGE_HOPS = 12
"""A stop is silent for up to 0.1 s before it is released."""
NEARBY_HOPS = 400
GUARD_HOPS = 8
ENOUGH_HOPS = 25
PAD_MS = 20

EnergyCurve = npt.NDArray[np.float32]
"""Shape (hops, 2): the power of the low and the high band in dB, one row each 10 ms."""
Flags = npt.NDArray[np.bool_]


def band_energy_db(sound: Samples) -> EnergyCurve:
    """The energy curve of mono sound at 16 kHz; the last, partial hop is filled up with silence."""
    hops = -(-len(sound) // HOP)
    padded = np.zeros((hops + 1) * HOP, dtype=np.float32)
    padded[HOP // 2 : HOP // 2 + len(sound)] = sound  # window n is centred on hop n
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    shape = np.hanning(WINDOW).astype(np.float32)
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    curve = np.empty((hops, 2), dtype=np.float32)
    for first in range(0, hops, BLOCK_HOPS):
        power = np.square(np.abs(np.fft.rfft(windows[first : first + BLOCK_HOPS] * shape)))
        for band, (lowest, highest) in enumerate((LOW_BAND_HZ, HIGH_BAND_HZ)):
            inside = power[:, (hertz >= lowest) & (hertz < highest)].sum(axis=1)
            curve[first : first + BLOCK_HOPS, band] = 10.0 * np.log10(inside / WINDOW**2 + SILENT_POWER)
    return curve


def cover(rough: tuple[Span, ...], curve: EnergyCurve) -> tuple[Span, ...]:
    """The same spans with their edges where the sound rises above and falls back into the noise, a little more kept."""
    if not rough:
        return ()
    speaking = np.zeros(len(curve), dtype=bool)
    for span in rough:
        speaking[max(0, span.start_ms // HOP_MS - GUARD_HOPS) : span.end_ms // HOP_MS + GUARD_HOPS] = True
    loud = np.percentile(curve[speaking], 90, axis=0)
    least = loud.max() - BELOW_SPEECH_DB
    refined = []
    for span in rough:
        first, last = span.start_ms // HOP_MS, -(-span.end_ms // HOP_MS)
        start = first - _reach(_active(curve, speaking, first, least), first, step=-1)
        end = last + _reach(_active(curve, speaking, last, least), last, step=1)
        if start < end:
            refined.append(Span(max(0, start * HOP_MS - PAD_MS), min(len(curve) * HOP_MS, end * HOP_MS + PAD_MS)))
    return tuple(refined)


def merged(spans: tuple[Span, ...], gap_ms: int) -> tuple[Span, ...]:
    """The spans in order, those closer than ``gap_ms`` joined."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start_ms):
        if joined and span.start_ms - joined[-1].end_ms < gap_ms:
            joined[-1] = Span(joined[-1].start_ms, max(joined[-1].end_ms, span.end_ms))
        else:
            joined.append(span)
    return tuple(joined)


def _active(curve: EnergyCurve, speaking: Flags, edge: int, least: float) -> Flags:
    """Which hops of the curve stand out of the noise around ``edge``."""
    nearby = slice(max(0, edge - NEARBY_HOPS), edge + NEARBY_HOPS)
    quiet = curve[nearby][~speaking[nearby]]
    if len(quiet) < ENOUGH_HOPS:
        quiet = curve[~speaking]
    noise = np.median(quiet, axis=0) if len(quiet) >= ENOUGH_HOPS else np.percentile(curve, 5, axis=0)
    threshold = np.maximum(noise + ABOVE_NOISE_DB, least)
    active: Flags = (curve > threshold).any(axis=1)
    return active


def _reach(active: Flags, edge: int, step: int) -> int:
    """How many hops the edge moves outward (negative: inward). ``edge`` is the border between two hops.

    Outward as long as sound goes on, silences of up to ``BRIDGE_HOPS`` bridged; inward over silence only.
    """
    outward = active[edge : edge + OUTWARD_HOPS] if step > 0 else active[max(0, edge - OUTWARD_HOPS) : edge][::-1]
    reached, silent = 0, 0
    for distance, sounds in enumerate(outward, start=1):
        silent = 0 if sounds else silent + 1
        if silent > BRIDGE_HOPS:
            break
        if sounds:
            reached = distance
    if reached:
        return reached
    inward = active[max(0, edge - INWARD_HOPS) : edge][::-1] if step > 0 else active[edge : edge + INWARD_HOPS]
    sounding = np.flatnonzero(inward)
    return -int(sounding[0]) if len(sounding) else -len(inward)
