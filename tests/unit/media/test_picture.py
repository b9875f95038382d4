"""A picture's size is read from its header before anything is decoded."""

import io
import struct

from hypothesis import given
from hypothesis import strategies as st

from media.formats import ANIMATED_WEBP, GIF, JPG, MP4, PNG, WEBP
from media.picture import declared_size
from media.webp import Animation, animation


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def webp(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def frame(duration_ms: int) -> bytes:
    return chunk(b"ANMF", b"\x00" * 12 + duration_ms.to_bytes(3, "little") + b"\x00" + chunk(b"VP8 ", b"\x01\x02\x03"))


def test_every_kind_of_picture_tells_its_size() -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 30000, 20000)
    gif = b"GIF89a" + struct.pack("<HH", 640, 480)
    lossy = webp(chunk(b"VP8 ", b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<HH", 160, 120)))
    lossless = webp(chunk(b"VP8L", b"\x2f" + struct.pack("<I", (160 - 1) | (120 - 1) << 14)))
    extended = webp(chunk(b"VP8X", b"\x12\x00\x00\x00" + (8191).to_bytes(3, "little") + (99).to_bytes(3, "little")))

    assert declared_size(PNG, png) == (30000, 20000)
    assert declared_size(GIF, gif) == (640, 480)
    assert declared_size(WEBP, lossy) == (160, 120)
    assert declared_size(WEBP, lossless) == (160, 120)
    assert declared_size(ANIMATED_WEBP, extended) == (8192, 100)


def test_a_jpegs_size_is_found_behind_its_metadata() -> None:
    metadata = b"\xff\xe1" + struct.pack(">H", 60_002) + b"x" * 60_000
    frame_header = b"\xff\xff\xc2\x00\x11\x08" + struct.pack(">HH", 1080, 1920)

    assert declared_size(JPG, b"\xff\xd8" + metadata + frame_header) == (1920, 1080)


def test_films_and_cut_off_headers_have_no_declared_size() -> None:
    assert declared_size(MP4, b"\x00" * 64) is None
    assert declared_size(PNG, b"\x89PNG\r\n\x1a\n\x00\x00") is None
    assert declared_size(JPG, b"\xff\xd8\xff\xe0\x00") is None


@given(st.sampled_from([PNG, GIF, JPG, WEBP]), st.binary(max_size=200))
def test_no_header_can_upset_it(known, data: bytes) -> None:
    size = declared_size(known, data)
    assert size is None or min(size) >= 0


def test_the_frames_of_an_animation_are_counted_by_its_chunks() -> None:
    data = webp(chunk(b"VP8X", b"\x02" + b"\x00" * 9), chunk(b"ANIM", b"\x00" * 6), frame(40), frame(60), frame(100))

    assert animation(io.BytesIO(data), len(data)) == Animation(3, 200, is_cut_off=False)


def test_a_cut_off_animation_is_known_as_such() -> None:
    data = webp(chunk(b"VP8X", b"\x02" + b"\x00" * 9), frame(40), frame(60))

    assert animation(io.BytesIO(data[:-4]), len(data) - 4) == Animation(1, 40, is_cut_off=True)
