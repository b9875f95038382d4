"""Leading over a cut by moving what is seen on one side to where it is on the other; a program of its own:
``python -m media.morph_child TARGET RATE``, the joints as JSON on standard input (see ``media.jump_cuts``).

Prints one JSON object: ``{"moved": n, "faded": m, "numbers": […]}``, the numbers of the pictures written; or
``{"refused": why}``.

Each real picture before the cut is bent towards the first one after it, each one after it towards the last one before,
less and more as they go on; so all keeps moving while it passes over (optical flow: OpenCV's DIS).
"""

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

FLOW_SIDE = 360
"""The short side at which movement is looked for."""
LEAST_EXPLAINED = 0.3
"""What share of the difference the movement must explain; else both sides are only faded into one another."""
FURTHEST = 0.25
"""No part is moved further than this share of the width."""
LIKE = ("width", "height", "color_primaries", "color_trc", "colorspace", "color_range")
QUALITY = {"preset": "veryfast", "crf": "12", "g": "1", "bf": "0"}

Plane = NDArray[np.uint8]
Flow = NDArray[np.float32]


class Bent:
    """Two pictures and how to pass from the first to the second. ``like``: two of nearly the same, whose movement is
    where the search begins, lest neighbours be bent in different ways."""

    def __init__(self, first: list[Plane], second: list[Plane], like: "Bent | None" = None) -> None:
        self._first, self._second = first, second
        height, width = first[0].shape
        scale = min(1.0, FLOW_SIDE / min(height, width))
        size = max(16, round(width * scale)), max(16, round(height * scale))
        one, other = (
            np.asarray(cv2.resize(planes[0], size, interpolation=cv2.INTER_AREA), np.uint8)
            for planes in (first, second)
        )
        finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        nothing = np.zeros((*one.shape, 2), np.float32)
        begin = (nothing, nothing) if like is None else (like.there, like.back)
        self.there: Flow = np.asarray(finder.calc(one, other, begin[0].copy()), np.float32)
        self.back: Flow = np.asarray(finder.calc(other, one, begin[1].copy()), np.float32)
        self.is_good = _explains(one, other, self.there) and _explains(other, one, self.back)

    def at(self, share: float) -> list[Plane]:
        """What is seen on the way, 0 to 1."""
        if not self.is_good:
            return [_mixed(*pair, share) for pair in zip(self._first, self._second, strict=True)]
        # Where each point of the picture between came from and goes to, after Jiang et al., "Super SloMo" (2018).
        came = -(1 - share) * share * self.there + share**2 * self.back
        goes = (1 - share) ** 2 * self.there - share * (1 - share) * self.back
        return [
            _mixed(_drawn(one, came), _drawn(other, goes), share)
            for one, other in zip(self._first, self._second, strict=True)
        ]


def led_over(pictures: list[list[Plane]], left: int) -> tuple[list[list[Plane]], bool]:
    """The pictures passing over, ``left`` of them before the cut; and whether by movement."""
    last, first = pictures[left - 1], pictures[left]
    middle = Bent(last, first)
    result = []
    for number, picture in enumerate(pictures):
        share = (number + 1) / (len(pictures) + 1)
        if number in {left - 1, left}:
            bent = middle
        else:
            bent = Bent(picture, first, middle) if number < left else Bent(last, picture, middle)
            bent.is_good = bent.is_good and middle.is_good
        result.append(bent.at(share))
    return result, middle.is_good


def _explains(one: Plane, other: Plane, flow: Flow) -> bool:
    if float(np.abs(flow).max()) > FURTHEST * one.shape[1]:
        return False
    moved = _drawn(other, flow)
    before = float(cv2.absdiff(one, other).mean())
    return before < 1.0 or float(cv2.absdiff(one, moved).mean()) <= (1 - LEAST_EXPLAINED) * before


def _drawn(plane: Plane, flow: Flow) -> Plane:
    """The plane, each point taken from where the flow leads."""
    height, width = plane.shape
    scale = width / flow.shape[1], height / flow.shape[0]
    large = cv2.resize(flow, (width, height), interpolation=cv2.INTER_LINEAR)
    down, across = np.mgrid[:height, :width].astype(np.float32)
    across += large[..., 0] * np.float32(scale[0])
    down += large[..., 1] * np.float32(scale[1])
    return np.asarray(cv2.remap(plane, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _mixed(one: Plane, other: Plane, share: float) -> Plane:
    return np.asarray(cv2.addWeighted(one, 1 - share, other, share, 0), np.uint8)


def _planes(frame: VideoFrame) -> list[Plane]:
    sizes = ((frame.height, frame.width), *(((frame.height + 1) // 2, (frame.width + 1) // 2),) * 2)
    return [
        np.frombuffer(bytes(plane), np.uint8).reshape(-1, plane.line_size)[:height, :width].copy()
        for plane, (height, width) in zip(frame.planes, sizes, strict=True)
    ]


def _frame(planes: list[Plane], number: int, rate: Fraction) -> VideoFrame:
    height, width = planes[0].shape
    frame = VideoFrame(width, height, "yuv420p")
    for plane, values in zip(frame.planes, planes, strict=True):
        wide = np.zeros((values.shape[0], plane.line_size), np.uint8)
        wide[:, : values.shape[1]] = values
        plane.update(wide.tobytes())
    frame.pts, frame.time_base = number, 1 / rate
    return frame


def _read(files: list[str]) -> tuple[list[list[Plane]], dict[str, Any]]:
    """The pictures, and what else must be known to code others like them."""
    pictures: list[list[Plane]] = []
    facts: dict[str, Any] = {}
    for name in files:
        with av.open(name) as container:
            pictures += [_planes(frame) for frame in container.decode(video=0)]
            facts = {fact: getattr(container.streams.video[0].codec_context, fact) for fact in LIKE}
        Path(name).unlink()
    return pictures, facts


def _open(file: OutputContainer, like: dict[str, Any], rate: Fraction) -> VideoStream:
    stream = file.add_stream("libx264", rate=rate, options=QUALITY)
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base, stream.codec_context.thread_count = 1 / rate, 2
    for name, value in like.items():
        setattr(stream.codec_context, name, value)
    return stream


def write(joints: list[dict[str, Any]], target: Path, rate: Fraction) -> dict[str, object]:
    """Write all that leads over; what became of the joints."""
    moved, faded, written = 0, 0, []
    stream: VideoStream | None = None
    with av.open(str(target), "w", format="matroska") as file:
        for joint in joints:
            pictures, like = _read(joint["files"])
            if len(pictures) != len(joint["numbers"]) or not 0 < joint["left"] < len(pictures):
                continue
            stream = stream or _open(file, like, rate)
            drawn, is_moved = led_over(pictures, joint["left"])
            moved, faded = moved + is_moved, faded + (not is_moved)
            for planes, number in zip(drawn, joint["numbers"], strict=True):
                file.mux(stream.encode(_frame(planes, number, rate)))
            written += joint["numbers"]
        if stream is not None:
            file.mux(stream.encode())
    return {"moved": moved, "faded": faded, "numbers": written}


def main() -> None:
    """Read the command line, write, and say how it went."""
    target, rate = sys.argv[1:3]
    cv2.setNumThreads(2)
    joints = json.load(sys.stdin)
    try:
        answer = write(joints, Path(target), Fraction(rate))
    except av.FFmpegError as failure:
        answer = {"refused": f"{type(failure).__name__}: {failure}"[:200]}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
