"""Just enough of JPEG to hold a thumbnail to Telegram's rules."""

import struct
from pathlib import Path

MOST_BYTES = 200_000
MOST_PIXELS = 320
_START = b"\xff\xd8"
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None if it is no JPEG."""
    if not data.startswith(_START):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def problem_of_thumbnail(path: Path) -> str:
    """What is wrong with a thumbnail: JPEG, under 200 kB, neither side over 320. Empty if nothing."""
    if path.stat().st_size >= MOST_BYTES:
        return f"{path.stat().st_size} bytes, must be less than {MOST_BYTES}"
    size = size_of(path.read_bytes())
    if size is None:
        return "no JPEG"
    return "" if max(size) <= MOST_PIXELS else f"{size[0]}x{size[1]} pixels, allowed are {MOST_PIXELS}"
