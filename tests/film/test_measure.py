"""The measure passes right films and names what is wrong with wrong ones, on a clean clip and on a noisy one."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.film import make_cut
from tests.film.clips import KnownClip, speech_clip
from tests.film.make_cut import Cut
from tests.film.measure import faults, measure


@dataclass(frozen=True)
class Pictures:
    """The pictures of the right film and of the uncut one; both clips show the same frames."""

    folder: Path
    right: Path
    whole: Path


@dataclass(frozen=True)
class Bench:
    """One clip, its right cut, and the means to make and judge films of it."""

    clip: KnownClip
    cut: Cut
    pictures: Pictures

    async def film(self, cut: Cut, picture: Path | None = None) -> Path:
        target = self.pictures.folder / "film.mp4"
        await make_cut.join_sound(picture or self.pictures.right, cut, target)
        return target

    async def faults(self, cut: Cut) -> list[str]:
        return faults(measure(await self.film(cut), self.clip))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    folder = tmp_path_factory.mktemp("films")
    clip = await speech_clip(folder, noise=False, sentences=4, width=640, height=360)
    made = Pictures(folder, folder / "right-picture.mp4", folder / "whole-picture.mp4")
    await make_cut.encode_picture(clip, make_cut.cut_of(clip), made.right)
    await make_cut.encode_picture(clip, make_cut.uncut(clip), made.whole)
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[False, True], ids=["clean", "room noise"])
async def bench(pictures: Pictures, request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    clip = await speech_clip(pictures.folder, noise=request.param, sentences=4, width=640, height=360)
    yield Bench(clip, make_cut.cut_of(clip), pictures)


def only(found: list[str], pattern: str) -> bool:
    return len(found) == 1 and re.fullmatch(pattern, found[0]) is not None


async def test_a_right_film_has_no_faults(bench: Bench) -> None:
    assert await bench.faults(bench.cut) == []


async def test_a_right_film_has_no_faults_at_another_sample_rate_in_stereo_and_softer(bench: Bench) -> None:
    film, other = await bench.film(bench.cut), bench.pictures.folder / "other.mp4"
    await make_cut.ffmpeg(
        *("-i", film, "-c:v", "copy", "-af", "volume=-6dB", "-ar", 44_100, "-ac", 2, "-c:a", "aac", "-b:a", "192k"),
        *("-movflags", "+faststart", other),
    )

    assert faults(measure(other, bench.clip)) == []


async def test_a_truncated_copy_lacks_spans(bench: Bench) -> None:
    film, short = await bench.film(bench.cut), bench.pictures.folder / "short.mp4"
    await make_cut.truncate(film, 9.0, short)

    found = faults(measure(short, bench.clip))

    assert "span 4 is not in the film" in found
    assert any(re.fullmatch(r"span 3 loses \d{3,4} ms at its end", fault) for fault in found)


async def test_a_file_that_breaks_off_declares_more_than_it_plays(bench: Bench) -> None:
    film, broken = await bench.film(bench.cut), bench.pictures.folder / "broken.mp4"
    make_cut.break_off(film, 0.6, broken)

    found = faults(measure(broken, bench.clip))

    assert "span 4 is not in the film" in found
    assert any(re.fullmatch(r"the film declares \d+ ms but breaks off after \d+ ms", fault) for fault in found)


async def test_an_uncut_copy_keeps_its_long_pauses_and_only_they_are_named(bench: Bench) -> None:
    film = await bench.film(make_cut.uncut(bench.clip), bench.pictures.whole)

    found = faults(measure(film, bench.clip))

    assert [re.sub(r"\d+ ms", "_", fault) for fault in found] == [
        "the pause after span 0 still lasts _",
        "the pause after span 1 still lasts _",
        "the pause after span 3 still lasts _",
        "the pause after span 4 still lasts _",
    ]


async def test_a_film_without_music_is_named_as_a_whole_and_at_every_gap(bench: Bench) -> None:
    found = await bench.faults(make_cut.without_music(bench.cut))

    assert [re.sub(r"-\d+ dB", "_", fault) for fault in found] == [
        "the music is too quiet: _ against the speech",
        "no music in the gap after span 1: _",
        "no music in the gap after span 2: _",
        "no music in the gap after span 3: _",
    ]


async def test_a_hole_in_the_music_of_one_gap_is_named(bench: Bench) -> None:
    found = await bench.faults(make_cut.music_hole(bench.cut, 2, 260))

    assert only(found, r"no music in the gap after span 3: -\d+ dB")


@pytest.mark.parametrize(("by_db", "fault"), [(-14.0, "too quiet"), (16.0, "too loud")])
async def test_music_of_the_wrong_loudness_is_named(bench: Bench, by_db: float, fault: str) -> None:
    found = await bench.faults(make_cut.louder_music(bench.cut, by_db))

    assert only(found, rf"the music is {fault}: -\d+ dB against the speech")


async def test_music_just_within_its_bounds_is_no_fault(bench: Bench) -> None:
    assert await bench.faults(make_cut.louder_music(bench.cut, 12.0)) == []


async def test_a_span_clipped_by_60_ms_at_its_end_is_named(bench: Bench) -> None:
    found = await bench.faults(make_cut.clipped(bench.cut, bench.clip, 1, end_ms=60))

    assert only(found, r"span 2 loses (5[5-9]|6[0-5]) ms at its end")


async def test_a_span_clipped_by_60_ms_at_its_start_is_named(bench: Bench) -> None:
    found = await bench.faults(make_cut.clipped(bench.cut, bench.clip, 2, start_ms=60))

    assert only(found, r"span 3 loses (5[5-9]|6[0-5]) ms at its start")


async def test_a_span_clipped_by_10_ms_is_no_fault(bench: Bench) -> None:
    assert await bench.faults(make_cut.clipped(bench.cut, bench.clip, 1, end_ms=10)) == []


async def test_a_word_missing_within_a_span_is_named(bench: Bench) -> None:
    found = await bench.faults(make_cut.softened(bench.cut, bench.clip, 0, 1_500, 1_900, 0.0))

    assert only(found, r"span 1 has holes of \d{3} ms")


async def test_a_span_much_softer_than_the_others_is_named(bench: Bench) -> None:
    length_ms = bench.clip.spans[2].end_ms - bench.clip.spans[2].start_ms

    found = await bench.faults(make_cut.softened(bench.cut, bench.clip, 2, 0, length_ms, 0.3))

    assert only(found, r"span 3 is 0\.(29|30|31) times as loud as the others")


async def test_sound_40_ms_late_after_one_joint_is_named_at_both_sides_of_what_follows(bench: Bench) -> None:
    found = await bench.faults(make_cut.out_of_step(bench.cut, bench.clip, 2, 40))

    steps = [fault for fault in found if "ahead" in fault]
    assert steps == [
        "the picture is 40 ms ahead of the sound at the start of span 4",
        "the picture is 40 ms ahead of the sound at the end of span 4",
    ]


async def test_sound_15_ms_late_is_no_fault(bench: Bench) -> None:
    assert await bench.faults(make_cut.out_of_step(bench.cut, bench.clip, 2, 15)) == []


async def test_the_wrong_container_is_named(bench: Bench) -> None:
    other = bench.pictures.folder / "small.mp4"
    await make_cut.ffmpeg(
        *("-i", await bench.film(bench.cut), "-vf", "scale=-2:480", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-pix_fmt", "yuv444p", "-c:a", "libmp3lame", other),
    )

    found = faults(measure(other, bench.clip))

    assert found[:4] == [
        "the sound is ('mp3float',), not one AAC stream",
        "the pixels are yuv444p, not yuv420p",
        "the short side of 854x480 is not 1080",
        "the index is not in front",
    ]


async def test_what_is_no_film_is_named(bench: Bench) -> None:
    nothing = bench.pictures.folder / "nothing.mp4"
    nothing.write_bytes(b"no film at all")

    assert faults(measure(nothing, bench.clip)) == ["the film cannot be opened"]
