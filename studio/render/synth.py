"""Sounds from nothing: a circular stereo track and the few voices that play on it.

Whatever is written past the track's end goes on at its start, so that it loops without a seam.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 48_000
A4_HZ = 440.0
A4_NOTE = 69

_STRIDE = 512

Wave = npt.NDArray[np.float64]


class Loop:
    """A circular stereo track of a fixed number of samples."""

    def __init__(self, length: int) -> None:
        self.sound: Wave = np.zeros((length, 2))

    def add(self, start: int, wave: Wave, pan: float = 0.0) -> None:
        """Mix in a mono or stereo wave from ``start`` on. ``pan``: -1 left, 1 right."""
        if wave.ndim == 1:
            wave = wave[:, None] * np.array([np.sqrt((1 - pan) / 2), np.sqrt((1 + pan) / 2)])
        length = len(self.sound)
        while len(wave):
            start %= length
            now = wave[: length - start]
            self.sound[start : start + len(now)] += now
            wave = wave[len(now) :]
            start += len(now)


def hertz(note: float) -> float:
    """The frequency of a MIDI note, equal temperament."""
    return float(A4_HZ * 2.0 ** ((note - A4_NOTE) / 12))


def pad(note: float, length: int, fade: int, brightness: float) -> Wave:
    """A soft sustained stereo tone that fades in and out over ``fade`` samples with constant power across a joint.

    ``brightness`` 0 to 1: how slowly the overtones fall off.
    """
    wave = np.empty((length, 2))
    slope = 2.4 - 1.2 * brightness
    number = np.arange(1, 6)
    for side, detune in ((0, 0.9985), (1, 1.0015)):
        frequencies = hertz(note) * number * np.where(number > 1, detune, 1.0)
        wave[:, side] = _tones(frequencies, np.exp(1j * number * (1 + side)) / number**slope, length)
    return wave * _crossfade(length, fade)[:, None]


def bass(note: float, length: int, fade: int) -> Wave:
    """A round low tone, faded like ``pad``."""
    return _tones(hertz(note) * np.array([1, 2]), np.array([1.0, 0.25]), length) * _crossfade(length, fade)


def pluck(note: float, decay_s: float, brightness: float) -> Wave:
    """A plucked or struck tone that dies away; high overtones die first."""
    length = int(RATE * decay_s * 4)
    number = np.arange(1, 5)
    wave = _tones(hertz(note) * number, brightness ** (number - 1.0), length, number / decay_s)
    attack = RATE // 200
    wave[:attack] *= np.linspace(0.0, 1.0, attack)
    return wave * np.linspace(1.0, 0.0, length)


def kick() -> Wave:
    """A soft bass drum."""
    time = np.arange(RATE // 4) / RATE
    frequency = 48.0 + 70.0 * np.exp(-time * 40)
    return np.sin(2 * np.pi * np.cumsum(frequency) / RATE) * np.exp(-time * 14)


def brush(random: np.random.Generator, length_s: float) -> Wave:
    """A short breath of high noise: a brush or a closed hi-hat."""
    noise = random.standard_normal(int(RATE * length_s))
    bright = np.diff(noise, prepend=0.0)
    return bright * np.exp(-np.arange(len(bright)) / RATE * 5 / length_s) * 0.4


def _tones(
    frequencies: npt.NDArray[Any], parts: npt.NDArray[Any], length: int, falls: npt.NDArray[Any] | float = 0.0
) -> Wave:
    """Sines of these frequencies in Hz, mixed: a part's size is how loud one is, its angle where it begins.

    Each shrinks by e ``falls`` times a second. Every one is a pointer that turns: it is computed for each stride and
    for each step in a stride, and multiplied, which is many times quicker than a sine for every sample.
    """
    speeds = (2j * np.pi * frequencies - falls) / RATE
    strides = parts * np.exp(speeds * np.arange(0, length, _STRIDE)[:, None])
    steps = np.exp(speeds[:, None] * np.arange(_STRIDE))
    pointers = np.hstack((strides.real, strides.imag)), np.vstack((steps.imag, steps.real))
    mixed: Wave = np.einsum("st,tu->su", *pointers)  # not @, whose threads spin for longer than this takes
    return mixed.ravel()[:length]


def _crossfade(length: int, fade: int) -> Wave:
    """Sine-shaped flanks: two tones that overlap by ``fade`` keep their summed power."""
    shape = np.ones(length)
    flank = np.sin(np.linspace(0.0, np.pi / 2, fade))
    shape[:fade] *= flank
    shape[-fade:] *= flank[::-1]
    return shape
