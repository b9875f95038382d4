"""Files other than the whole film, and films under a size."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from media.probe import probe
from studio.render.errors import NothingToRender, TooSmall
from studio.render.film import make_film
from studio.timeline.appearance import Fades, Look
from studio.timeline.delivery import Delivery, FileKind
from studio.timeline.model import Timeline, Title
from tests.film.clips import RATE
from tests.film.decoding import decode_picture, decode_sound
from tests.film.framecode import read
from tests.integration.studio_render.footage import FONTS, clip, lag_of, noise, numbered_clip, tone, whole


async def deliver(timeline, *media, folder: Path) -> Path:
    """The file a timeline's delivery asks for."""
    target = folder / f"out.{timeline.delivery.kind}"
    shares: list[float] = []
    facts = await make_film(
        timeline,
        {each.source.id: each for each in media},
        short_side=None,
        work=folder,
        target=target,
        fonts=FONTS,
        progress=shares.append,
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert facts.size_bytes == target.stat().st_size
    return target


def shown(path: Path) -> list[tuple[float, int | None]]:
    """When each frame of a GIF is shown, and its number."""
    with av.open(str(path)) as file:
        return [(float(frame.time), read(frame.to_ndarray(format="gray"))) for frame in file.decode(video=0)]


async def test_a_gif_shows_its_stretch_of_the_film_over_and_over(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(3.0))
    film = Timeline((clip(source, 500, 2500),), delivery=Delivery(FileKind.GIF, start_ms=500, end_ms=1500))

    made = await deliver(film, source, folder=tmp_path)

    info = await probe(made)
    assert (info.format.extension, info.width, info.height) == ("gif", 320, 180)
    frames = shown(made)
    assert len(frames) == 12
    assert all(abs(number - 30 - time * 30) <= 2 for time, number in frames)
    assert b"NETSCAPE2.0\x03\x01\x00\x00\x00" in made.read_bytes()


async def test_a_gif_is_as_wide_as_was_said(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", None, frames=30)

    made = await deliver(
        Timeline((whole(source),), delivery=Delivery(FileKind.GIF, width=160)), source, folder=tmp_path
    )

    info = await probe(made)
    assert (info.width, info.height) == (160, 90)


@pytest.mark.parametrize("moment", [0, 400, 1500, 2990, 99_000])
async def test_a_still_is_the_frame_of_its_moment(tmp_path, moment):
    source = numbered_clip(tmp_path / "a.mp4", None, frames=90)

    film = Timeline((whole(source),), delivery=Delivery(FileKind.STILL, start_ms=moment))
    made = await deliver(film, source, folder=tmp_path)

    assert (await probe(made)).format.extension == "jpg"
    with av.open(str(made)) as file:
        seen = next(file.decode(video=0)).to_ndarray(format="gray")
    assert read(seen) == pytest.approx(min(89, moment * 30 / 1000), abs=1)


async def test_a_still_shows_the_titles_and_colours_of_the_film_but_no_fade(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", None, frames=90)
    one = replace(whole(source), look=Look(brightness=0.5))
    film = Timeline((one,), fades=Fades(3000, 3000), delivery=Delivery(FileKind.STILL, start_ms=1500))

    async def seen(timeline):
        with av.open(str(await deliver(timeline, source, folder=tmp_path))) as file:
            return next(file.decode(video=0)).to_ndarray(format="gray").astype(int)

    plain, titled = await seen(film), await seen(replace(film, titles=(Title("HELLO", 1000, 1500),)))
    assert np.median(plain) > 120
    assert np.abs(titled - plain)[70:110].max() > 60


@pytest.mark.parametrize("kind", [FileKind.MP3, FileKind.M4A, FileKind.WAV])
async def test_the_sound_of_the_edited_film_comes_alone(tmp_path, kind):
    sound = noise(3.0)
    source = numbered_clip(tmp_path / "a.mp4", sound)
    film = Timeline((clip(source, 0, 1000), clip(source, 1500, 1500)), delivery=Delivery(kind))

    made = await deliver(film, source, folder=tmp_path)

    info = await probe(made)
    assert (info.kind, info.format.extension) == ("audio", kind.value)
    heard = decode_sound(made)
    assert heard.size == pytest.approx(2.5 * RATE, abs=RATE * 0.12)
    assert abs(lag_of(heard, sound[80_000:120_000], 56_000, reach=3000)) <= 1200


async def test_a_sound_has_the_bit_rate_that_was_said(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", tone(4.0, 440), frames=120)

    small, large = [
        (await deliver(Timeline((whole(source),), delivery=Delivery(FileKind.MP3, kbps=kbps)), source, folder=tmp_path))
        .stat()
        .st_size
        for kbps in (64, 192)
    ]

    assert small == pytest.approx(64_000 / 8 * 4, rel=0.1)
    assert large == pytest.approx(192_000 / 8 * 4, rel=0.1)


async def test_a_film_comes_under_its_size_and_keeps_its_frames(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(4.0), frames=120, size=(640, 360))
    plain = (await deliver(Timeline((whole(source),)), source, folder=tmp_path)).stat().st_size
    most = plain // 2

    made = await deliver(Timeline((whole(source),), delivery=Delivery(most_bytes=most)), source, folder=tmp_path)

    assert most * 0.4 < made.stat().st_size <= most
    assert [frame.number for frame in decode_picture(made).frames] == list(range(120))
    assert abs(lag_of(decode_sound(made), noise(4.0)[4800:120_000], 4800)) <= 1


async def test_a_share_is_of_the_films_own_size(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(4.0), frames=120, size=(640, 360))
    plain = (await deliver(Timeline((whole(source),)), source, folder=tmp_path)).stat().st_size

    made = await deliver(Timeline((whole(source),), delivery=Delivery(share=0.7)), source, folder=tmp_path)

    assert made.stat().st_size <= 0.7 * plain


async def test_a_film_that_fits_already_is_left_alone(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(2.0), frames=60)

    made = await deliver(Timeline((whole(source),), delivery=Delivery(most_bytes=10**8)), source, folder=tmp_path)

    assert made.stat().st_size == pytest.approx(source.path.stat().st_size, rel=0.05)


async def test_a_size_no_film_fits_into_is_refused(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(4.0), frames=120)

    with pytest.raises(TooSmall):
        await deliver(Timeline((whole(source),), delivery=Delivery(most_bytes=3000)), source, folder=tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


async def test_a_stretch_past_the_end_shows_nothing(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", None, frames=30)

    film = Timeline((whole(source),), delivery=Delivery(FileKind.GIF, start_ms=9000))

    with pytest.raises(NothingToRender):
        await deliver(film, source, folder=tmp_path)
