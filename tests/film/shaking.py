"""A clip filmed by a shaking hand, and how much of the shaking is left in a film made of it."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = (480, 270)
MARGIN = 40
ECC = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 30, 1e-5)


@dataclass(frozen=True, slots=True)
class Shaken:
    """A clip and how far its picture was moved in each frame, in pixels."""

    path: Path
    frames: int
    moves: NDArray[np.int64]


def shaky_clip(path: Path, *, frames: int = 120, seed: int = 5) -> Shaken:
    """A slow pan over a textured wall, each frame knocked about by up to 8 pixels; the same every time."""
    width, height = SIZE
    random = np.random.default_rng(seed)
    knocks = np.clip(random.normal(0, 5, (frames, 2)), -8, 8)
    pan = np.stack([np.linspace(0, 30, frames), np.zeros(frames)], axis=1)
    moves = np.round(pan + knocks).astype(np.int64)
    wall = _wall(height + 2 * MARGIN, width + 2 * MARGIN + 40, random)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=Fraction(30), options={"preset": "ultrafast", "crf": "14"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number, (across, down) in enumerate(moves):
            canvas = np.full((height * 3 // 2, width), 128, np.uint8)
            top, left = MARGIN + down, MARGIN + across
            canvas[:height] = wall[top : top + height, left : left + width]
            frame = av.VideoFrame.from_ndarray(canvas, format="yuv420p")
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return Shaken(path, frames, moves)


def jitter(path: Path) -> float:
    """How far the picture jumps from frame to frame besides its steady movement: RMS of the second difference, px."""
    with av.open(str(path)) as file:
        lumas = [frame.to_ndarray(format="gray").astype(np.float64) for frame in file.decode(video=0)]
    steps = np.array([shift(before, after) for before, after in pairwise(lumas)])
    return float(np.sqrt(np.mean(np.square(np.diff(steps, axis=0)))))


def _wall(height: int, width: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """Stones of all sizes, so that every part can be told from every other."""
    wall = np.zeros((height, width))
    for cell in (4, 9, 21):
        rough = random.normal(0, 1, (height // cell + 2, width // cell + 2))
        wall += np.kron(rough, np.ones((cell, cell)))[:height, :width]
    wall = (wall - wall.min()) / (wall.max() - wall.min())
    return np.asarray(30 + 190 * wall, np.uint8)


def shift(before: NDArray[np.float64], after: NDArray[np.float64]) -> tuple[float, float]:
    """By how much the middle of the picture moved, down and across, to a hundredth of a pixel.

    Phase correlation knows the whole pixel (finer than that it tells too little); from there brightness is aligned.
    """
    height, width = before.shape
    middle = (slice(height // 8, -(height // 8)), slice(width // 8, -(width // 8)))
    first, second = (_windowed(luma[middle]) for luma in (before, after))
    spectrum = np.fft.rfft2(second) * np.conj(np.fft.rfft2(first))
    likeness = np.fft.irfft2(spectrum / np.maximum(np.abs(spectrum), 1e-9), first.shape)
    down, across = np.unravel_index(int(np.argmax(likeness)), likeness.shape)
    whole = [float(at - size if at > size / 2 else at) for at, size in zip((down, across), first.shape, strict=True)]
    move = np.array([[1, 0, whole[1]], [0, 1, whole[0]]], np.float32)
    try:
        _, move = cv2.findTransformECC(
            np.asarray(before[middle], np.float32), np.asarray(after[middle], np.float32), move,
            cv2.MOTION_TRANSLATION, ECC, None, 1,
        )  # fmt: skip
    except cv2.error:
        return whole[0], whole[1]
    return float(move[1, 2]), float(move[0, 2])


def _windowed(luma: NDArray[np.float64]) -> NDArray[np.float64]:
    return (luma - luma.mean()) * np.outer(np.hanning(luma.shape[0]), np.hanning(luma.shape[1]))
