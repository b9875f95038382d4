"""The child that listens with Whisper: what it asks of the model and makes of the answer; and without the extra."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from media import whisper
from media.errors import ChildFailed
from media.whisper_child import segments


@dataclass
class Segment:
    """As faster-whisper's: seconds and words."""

    start: float
    end: float
    text: str


@dataclass
class Model:
    """As ``faster_whisper.WhisperModel``, as far as it is used."""

    asked: list[tuple[Any, dict[str, object]]] = field(default_factory=list)

    def transcribe(self, audio: Any, **options: object) -> tuple[Any, object]:
        self.asked.append((audio, options))
        return iter([Segment(0.5, 2.004, " Hello there."), Segment(2.5, 4.0, "你好")]), object()


def test_samples_go_in_and_stretches_of_speech_come_out() -> None:
    model = Model()
    sound = np.array([0, 16384, -32768], "<i2").tobytes()
    assert segments(model, sound) == [(500, 2004, "Hello there."), (2500, 4000, "你好")]
    [(audio, options)] = model.asked
    assert audio.dtype == np.float32
    assert audio.tolist() == [0.0, 0.5, -1.0]
    assert options == {"beam_size": 5, "vad_filter": True}


async def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ChildFailed):
        await whisper.heard_by(tmp_path, bytes(32_000))
