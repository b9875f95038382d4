"""The child process that listens with Whisper: samples on stdin, JSON on stdout. Run by ``media.whisper``, never
imported by the program. It may take a core and gigabytes, and ends with its memory."""

import json
import os
import sys
from typing import Any

import numpy as np


def segments(model: Any, sound: bytes) -> list[tuple[int, int, str]]:
    """What the model hears, stretch by stretch; ``model`` is a ``faster_whisper.WhisperModel``.

    The library opens files with a decoder of its own: it is given samples, so that it never does.
    """
    samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / 32768
    found, _ = model.transcribe(samples, beam_size=5, vad_filter=True)
    return [(round(one.start * 1000), round(one.end * 1000), one.text.strip()) for one in found]


def main() -> None:
    """Argument: the model's folder."""
    from faster_whisper import WhisperModel  # an extra, and seconds to import

    threads = max(1, (os.cpu_count() or 2) // 2)  # the other half is for films
    model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    sys.stdout.write(json.dumps(segments(model, sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
