"""Small JPEG pictures for tests, made without a library: they have a size and nothing to see."""

import struct


def jpeg(width: int, height: int, bytes_of_comment: int = 0) -> bytes:
    """The frame of a grey JPEG of this size in pixels, made larger by comments if wanted."""
    frame = struct.pack(">HBHHBBBB", 11, 8, height, width, 1, 1, 0x11, 0)
    comments = b"".join(
        b"\xff\xfe"
        + struct.pack(">H", 2 + min(65_533, bytes_of_comment - at))
        + b" " * min(65_533, bytes_of_comment - at)
        for at in range(0, bytes_of_comment, 65_533)
    )
    return b"\xff\xd8" + comments + b"\xff\xc0" + frame + b"\xff\xd9"
