"""Shapes of mouse pointers, drawn to be looked for: body and rim, at several sizes; the tip is upper left."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

HEIGHTS = tuple(round(15 * 1.085**step) for step in range(16))
"""15 to 51 pixels from tip to tail; a standard pointer has 19, on a dense screen 38."""
FINE = 8

Points = tuple[tuple[float, float], ...]
SHAPES: tuple[Points, ...] = (
    ((0, 0), (0, 0.84), (0.19, 0.66), (0.32, 1.0), (0.44, 0.95), (0.31, 0.62), (0.58, 0.62)),
    ((0, 0), (0, 0.95), (0.22, 0.74), (0.36, 1.0), (0.46, 0.95), (0.34, 0.7), (0.66, 0.68)),
    ((0, 0), (0.28, 1.0), (0.42, 0.57), (0.86, 0.45)),
    ((0, 0), (0, 0.98), (0.26, 0.72), (0.68, 0.7)),
)
"""Corners of the outlines, in heights: two with a tail, two without."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A pointer to look for. ``face``: bright where its body is, dark on its rim; ``mask``: which of it counts;
    ``tip``: where in it the tip lies; ``sign``: 0 where it may as well be dark with a bright rim."""

    face: NDArray[np.float32]
    mask: NDArray[np.float32]
    tip: tuple[int, int]
    sign: int = 0


def arrows() -> Iterator[Arrow]:
    """All shapes at all sizes."""
    for shape in SHAPES:
        for height in HEIGHTS:
            yield _drawn(np.array(shape) * height, max(1.0, height / 19))


def _drawn(corners: NDArray[np.float64], rim: float) -> Arrow:
    margin = int(np.ceil(rim)) + 1
    size = np.ceil(corners.max(axis=0)).astype(int) + 2 * margin
    large = np.round((corners + margin) * FINE).astype(np.int32)
    inner = np.zeros((size[1] * FINE, size[0] * FINE), np.uint8)
    cv2.fillPoly(inner, [large], 255)
    outer = inner.copy()
    cv2.polylines(outer, [large], isClosed=True, color=255, thickness=max(1, round(2 * rim * FINE)))
    small = (int(size[0]), int(size[1]))
    body, all_of_it = (
        np.asarray(cv2.resize(each, small, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)
        for each in (inner, outer)
    )
    return Arrow(body, np.asarray(all_of_it > 0.6, np.float32), (margin, margin))
