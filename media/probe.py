"""What a file is and holds, found out in a child process. Judged by content; its name is not looked at."""

import asyncio
import json
import logging
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from media.errors import (
    ChildFailed,
    Empty,
    FfmpegFailed,
    MediaError,
    NoDuration,
    PictureTooLarge,
    Unreadable,
    Unsupported,
)
from media.formats import ANIMATED_WEBP, AUDIO, BY_EXTENSION, OGG, VIDEO, Format
from media.limits import QUICK_LIMITS
from media.remembering import Remembered
from media.runner import input_arguments, run_child, run_ffmpeg
from media.sniff import HEAD_BYTES, sniff

log = logging.getLogger(__name__)

_ANSWER_BYTES = 64 * 1024
_REFUSALS: dict[str, type[MediaError]] = {
    "unreadable": Unreadable,
    "no_duration": NoDuration,
    "picture_too_large": PictureTooLarge,
}


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What probing found.

    ``kind``: "video" (also an animated GIF or WebP), "audio" or "image". ``duration_ms``: of the whole file, 0 for an
    image. ``width``, ``height``: as shown, after rotation and pixel shape; 0 for audio. ``fps``: frames a second on
    average, None where the file does not tell. ``rotation``: degrees counter-clockwise by which players turn the stored
    picture. ``video_start_ms``, ``audio_start_ms``: where the streams begin within the file.
    """

    format: Format
    kind: str
    duration_ms: int
    width: int = 0
    height: int = 0
    fps: Fraction | None = None
    has_audio: bool = False
    video_codec: str | None = None
    pixel_format: str | None = None
    audio_codec: str | None = None
    rotation: int = 0
    video_start_ms: int = 0
    audio_start_ms: int = 0


_seen: Remembered[MediaInfo] = Remembered()


async def probe(path: Path) -> MediaInfo:
    """Look into a file, once as long as it stays as it is.

    Its beginning must decode; the rest is not read where an index tells enough.

    Raises Empty, Unsupported (none of the kinds taken), Unreadable (broken, cut off, or endless to read), NoDuration,
    PictureTooLarge (more than ``MAX_PIXELS``); OSError if the file is not there.
    """
    return await _seen.of(path, _look)


async def _look(path: Path) -> MediaInfo:
    head = await asyncio.to_thread(_head, path)
    if not head:
        raise Empty("no bytes")
    known = sniff(head)
    if known is None:
        raise Unsupported("no known signature")
    arguments = [str(path.resolve()), known.extension]
    try:
        answer = await run_child("media.probe_child", arguments, limits=QUICK_LIMITS, max_bytes=_ANSWER_BYTES)
        if known == ANIMATED_WEBP:
            await _decode_start(path)
    except (ChildFailed, FfmpegFailed) as failure:
        log.warning("a file of kind %s could not be read: %s", known.extension, failure)
        raise Unreadable(str(failure)) from failure
    return _info(known, json.loads(answer))


async def _decode_start(path: Path) -> None:
    arguments = [*input_arguments(path), "-frames:v", "1", "-xerror", "-f", "null", "-"]
    await run_ffmpeg(arguments, limits=QUICK_LIMITS)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _info(known: Format, found: dict[str, Any]) -> MediaInfo:
    refusal = found.get("refused")
    if refusal is not None:
        raise _REFUSALS[refusal](found["detail"])
    fps = found.pop("fps")
    kind = found["kind"]
    if kind == VIDEO and known == OGG:
        raise Unsupported("ogg is taken for voice notes only")
    if kind == AUDIO and known.kind == VIDEO and known.demuxer == "mov":
        known = BY_EXTENSION["m4a"]
    if kind == VIDEO and known.kind == AUDIO and known.demuxer == "mov":
        known = BY_EXTENSION["mp4"]
    return MediaInfo(format=known, fps=None if fps is None else Fraction(*fps), **found)
