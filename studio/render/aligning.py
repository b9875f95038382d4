"""When the words of a script are said in a file's sound."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from media.align import MAX_SECONDS, RATE, align, can_align
from media.errors import ChildFailed
from studio.render.pcm import read_pcm
from studio.timeline.model import Span

FULL_SCALE = 32_767


async def align_words(path: Path, words: Sequence[str]) -> tuple[Span | None, ...] | None:
    """The time of each word, None for one without letters; None at all where they cannot be found in the sound.

    Raises media.errors.FfmpegFailed, OSError without the file.
    """
    if not can_align() or not words:
        return None
    samples = await read_pcm(path, rate=RATE, channels=1, start_s=0, length_s=MAX_SECONDS)
    if samples is None:
        return None
    sound = np.clip(samples[:, 0] * FULL_SCALE, -FULL_SCALE, FULL_SCALE).astype("<i2").tobytes()
    try:
        times = await align(sound, words)
    except (ChildFailed, ValueError):
        return None
    return tuple(None if time is None else Span(*time) for time in times)
