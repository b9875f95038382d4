"""The frames of an animated WebP, counted by its chunks: the library that probes has no demuxer for it."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

_FIRST_CHUNK = 12
_CHUNK_HEADER = 8
_DURATION_AT = 12
_MAX_FRAMES = 100_000


@dataclass(frozen=True, slots=True)
class Animation:
    """``frames``: how many; ``duration_ms``: one pass; ``is_cut_off``: the file ends before its last chunk does."""

    frames: int
    duration_ms: int
    is_cut_off: bool


def animation(file: BinaryIO, size_bytes: int) -> Animation:
    """Walk over the chunks without reading their pictures."""
    frames = duration_ms = 0
    at = _FIRST_CHUNK
    while at + _CHUNK_HEADER <= size_bytes and frames < _MAX_FRAMES:
        file.seek(at)
        head = file.read(_CHUNK_HEADER + _DURATION_AT + 3)
        name, length = struct.unpack_from("<4sI", head)
        at += _CHUNK_HEADER + length + length % 2
        if name == b"ANMF" and at <= size_bytes:
            frames += 1
            duration_ms += int.from_bytes(head[_CHUNK_HEADER + _DURATION_AT :], "little")
    return Animation(frames, duration_ms, is_cut_off=at > size_bytes)
