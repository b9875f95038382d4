"""Films of one source that are only cut: their packets come from the source, sound and picture stay together."""

from fractions import Fraction
from pathlib import Path

import av
import pytest

from studio.timeline.model import Music, Timeline, Title
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import clip, lag_of, noise, numbered_clip, render, sound_file, tone

HALF_A_FRAME = 800


def packets(path: Path) -> set[bytes]:
    with av.open(str(path)) as file:
        return {bytes(packet) for packet in file.demux(video=0) if packet.size}


def share_copied(source: Path, film: Path) -> float:
    made = packets(film)
    return len(made & packets(source)) / len(made)


async def test_a_cut_film_is_mostly_its_sources_own_packets(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(6.0), frames=180)
    cuts = (clip(source, 0, 1500), clip(source, 2300, 2200), clip(source, 4900, 1000))

    facts = await render(Timeline(cuts), source, folder=tmp_path)

    film = tmp_path / "film.mp4"
    assert facts.duration_ms == 4700
    assert share_copied(source.path, film) > 0.5
    wanted = [*range(45), *range(69, 135), *range(147, 177)]
    assert [frame.number for frame in decode_picture(film).frames] == wanted
    sound, whole = decode_sound(film), noise(6.0)
    for at, cut in zip((0, 1500, 3700), cuts, strict=True):
        piece = whole[cut.in_ms * 48 + 4800 : (cut.in_ms + cut.duration_ms) * 48 - 4800]
        assert abs(lag_of(sound, piece, at * 48 + 4800)) <= 1


async def test_music_under_a_cut_film_leaves_its_packets_alone(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(4.0), frames=120)
    bed = sound_file(tmp_path / "bed.wav", tone(2.0, 300), -20.0)
    cuts = (clip(source, 0, 2000), clip(source, 3000, 1000))
    await render(Timeline(cuts, (Music(bed.source.id, "m", 0, 2000),)), source, bed, folder=tmp_path)
    assert share_copied(source.path, tmp_path / "film.mp4") == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("why", ["a title", "another size", "an uneven rate", "turned"])
async def test_what_changes_pictures_has_them_encoded(tmp_path, why):
    source = numbered_clip(
        tmp_path / "a.mp4",
        noise(3.0),
        frames=84,
        rate=Fraction(28) if why == "an uneven rate" else Fraction(30),
        rotation=180 if why == "turned" else 0,
        times_ms=[number * 36 + number % 2 * 9 for number in range(84)] if why == "an uneven rate" else None,
    )
    titles = (Title("Hi", 0, 1000),) if why == "a title" else ()
    timeline = Timeline((clip(source, 0, 1000), clip(source, 1500, 1000)), titles=titles)
    await render(timeline, source, folder=tmp_path, short_side=120 if why == "another size" else None)
    assert share_copied(source.path, tmp_path / "film.mp4") == 0
