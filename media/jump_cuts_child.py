"""The part of finding jump cuts that touches the film; a program of its own:
``python -m media.jump_cuts_child PATH EXTENSION``.

Prints one JSON object: ``{"jumps": [ms, …]}``, when each picture appears that begins after a jump cut; or
``{"refused": why}``.
"""

import json
import sys
from pathlib import Path

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.reformatter import Interpolation

from media.formats import BY_EXTENSION
from media.leaps import HEIGHT, WIDTH, Leaps
from media.opening import opened

MOST_JUMPS = 1000


def jumps(container: InputContainer) -> list[int]:
    """When jump cuts are, in ms of the file's time. Raises av.FFmpegError where not even a beginning decodes."""
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    begin_s = (container.start_time or 0) / av.time_base
    leaps = Leaps()
    times: list[float] = []
    try:
        for frame in container.decode(stream):
            times.append((frame.time or 0.0) - begin_s)
            small = frame.reformat(WIDTH, HEIGHT, "gray", interpolation=Interpolation.AREA)
            leaps.see(np.ascontiguousarray(small.to_ndarray()))
    except av.FFmpegError:
        if not times:
            raise
    leaps.end()
    return [round(max(0.0, times[number]) * 1000) for number in leaps.found[:MOST_JUMPS]]


def main() -> None:
    """Read the command line, look, and say what was found."""
    path, extension = sys.argv[1:3]
    cv2.setNumThreads(1)
    try:
        with opened(Path(path), BY_EXTENSION[extension]) as container:
            answer: dict[str, object] = {"jumps": jumps(container)}
    except (av.FFmpegError, IndexError) as failure:
        answer = {"refused": f"{type(failure).__name__}: {failure}"[:200]}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
