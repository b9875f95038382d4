"""Files other than the whole film: what part of the timeline they show, and how they are written."""

from dataclasses import replace

from media.probe import MediaInfo
from studio.render.errors import NothingToRender
from studio.timeline.appearance import NO_FADES
from studio.timeline.cuts import keep_range
from studio.timeline.delivery import Delivery, FileKind
from studio.timeline.errors import TimelineError
from studio.timeline.model import Timeline

GIF_WIDTH, GIF_WIDEST, GIF_FPS = 480, 800, 12
LONGEST_GIF_MS = 30_000
STILL_LEAD_MS = 1000
"""So long before a still its excerpt begins, so that a title that has come up by then is seen."""
STILL_MS = 200
USUAL_KBPS = 192
APART_SOUND_MS = 150
"""MP3 has whole frames only, and silence before its first."""

_COMMON = ("-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn")
_SOUNDS = {
    FileKind.MP3: ("-c:a", "libmp3lame", "-f", "mp3"),
    FileKind.M4A: ("-c:a", "aac", "-movflags", "+faststart", "-f", "mp4"),
    FileKind.WAV: ("-c:a", "pcm_s16le", "-f", "wav"),
}


def excerpt(timeline: Timeline) -> Timeline:
    """The part of the film that its delivery shows; all of it for films and sounds. Raises NothingToRender."""
    delivery = timeline.delivery
    if not delivery.kind.is_excerpt:
        return timeline
    length = timeline.duration_ms
    if delivery.kind is FileKind.STILL:
        moment = min(delivery.start_ms, length - 1)
        start, end = max(0, moment - STILL_LEAD_MS), min(length, moment + STILL_MS)
    else:
        start, end = delivery.start_ms, min(delivery.end_ms or length, length, delivery.start_ms + LONGEST_GIF_MS)
    if (start, end) == (0, length):
        return timeline
    try:
        return replace(keep_range(timeline, start, end), fades=NO_FADES)
    except TimelineError as error:
        raise NothingToRender("the part asked for lies past the film's end") from error


def still_at_ms(delivery: Delivery, film_ms: int) -> int:
    """Where in its excerpt a still is; ``film_ms`` is the excerpt's length."""
    return min(STILL_LEAD_MS, delivery.start_ms, film_ms - 1)


def picture_filters(delivery: Delivery, frame: int) -> str:
    """The chain from ``[picture]`` to ``[out]``; ``frame``: the one a still shows."""
    if delivery.kind is FileKind.STILL:
        return f"[picture]select='eq(n,{frame})',format=yuvj420p[out]"
    width = min(delivery.width or GIF_WIDTH, GIF_WIDEST)
    small = f"fps={GIF_FPS},scale='min({width},iw)':-2:flags=lanczos,split[seen][counted]"
    palette = "[counted]palettegen=stats_mode=diff[palette]"
    return f"[picture]{small};{palette};[seen][palette]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle[out]"


def picture_arguments(delivery: Delivery) -> tuple[str, ...]:
    """How ``[out]`` is written."""
    if delivery.kind is FileKind.STILL:
        return (
            "-map",
            "[out]",
            *_COMMON,
            "-frames:v",
            "1",
            "-c:v",
            "mjpeg",
            "-q:v",
            "2",
            "-f",
            "image2",
            "-update",
            "1",
        )
    return ("-map", "[out]", *_COMMON, "-loop", "0", "-f", "gif")


def sound_arguments(delivery: Delivery) -> tuple[str, ...]:
    """How ``[sound]`` is written."""
    rate = () if delivery.kind is FileKind.WAV else ("-b:a", f"{delivery.kbps or USUAL_KBPS}k")
    return ("-map", "[sound]", *_COMMON, *rate, *_SOUNDS[delivery.kind])


def file_fault(info: MediaInfo, kind: FileKind, film_ms: int) -> str | None:
    """What is wrong with a finished file that is no film; None if nothing."""
    if info.format.extension != kind.value:
        return f"{info.format.extension}, not {kind.value}"
    if kind.is_sound and abs(info.duration_ms - film_ms) > APART_SOUND_MS:
        return f"{info.duration_ms} ms, not {film_ms}"
    return None
