"""A clip by whose four corners one can tell how its picture was turned, mirrored, cropped and padded."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

LEVELS = {"top_left": 60, "top_right": 110, "bottom_left": 160, "bottom_right": 210}
BLACK = 16
NEAR = 12


def corner_clip(path: Path, *, size: tuple[int, int], frames: int, rate: Fraction = Fraction(30)) -> Path:
    """A silent clip of four quarters of known luma."""
    width, height = size
    canvas = np.full((height * 3 // 2, width), 128, np.uint8)
    for name, level in LEVELS.items():
        lines = slice(0, height // 2) if name.startswith("top") else slice(height // 2, height)
        columns = slice(0, width // 2) if name.endswith("left") else slice(width // 2, width)
        canvas[lines, columns] = level
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "crf": "12"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(canvas, format="yuv420p")
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def seen_at(luma: np.ndarray, across: float, down: float) -> str:
    """What is seen at a place (shares of width and height): a corner's name, "black", or "other"."""
    height, width = luma.shape
    line, column = round(down * (height - 1)), round(across * (width - 1))
    around = luma[max(0, line - 1) : line + 2, max(0, column - 1) : column + 2]
    level = float(around.mean())
    if level < BLACK + NEAR / 2:
        return "black"
    return next((name for name, known in LEVELS.items() if abs(level - known) < NEAR), "other")


def corners_seen(luma: np.ndarray) -> tuple[str, str, str, str]:
    """What is seen near the four corners, row by row."""
    places = ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9))
    first, second, third, fourth = (seen_at(luma, across, down) for across, down in places)
    return first, second, third, fourth
