"""How long a film or sound really is, and whether its file was cut off."""

import math
from dataclasses import dataclass

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from media.formats import AAC, AVI, GIF, MKV, MP3, OGG, WEBM, Format

# Their header says nothing, guesses, or is written before the end is known: the packets are asked.
_COUNTED = frozenset({GIF, AAC, MP3, OGG})
_LAST_ASKED = frozenset({MKV, WEBM, AVI})
# Their packets hold padding before and after the sound, of which the header knows.
_PADDED = frozenset({MP3, OGG})
_PADDING_MS = 100
_COUNTED_BYTES = 64 * 1024 * 1024
_BEFORE_END_MS = 2_000
_TOLERANCE_MS = 500


@dataclass(frozen=True, slots=True)
class Extent:
    """``duration_ms``: 0 if there is none. ``packets``: how many were counted, 0 if they did not need to be."""

    duration_ms: int
    packets: int = 0


def stream_start_ms(stream: VideoStream | AudioStream) -> int:
    """Where a stream begins within its file."""
    if stream.start_time is None or stream.time_base is None:
        return 0
    return round(stream.start_time * stream.time_base * 1000)


def cut_off(container: InputContainer, size_bytes: int) -> bool:
    """Whether an MP4's index points behind the end of the file."""
    for stream in (*container.streams.video, *container.streams.audio):
        entries = stream.index_entries
        if len(entries) and entries[-1].pos + entries[-1].size > size_bytes:
            return True
    return False


def extent_ms(container: InputContainer, known: Format) -> Extent:
    """Measure. Leaves the container anywhere."""
    declared = 0 if container.duration is None else container.duration // 1000
    if declared == 0 or (known in _COUNTED and container.size <= _COUNTED_BYTES):
        counted = _counted(container, 0)
        is_padding = known in _PADDED and abs(counted.duration_ms - declared) <= _PADDING_MS
        return Extent(declared, counted.packets) if is_padding else counted
    if known in _LAST_ASKED:
        reached = _counted(container, max(0, declared - _BEFORE_END_MS)).duration_ms
        if reached < declared - _TOLERANCE_MS:
            return Extent(reached)
    return Extent(declared)


def _counted(container: InputContainer, from_ms: int) -> Extent:
    """Follow the packets from a time to the end; a damaged end is where the file ends."""
    container.seek(from_ms * 1000)
    first = math.inf
    last = 0.0
    packets = 0
    try:
        for packet in container.demux():
            if packet.pts is None or packet.stream.type not in {"video", "audio"}:
                continue
            packets += 1
            start = float(packet.pts * packet.time_base)
            first = min(first, start)
            last = max(last, start + float((packet.duration or 0) * packet.time_base))
    except av.InvalidDataError:
        pass
    if packets == 0:
        return Extent(0)
    origin = _origin_s(container) if from_ms else first
    return Extent(round(max(0.0, last - origin) * 1000), packets)


def _origin_s(container: InputContainer) -> float:
    start: int | None = container.start_time  # declared as always there, but absent for some kinds
    return 0.0 if start is None else start / 1_000_000
