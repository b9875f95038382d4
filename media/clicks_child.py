"""The part of finding clicks that touches the recording; a program of its own: ``python -m media.clicks_child PATH
EXTENSION``.

Prints one JSON object: ``{"found": whether there is a pointer, "clicks": [[ms, x, y], …]}``, in pixels of the
recording, or ``{"refused": why}``.
"""

import json
import sys
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from media.formats import BY_EXTENSION
from media.opening import opened
from media.pointer import Pointer

LARGEST_SIDE = 1920
MOST_CLICKS = 1000
BRIGHTNESS_FIRST = frozenset(("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12"))
"""Layouts of which the first plane is the brightness, a byte for each pixel."""


def clicks(container: InputContainer) -> dict[str, object]:
    """What is to be printed. Raises av.FFmpegError where not even a beginning decodes."""
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    begin_s = (container.start_time or 0) / av.time_base
    pointer = Pointer()
    scale, seen, was_whole = 1.0, 0, True
    try:
        for frame in container.decode(stream):
            scale = min(1.0, LARGEST_SIDE / max(frame.width, frame.height))
            second = max(0.0, (frame.time or 0.0) - begin_s)
            pointer.see(_grey(frame, scale), second, is_recoded=frame.key_frame and not was_whole)
            was_whole = frame.key_frame
            seen += 1
    except av.FFmpegError:
        if not seen:
            raise
    found = [
        [round(click.second * 1000), round(click.x / scale), round(click.y / scale)]
        for click in pointer.clicks[:MOST_CLICKS]
    ]
    return {"found": pointer.is_found, "clicks": found}


def _grey(frame: av.VideoFrame, scale: float) -> NDArray[np.uint8]:
    """The frame's brightness; as it was coded where it needs no scaling, which costs a third of converting it."""
    if scale == 1.0 and frame.format.name in BRIGHTNESS_FIRST:
        plane = frame.planes[0]
        return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]
    size = round(frame.width * scale), round(frame.height * scale)
    return np.ascontiguousarray(frame.reformat(*size, "gray").to_ndarray())


def main() -> None:
    """Read the command line, look, and say what was found."""
    path, extension = sys.argv[1:3]
    cv2.setNumThreads(1)
    try:
        with opened(Path(path), BY_EXTENSION[extension]) as container:
            answer = clicks(container)
    except (av.FFmpegError, IndexError) as failure:
        answer = {"refused": f"{type(failure).__name__}: {failure}"[:200]}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
