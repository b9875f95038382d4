"""Writing down what is said, the way the operator has set up: a model on this computer, or a service."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from media.errors import ChildFailed
from media.whisper import heard_by
from studio.render.errors import SpeechServiceFailed
from studio.render.hosted import SpeechService, write_down
from studio.render.pcm import pcm_windows
from studio.timeline.subtitles import Cue

RATE, WINDOW_S = 16_000, 300
FULL_SCALE = 32_767

WriteDown = Callable[[Path, Path], Awaitable[tuple[Cue, ...]]]


@dataclass(frozen=True, slots=True)
class Listener:
    """``write_down`` takes a file and a folder to work in. ``name`` tells its results from another's; ``sent_to``: the
    host that gets the sound, None where it stays on this computer."""

    write_down: WriteDown
    name: str
    sent_to: str | None = None


def listener_of(model: Path | None, service: SpeechService | None) -> Listener | None:
    """What the settings name: the model before the service, None for neither."""
    if model is not None:
        return Listener(partial(_by_model, model), f"model.{model.name}")
    if service is not None:
        sent_to = None if service.is_local else service.host
        return Listener(partial(write_down, service), f"service.{service.host}.{service.model}", sent_to)
    return None


async def _by_model(model: Path, sound: Path, _work: Path) -> tuple[Cue, ...]:
    samples = bytearray()
    async for window in pcm_windows(sound, rate=RATE, channels=1, window_s=WINDOW_S):
        samples += np.clip(window[:, 0] * FULL_SCALE, -FULL_SCALE, FULL_SCALE).astype("<i2").tobytes()
    try:
        heard = await heard_by(model, bytes(samples))
    except ChildFailed as failure:
        raise SpeechServiceFailed("the model cannot be used") from failure
    return tuple(Cue(start, end, words) for start, end, words in heard if words and end > start)
