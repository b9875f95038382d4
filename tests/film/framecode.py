"""A frame number painted into the picture, readable after scaling and lossy encoding.

Two rows of twenty blocks at the top: the number's bits, and below them the same bits inverted, so that anything
painted over them, or a frame that shows two at once, reads as no number instead of a wrong one.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BITS = 20
ROW = 1 / 18  # of the height
BLACK, WHITE = 24, 228
LEAST_CONTRAST = 60

LOOKS = 6
"""Each block is judged by so many lines and columns of its middle."""

Luma = NDArray[np.uint8]


def paint(luma: Luma, number: int) -> None:
    """Paint a number below 2**20 into the luma plane, in place."""
    height, width = luma.shape
    row, block = round(height * ROW), width // BITS
    bits = np.array([number >> (BITS - 1 - place) & 1 for place in range(BITS)], dtype=bool)
    for index, pattern in enumerate((bits, ~bits)):
        line = np.repeat(np.where(pattern, WHITE, BLACK).astype(np.uint8), block)
        luma[index * row : (index + 1) * row, : line.size] = line


def read(luma: Luma) -> int | None:
    """The number in a luma plane of any size with the painted one's shape; None if it cannot be read."""
    lines, columns = _looked_at(*luma.shape)
    levels = luma[lines[:, None], columns].reshape(2, LOOKS, BITS, LOOKS).mean(axis=(1, 3))
    difference = levels[0] - levels[1]
    if np.abs(difference).min() < LEAST_CONTRAST:
        return None
    return int("".join("1" if positive else "0" for positive in difference > 0), 2)


@lru_cache(maxsize=8)
def _looked_at(height: int, width: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    middle = np.linspace(0.3, 0.7, LOOKS)
    lines = (np.arange(2)[:, None] + middle).ravel() * height * ROW
    columns = (np.arange(BITS)[:, None] + middle).ravel() * width / BITS
    return lines.astype(np.intp), columns.astype(np.intp)
