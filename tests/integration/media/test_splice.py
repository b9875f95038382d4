"""Splicing on real films: every picture the right one, the copied ones bit for bit, odd films refused."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from media.formats import MP4
from media.splice import Spliced, splice
from tests.film.decoding import decode_picture
from tests.film.framecode import paint

RATE = Fraction(30)
SIZE = (320, 180)


def film(path: Path, *, frames: int = 120, options: dict[str, str] | None = None) -> Path:
    """Numbered pictures over moving noise, a key picture each second, two B-frames unless told otherwise."""
    noise = np.random.default_rng(1)
    with av.open(str(path), "w") as file:
        chosen = {"preset": "veryfast", "g": "30", "bf": "2", "sc_threshold": "0"} | (options or {})
        stream = file.add_stream("libx264", rate=RATE, options=chosen)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for number in range(frames):
            luma = np.full((SIZE[1], SIZE[0]), 128, np.uint8)
            paint(luma, number)
            luma[120:] = noise.integers(60, 200, luma[120:].shape, np.uint8)
            chroma = np.full((SIZE[1] // 2, SIZE[0]), 128, np.uint8)
            frame = av.VideoFrame.from_ndarray(np.concatenate([luma, chroma]), format="yuv420p")
            frame.pts, frame.time_base = number, 1 / RATE
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


async def spliced(source: Path, *spans: tuple[int, int], most: float = 0.9, rate: Fraction = RATE) -> Spliced | None:
    shares: list[float] = []
    made = await splice(
        source, MP4, spans, source.with_name("spliced.mp4"),
        rate=rate, most_encoded=most, bits_per_s=8_000_000, progress=shares.append,
    )  # fmt: skip
    assert made is None or (shares == sorted(shares) and shares[-1] == 1.0)
    return made


def numbers(path: Path) -> list[int | None]:
    return [frame.number for frame in decode_picture(path).frames]


def pictures(path: Path) -> list[bytes]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray().tobytes() for frame in file.decode(video=0)]


SOURCES = {
    "two B-frames": {},
    "none": {"bf": "0"},
    "a pyramid of eight": {"bf": "8", "b-pyramid": "normal", "b_strategy": "0"},
    "baseline": {"profile": "baseline", "bf": "0"},
    "its sets have the id we would take": {"x264-params": "sps-id=1"},
    "five references": {"refs": "5", "g": "20"},
}


@pytest.mark.parametrize("options", SOURCES.values(), ids=SOURCES)
async def test_every_picture_is_the_right_one_and_most_are_untouched(tmp_path, options):
    source = film(tmp_path / "a.mp4", options=options)
    spans = [(0, 17), (25, 70), (71, 72), (60, 119)]

    made = await spliced(source, *spans)

    wanted = [number for first, end in spans for number in range(first, end)]
    assert made is not None
    assert made.pictures == len(wanted)
    assert numbers(tmp_path / "spliced.mp4") == wanted
    before, after = pictures(source), pictures(tmp_path / "spliced.mp4")
    untouched = sum(before[number] == shown for number, shown in zip(wanted, after, strict=True))
    assert untouched >= made.pictures - made.encoded
    assert made.encoded < made.pictures / 2


async def test_the_film_can_be_sought_at_every_picture(tmp_path):
    source = film(tmp_path / "a.mp4")
    await spliced(source, (10, 70), (95, 120))
    with av.open(str(tmp_path / "spliced.mp4")) as file:
        stream = file.streams.video[0]
        whole = [frame.pts for frame in file.decode(stream)]
        assert whole == sorted(set(whole))
        for wanted in whole[::7]:
            file.seek(wanted, stream=stream)
            assert any(frame.pts == wanted for frame in file.decode(stream))


async def test_a_film_with_hardly_a_key_picture_is_left_to_be_encoded(tmp_path):
    source = film(tmp_path / "a.mp4", options={"g": "250"})
    assert await spliced(source, (10, 60), (70, 110), most=0.6) is None


async def test_groups_that_are_not_closed_are_not_copied(tmp_path):
    source = film(tmp_path / "a.mp4", options={"x264-params": "open-gop=1:keyint=30:min-keyint=30:scenecut=0"})
    assert await spliced(source, (31, 119), most=0.5) is None


async def test_interlaced_pictures_are_refused(tmp_path):
    source = film(tmp_path / "a.mp4", options={"x264-params": "tff=1"})
    assert await spliced(source, (5, 119)) is None


async def test_more_pictures_than_there_are_is_refused(tmp_path):
    assert await spliced(film(tmp_path / "a.mp4", frames=40), (0, 41)) is None


async def test_a_broken_or_other_file_is_refused(tmp_path):
    source = film(tmp_path / "a.mp4", frames=60)
    content = source.read_bytes()
    source.write_bytes(content[: len(content) // 2])
    assert await spliced(source, (5, 50)) is None
    source.write_bytes(b"ffconcat version 1.0\nfile /etc/passwd\n")
    assert await spliced(source, (0, 10)) is None
