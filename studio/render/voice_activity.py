"""Where somebody speaks: Silero's voice model finds the speech, an energy curve finds its edges.

The model is ``silero_vad_16k_sequence.onnx`` of the ``silero-vad`` wheel (MIT). Its inputs are frames of 576 samples
at 16 kHz (64 that went before, 512 new) and the state ``h``, ``c``; its outputs one probability a frame and the next
state.
"""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.render.pcm import Samples, pcm_windows
from studio.render.speech_edges import HOP_MS, EnergyCurve, band_energy_db, cover, merged
from studio.timeline.model import Span

RATE = 16_000
FRAME = 512
CONTEXT = 64
FRAME_MS = FRAME * 1000 // RATE
BLOCK_FRAMES = 512
STATE_SHAPE = (1, 1, 128)

WINDOW_S = 256
"""A whole number of frames and of energy hops; 8 MB of sound at a time."""

SURE = 0.5
UNSURE = 0.3
SHORTEST_FRAMES = 3
MERGE_MS = 250

Numbers = npt.NDArray[np.float32]


async def find_speech(path: Path, model: Path) -> tuple[Span, ...]:
    """Find the stretches of a file in which somebody speaks, in milliseconds from the file's start.

    Spans are in order, at least ``MERGE_MS`` apart, and cover speech generously: faint onsets and endings are inside,
    silence of up to a few hundredths of a second may be. Empty without speech or without sound. ``model``: the sequence
    model's file. Raises media.errors.FfmpegFailed, OSError without the file.
    """
    detector: Detector | None = None
    async with aclosing(pcm_windows(path, rate=RATE, channels=1, window_s=WINDOW_S)) as windows:
        async for window in windows:
            if detector is None:
                detector = await asyncio.to_thread(Detector, model)
            await asyncio.to_thread(detector.hear, window[:, 0])
    return () if detector is None else await asyncio.to_thread(detector.spans)


class Detector:
    """Hears a sound window by window; knows at the end where the speech was."""

    def __init__(self, model: Path) -> None:
        import onnxruntime  # 0.2 s, and only analyses need it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._context = np.zeros(CONTEXT, dtype=np.float32)
        self._state = np.zeros(STATE_SHAPE, dtype=np.float32), np.zeros(STATE_SHAPE, dtype=np.float32)
        self._probabilities: list[Numbers] = []
        self._energies: list[EnergyCurve] = []

    def hear(self, window: Samples) -> None:
        """Take in the next window: ``WINDOW_S`` long, only the last one shorter."""
        self._energies.append(band_energy_db(window))
        missing = -len(window) % FRAME
        padded = np.concatenate((self._context, window, np.zeros(missing, dtype=np.float32)))
        frames = np.lib.stride_tricks.sliding_window_view(padded, CONTEXT + FRAME)[::FRAME]
        for first in range(0, len(frames), BLOCK_FRAMES):
            block = np.ascontiguousarray(frames[first : first + BLOCK_FRAMES])
            inputs = {"input": block, "h": self._state[0], "c": self._state[1]}
            heard, *state = self._session.run(["speech_probs", "hn", "cn"], inputs)
            self._state = state[0], state[1]
            self._probabilities.append(heard.reshape(-1))
        self._context = padded[-CONTEXT:]

    def spans(self) -> tuple[Span, ...]:
        """The speech in all that was heard."""
        curve = np.concatenate(self._energies)
        rough = rough_spans(np.concatenate(self._probabilities), len(curve) * HOP_MS)
        return merged(cover(rough, curve), MERGE_MS)


def rough_spans(probabilities: Numbers, duration_ms: int) -> tuple[Span, ...]:
    """Stretches that begin with a sure frame and go on while not below ``UNSURE``; to a frame (32 ms)."""
    found: list[Span] = []
    start: int | None = None
    for index, probability in enumerate([*probabilities.tolist(), 0.0]):
        if start is None and probability >= SURE:
            start = index
        elif start is not None and probability < UNSURE:
            if index - start >= SHORTEST_FRAMES:
                found.append(Span(start * FRAME_MS, min(index * FRAME_MS, duration_ms)))
            start = None
    return tuple(found)
