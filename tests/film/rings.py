"""Rings seen in a film: amber circles, found by their colour in its own frames."""

from pathlib import Path

import av
import cv2
import numpy as np

Ring = tuple[float, float, float]
"""Second, x, y."""
LEAST, LEAST_SHARE = 18, 0.055
"""How wide a ring is at least, in pixels and of the picture's height: as one fades it falls to smaller pieces."""


def rings(path: Path) -> list[Ring]:
    """Each ring once: when it is first seen and where its middle is."""
    found: list[Ring] = []
    lately: list[tuple[float, float, float]] = []
    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            second = float(frame.time or 0.0)
            lately = [one for one in lately if second - one[0] < 0.2]
            for x, y in _middles(frame.to_ndarray(format="bgr24")):
                near = [one for one in lately if np.hypot(one[1] - x, one[2] - y) < 12]
                if not near:
                    found.append((second, x, y))
                lately = [one for one in lately if one not in near] + [(second, x, y)]
    return found


def _middles(picture: np.ndarray) -> list[tuple[float, float]]:
    blue, green, red = (picture[..., channel].astype(np.int16) for channel in range(3))
    amber = ((red > 200) & (green > 150) & (green < 225) & (blue < 90)).astype(np.uint8)
    joined = cv2.morphologyEx(amber, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(joined)
    least = max(LEAST, LEAST_SHARE * picture.shape[0])
    middles = []
    for left, top, wide, high, area in facts[1:count].tolist():
        if min(wide, high) >= least and abs(wide - high) <= 4 and area < 0.75 * wide * high:
            middles.append((left + (wide - 1) / 2, top + (high - 1) / 2))
    return middles
