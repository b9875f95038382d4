"""How large a still picture says it is, by its header, before any decoder allocates memory for it. Pure."""

import struct
from collections.abc import Callable

from media.formats import ANIMATED_WEBP, GIF, JPG, PNG, WEBP, Format

Size = tuple[int, int]

# JPEG markers that start a frame: all of C0 to CF but tables (C4), extensions (C8) and conditioning (CC).
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def declared_size(known: Format, data: bytes) -> Size | None:
    """Width and height as stored, None if it does not say. ``data``: the beginning, for a JPEG past its metadata."""
    reader = _READERS.get(known)
    if reader is None:
        return None
    try:
        return reader(data)
    except (struct.error, IndexError):
        return None


def _png(data: bytes) -> Size | None:
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _gif(data: bytes) -> Size | None:
    width, height = struct.unpack_from("<HH", data, 6)
    return width, height


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    return None


def _webp(data: bytes) -> Size | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


_READERS: dict[Format, Callable[[bytes], Size | None]] = {
    PNG: _png,
    GIF: _gif,
    JPG: _jpeg,
    WEBP: _webp,
    ANIMATED_WEBP: _webp,
}
