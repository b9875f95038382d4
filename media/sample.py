"""The sample clip for who has none at hand: a voice with long pauses under an evening sky, wholly made here."""

import asyncio
import io
import tempfile
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from media.limits import GIBIBYTE, MEBIBYTE, Limits
from media.runner import input_arguments, run_ffmpeg
from media.speech import speak

LEVEL_DBFS = -20.0
LOUDEST_PEAK = 0.9

_AUDIBLE = 0.02  # of the peak
_LIMITS = Limits(cpu_s=300, memory_bytes=3 * GIBIBYTE, file_bytes=128 * MEBIBYTE, wall_s=300.0)

_Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and the silence after it in ms."""

    text: str
    pause_ms: int


@dataclass(frozen=True, slots=True)
class Script:
    """What is said in a clip. ``voice`` as in ``media.speech``; ``leading_ms``: the silence before the first line."""

    voice: str
    leading_ms: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where one line sounds in the clip, in ms."""

    start_ms: int
    end_ms: int


SAMPLES: Mapping[str, Script] = MappingProxyType(
    {
        "en": Script(
            "en",
            900,
            (
                Line("Hello, and welcome to this little sample clip", 1_600),
                Line("It was made so that you can try the editor right away", 2_400),
                Line("As you can hear, I take my time between the sentences", 3_000),
                Line("Ask for the pauses to be cut, and I will sound much quicker", 1_300),
                Line("Some background music would be nice as well", 1_500),
            ),
        ),
        "zh": Script(
            "zh",
            900,
            (
                Line("你好,欢迎观看这段小小的示例视频", 1_600),
                Line("有了它,你马上就可以试一试剪辑", 2_400),
                Line("你听,我每说完一句话都要停顿很久", 3_000),
                Line("请让我剪掉这些停顿,视频就会紧凑得多", 1_300),
                Line("再配上一段背景音乐就更好了", 1_500),
            ),
        ),
    }
)
"""The scripts of the sample clips, by language."""


async def make_sample(target: Path, *, language: str = "en") -> None:
    """Make the sample clip: 20 to 30 s of MP4, 1280x720 at 30 fps, H.264 and AAC; five seconds of CPU.

    ``language`` is a key of ``SAMPLES``. ``target`` is replaced in one step when all is done.
    Raises ValueError for another language, ChildFailed, FfmpegFailed, DiskFull.
    """
    if language not in SAMPLES:
        raise ValueError("no sample in this language")
    await make_clip(target, SAMPLES[language])


async def make_clip(target: Path, script: Script) -> tuple[Spoken, ...]:
    """Make a clip of any script, as ``make_sample`` does, and tell where its lines sound.

    The same script on the same machine gives the same bytes.
    """
    voices = [await speak(line.text, voice=script.voice) for line in script.lines]
    wav, spoken, duration_ms = await asyncio.to_thread(_lay_out, script, voices)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="sample-") as folder:
        sound, film = Path(folder, "sound.wav"), Path(folder, "film.mp4")
        await asyncio.to_thread(sound.write_bytes, wav)
        await run_ffmpeg(_arguments(sound, film, duration_ms), limits=_LIMITS)
        film.replace(target)
    return spoken


def _lay_out(script: Script, voices: Sequence[bytes]) -> tuple[bytes, tuple[Spoken, ...], int]:
    """The whole sound as a WAV, where each line is, and the length in ms, a whole number of tenths of a second."""
    pieces: list[_Samples] = []
    spoken: list[Spoken] = []
    at_ms, rate = script.leading_ms, 0
    for line, voice in zip(script.lines, voices, strict=True):
        rate, samples = _read(voice)
        samples = _levelled(_trimmed(samples))
        silence = np.zeros(at_ms * rate // 1000 - sum(piece.size for piece in pieces))
        pieces += [silence, samples]
        end_ms = at_ms + samples.size * 1000 // rate
        spoken.append(Spoken(at_ms, end_ms))
        at_ms = end_ms + line.pause_ms
    duration_ms = -(-at_ms // 100) * 100
    sound = np.concatenate(pieces)
    sound = np.pad(sound, (0, duration_ms * rate // 1000 - sound.size))
    return _written(sound, rate), tuple(spoken), duration_ms


def _read(wav: bytes) -> tuple[int, _Samples]:
    with wave.open(io.BytesIO(wav)) as file:
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def _trimmed(samples: _Samples) -> _Samples:
    audible = np.flatnonzero(np.abs(samples) > _AUDIBLE * np.abs(samples).max(initial=1e-6))
    return samples[audible[0] : audible[-1] + 1] if audible.size else samples


def _levelled(samples: _Samples) -> _Samples:
    level = float(np.sqrt(np.mean(np.square(samples))))
    peak = float(np.abs(samples).max(initial=0.0))
    return samples * min(10 ** (LEVEL_DBFS / 20) / max(level, 1e-6), LOUDEST_PEAK / max(peak, 1e-6))


def _written(sound: _Samples, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes((sound * 32767).astype("<i2").tobytes())
    return file.getvalue()


def _arguments(sound: Path, film: Path, duration_ms: int) -> list[str]:
    seconds = f"{duration_ms / 1000:.1f}"
    # The sky is made at half size, the sun once and then held: both cost more than their encoding otherwise.
    sky = (
        f"gradients=s=640x360:r=30:d={seconds}:nb_colors=3:c0=0x1b3a5c:c1=0x2f7f86:c2=0xf2b666"
        ":x0=320:y0=0:x1=320:y1=359:speed=0.00001:seed=1"
    )
    sun = (
        "color=c=black:s=180x180:r=30:d=0.04,format=rgba,"
        "geq=r=255:g=247:b=232:a='235*clip(88-hypot(X-89.5,Y-89.5),0,1)',loop=-1:1:0,setpts=N/30/TB"
    )
    scene = (
        "[0:v]scale=1280:720:flags=bilinear,format=yuv420p[sky];"
        "[sky][1:v]overlay=x='550+420*sin(2*PI*t/12)':y='250-110*sin(2*PI*t/5)':shortest=1,format=yuv420p[scene]"
    )
    return [
        *("-f", "lavfi", "-i", sky, "-f", "lavfi", "-i", sun),
        *input_arguments(sound),
        *("-filter_complex", scene, "-map", "[scene]", "-map", "2:a", "-t", seconds),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "60", "-threads", "2"),
        *("-c:a", "aac", "-ar", "48000", "-ac", "2", "-b:a", "128k"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", f"file:{film}"),
    ]
