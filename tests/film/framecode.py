"""A frame number painted into the picture, readable after scaling and lossy encoding.

Two rows of twenty blocks at the top: the number's bits, and below them the same bits inverted, so that anything
painted over them, or a frame that shows two at once, reads as no number instead of a wrong one.
"""

import numpy as np
from numpy.typing import NDArray

BITS = 20
ROW = 1 / 18  # of the height
BLACK, WHITE = 24, 228
LEAST_CONTRAST = 60

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
    height, width = luma.shape
    row, block = height * ROW, width / BITS
    levels = np.empty((2, BITS))
    for index in range(2):
        top, bottom = round((index + 0.3) * row), round((index + 0.7) * row)
        for place in range(BITS):
            left, right = round((place + 0.3) * block), round((place + 0.7) * block)
            levels[index, place] = luma[top:bottom, left:right].mean()
    difference = levels[0] - levels[1]
    if np.abs(difference).min() < LEAST_CONTRAST:
        return None
    return int("".join("1" if positive else "0" for positive in difference > 0), 2)
