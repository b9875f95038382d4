"""The clips the sections send: made once a run, alike on every machine."""

import asyncio
import struct
from pathlib import Path

from media.limits import DEFAULT_LIMITS
from media.runner import input_arguments, run_ffmpeg
from media.sample import Line, Script, make_clip
from media.speech import speak

_SENTENCES = (
    "This little film is here to be measured",
    "Each sentence is followed by a pause of its own",
    "A good editor hears where I stop and where I go on",
    "Then the quiet parts are taken out and the rest is joined",
    "Nobody should notice where the cuts have been made",
    "That is all, and thank you for waiting so patiently",
)
_PAUSE_MS = 2_300


async def short_clip(folder: Path) -> Path:
    """A few seconds of speech, some hundred kilobytes."""
    path = folder / "short.mp4"
    await make_clip(path, _script(1))
    return path


async def camera_clip(folder: Path, seconds: int) -> Path:
    """Speech with pauses in 1080p30, like a phone's: 14 Mbit/s, a key frame each second, and grain.

    With this grain x264 needs 6 Mbit/s at CRF 21; without any, 0.2, and rendering it would cost next to nothing.
    """
    plain, path = folder / "plain.mp4", folder / "camera.mp4"
    await make_clip(plain, _script(len(_SENTENCES)))
    picture = "scale=1920:1080:flags=bilinear,noise=c0s=5:c0f=t:c0_seed=1,format=yuv420p"
    await run_ffmpeg(
        [
            *input_arguments(plain),
            *("-vf", picture, "-t", str(seconds)),
            *("-c:v", "libx264", "-preset", "veryfast", "-b:v", "14M", "-maxrate", "18M", "-bufsize", "28M"),
            *("-g", "30", "-threads", "2", "-c:a", "copy", "-movflags", "+faststart", f"file:{path}"),
        ],
        limits=DEFAULT_LIMITS,
    )
    return path


async def screen_clip(folder: Path, seconds: int) -> Path:
    """A narrow screen of 1440x1080 at 30 pictures a second, silent: text that scrolls, a pointer that wanders."""
    path = folder / "screen.mp4"
    pages = f"color=c=0x20242c:s=1440x1080:r=30:d={seconds},drawgrid=w=160:h=90:t=2:c=0x4a5568"
    pointer = f"color=c=white:s=18x26:r=30:d={seconds}"
    place = "overlay=x='600+500*sin(t*0.9)':y='500+380*cos(t*0.7)':shortest=1,format=yuv420p"
    await run_ffmpeg(
        [
            *("-f", "lavfi", "-i", pages, "-f", "lavfi", "-i", pointer, "-filter_complex", f"[0][1]{place}"),
            *("-c:v", "libx264", "-preset", "veryfast", "-g", "60", "-threads", "2"),
            *("-movflags", "+faststart", f"file:{path}"),
        ],
        limits=DEFAULT_LIMITS,
    )
    return path


async def voice_clip(folder: Path) -> Path:
    """Half a dozen spoken sentences, as a person's own recording."""
    path = folder / "voice.wav"
    path.write_bytes(await speak(". ".join(_SENTENCES)))
    return path


async def padded(clip: Path, target: Path, size_bytes: int) -> Path:
    """The same film in a file of exactly that size: the rest is a ``free`` box, a hole on the disk where it can be."""
    await asyncio.to_thread(_pad, clip, target, size_bytes)
    return target


def _pad(clip: Path, target: Path, size_bytes: int) -> None:
    film = clip.read_bytes()
    with target.open("wb") as file:
        file.write(film)
        file.write(struct.pack(">I4s", size_bytes - len(film), b"free"))
        file.truncate(size_bytes)


def _script(sentences: int) -> Script:
    return Script("en", 900, tuple(Line(text, _PAUSE_MS) for text in _SENTENCES[:sentences]))
