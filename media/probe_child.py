"""The part of probing that touches the file; a program of its own: ``python -m media.probe_child PATH EXTENSION``.

Prints one JSON object: the fields of ``MediaInfo`` but its format, or ``{"refused": reason, "detail": text}``.
"""

import json
import sys
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from media.errors import MediaError, NoDuration, PictureTooLarge, Unreadable
from media.extent import cut_off, extent_ms, stream_start_ms
from media.formats import ANIMATED_WEBP, AUDIO, GIF, IMAGE, VIDEO, Format
from media.limits import MAX_PIXELS
from media.opening import opened
from media.picture import Size, declared_size
from media.sniff import HEAD_BYTES, sniff
from media.webp import animation

_METADATA_BYTES = 4 * 1024 * 1024
_BAD_PACKETS = 60
_MAX_FPS = 240
_REASONS: dict[type[MediaError], str] = {
    Unreadable: "unreadable",
    NoDuration: "no_duration",
    PictureTooLarge: "picture_too_large",
}


@dataclass(slots=True)
class Found:
    """The fields of ``MediaInfo`` in plain types."""

    kind: str
    duration_ms: int = 0
    width: int = 0
    height: int = 0
    fps: tuple[int, int] | None = None
    has_audio: bool = False
    video_codec: str | None = None
    pixel_format: str | None = None
    audio_codec: str | None = None
    rotation: int = 0
    video_start_ms: int = 0
    audio_start_ms: int = 0


def inspect(path: Path) -> Found:
    """Look into the file. Raises Unreadable, NoDuration, PictureTooLarge."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    known = sniff(head)
    if known is None:
        raise Unreadable("the file has changed")
    declared = _declared_size(path, known)
    if declared is not None:
        _bound(*declared)
    if known == ANIMATED_WEBP:
        return _animated_webp(path, declared)
    with opened(path, known) as container:
        return _describe(container, known, path)


def _declared_size(path: Path, known: Format) -> Size | None:
    if known.kind != IMAGE and known != ANIMATED_WEBP:
        return None
    with path.open("rb") as file:
        return declared_size(known, file.read(_METADATA_BYTES))


def _bound(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PictureTooLarge(f"{width}x{height}")


def _animated_webp(path: Path, declared: Size | None) -> Found:
    size = path.stat().st_size
    with path.open("rb") as file:
        found = animation(file, size)
    if declared is None or found.frames == 0 or found.is_cut_off:
        raise Unreadable("an animation without a whole frame")
    width, height = declared
    if found.frames == 1:
        return Found(IMAGE, 0, width, height, video_codec="webp")
    if found.duration_ms == 0:
        raise NoDuration("frames without duration")
    rate = Fraction(found.frames * 1000, found.duration_ms).limit_denominator(1001)
    fps = (rate.numerator, rate.denominator)
    return Found(VIDEO, found.duration_ms, width, height, fps, video_codec="webp")


def _describe(container: InputContainer, known: Format, path: Path) -> Found:
    video = next((s for s in container.streams.video if not s.disposition & Disposition.attached_pic), None)
    audio = next(iter(container.streams.audio), None)
    if video is None and audio is None:
        raise Unreadable("neither picture nor sound")
    if known.kind == IMAGE and known != GIF:
        found = Found(IMAGE)
    else:
        found = Found(AUDIO if video is None else VIDEO)
        if known.demuxer == "mov" and cut_off(container, path.stat().st_size):
            raise Unreadable("cut off")
    if audio is not None:
        _describe_audio(found, container, audio, must_decode=video is None)
    if video is not None:
        _describe_video(found, container, video)
    if found.kind != IMAGE:
        _measure(found, container, known)
    return found


def _describe_audio(found: Found, container: InputContainer, audio: AudioStream, *, must_decode: bool) -> None:
    found.audio_codec = _codec_name(audio)
    found.has_audio = found.audio_codec is not None
    found.audio_start_ms = stream_start_ms(audio)
    if must_decode:
        if not found.has_audio:
            raise Unreadable("unknown audio codec")
        _first_frame(container, audio)


def _describe_video(found: Found, container: InputContainer, video: VideoStream) -> None:
    found.video_codec = _codec_name(video)
    if found.video_codec is None:
        raise Unreadable("unknown video codec")
    _bound(video.codec_context.width, video.codec_context.height)
    if found.kind == IMAGE:
        video.codec_context.options = {"err_detect": "explode"}
    frame = _first_frame(container, video)
    if not isinstance(frame, av.VideoFrame):
        raise Unreadable("no picture in it")
    _bound(frame.width, frame.height)
    found.pixel_format = frame.format.name
    found.video_start_ms = stream_start_ms(video)
    found.rotation = frame.rotation
    found.width, found.height = _shown(frame.width, frame.height, video.sample_aspect_ratio, frame.rotation)
    rate = video.average_rate or video.guessed_rate
    if found.kind == VIDEO and rate and 0 < rate <= _MAX_FPS:
        found.fps = (rate.numerator, rate.denominator)


def _codec_name(stream: VideoStream | AudioStream) -> str | None:
    context = getattr(stream, "codec_context", None)  # declared as always there, but absent for an unknown codec
    return None if context is None else context.codec.canonical_name


def _shown(width: int, height: int, pixel: Fraction | None, rotation: int) -> Size:
    if pixel and Fraction(1, 8) <= pixel <= 8:
        width = max(1, round(width * pixel))
    return (height, width) if rotation % 180 in range(45, 136) else (width, height)


def _first_frame(container: InputContainer, stream: VideoStream | AudioStream) -> object:
    """The first frame that decodes. Raises Unreadable if the first packets hold none, NoDuration without packets."""
    stream.codec_context.thread_count = 1
    tried = 0
    for packet in container.demux(stream):
        try:
            # Asked at once for what it holds back, the decoder need not decode those that are shown later as well.
            is_first = tried == 0 and packet.size > 0
            frames = packet.decode() or (stream.codec_context.decode(None) if is_first else [])
        except av.InvalidDataError:
            frames = []
        if frames:
            return frames[0]
        if tried == 0:
            stream.codec_context.flush_buffers()
        tried += 1
        if tried > _BAD_PACKETS:
            break
    if tried <= 1 and isinstance(stream, AudioStream):
        raise NoDuration("no sound in it")
    raise Unreadable("nothing decodes")


def _measure(found: Found, container: InputContainer, known: Format) -> None:
    extent = extent_ms(container, known)
    if known == GIF and extent.packets == 1:
        found.kind, found.fps = IMAGE, None
        return
    if extent.duration_ms < 1:
        raise NoDuration("no duration")
    found.duration_ms = extent.duration_ms


def main() -> None:
    """Print what was found, or why not."""
    try:
        answer: dict[str, object] = asdict(inspect(Path(sys.argv[1])))
    except (Unreadable, NoDuration, PictureTooLarge) as refusal:
        answer = {"refused": _REASONS[type(refusal)], "detail": str(refusal)}
    except (av.FFmpegError, MemoryError, ValueError, EOFError) as failure:
        answer = {"refused": _REASONS[Unreadable], "detail": type(failure).__name__}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
