"""Jump cuts led over, measured on the film's own frames; neither sound nor length moves."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from media.jump_cuts import Joint, morph
from studio.render.command import SourceMedia
from studio.timeline.appearance import Framing
from studio.timeline.cuts import remove_spans
from studio.timeline.model import Source, SourceId, SourceKind, Span, Timeline
from studio.timeline.smoothing import smoothed
from tests.film.clips import RATE
from tests.film.decoding import decode_picture, decode_sound
from tests.film.talking import FPS, Jumpy, Talker, jumpy_film, write_film
from tests.integration.studio_render.footage import lag_of, noise, numbered_clip, render, whole

SIZE = (320, 180)


@pytest.fixture(scope="module")
def jumpy(tmp_path_factory) -> Jumpy:
    return jumpy_film(tmp_path_factory.mktemp("jumps") / "a.mp4", 43, seconds=4, cuts=2, crf=18, size=SIZE)


def media(film: Jumpy) -> SourceMedia:
    length_ms = film.frames * 1000 // FPS
    source = Source(SourceId("a"), "a.mp4", SourceKind.VIDEO, length_ms, *SIZE, fps=Fraction(FPS))
    return SourceMedia(source, film.path)


def lumas(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as file:
        return [frame.to_ndarray(format="gray").astype(np.float64) for frame in file.decode(video=0)]


def steps(pictures: list[np.ndarray]) -> np.ndarray:
    return np.array([0.0, *(np.abs(after - before).mean() for before, after in pairwise(pictures))])


def moments(film: Jumpy) -> dict[SourceId, list[int]]:
    return {SourceId("a"): [round(frame * 1000 / FPS) for frame in sorted((*film.seen, *film.hidden))]}


async def test_the_step_is_spread_over_the_frames_around_and_no_other_frame_changes(tmp_path, jumpy):
    timeline = smoothed(Timeline((whole(media(jumpy)),)), moments(jumpy))

    facts = await render(timeline, media(jumpy), folder=tmp_path)

    before, after = lumas(jumpy.path), lumas(tmp_path / "film.mp4")
    assert (facts.duration_ms, len(after)) == (4000, len(before))
    assert len(jumpy.seen) == 2
    for frame in jumpy.seen:
        around = slice(frame - 5, frame + 6)
        assert steps(after)[around].max() <= 0.55 * steps(before)[frame]
    touched = {frame + step for frame in (*jumpy.seen, *jumpy.hidden) for step in range(-4, 4)}
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        assert number in touched or np.abs(one - other).mean() < 2.5


async def test_one_face_is_seen_on_the_way_and_no_double_exposure(tmp_path):
    talker = Talker(47, size=SIZE)
    seconds = [start + number / FPS for start in (5, 8.2) for number in range(4)]
    write_film(tmp_path / "both.mkv", talker.shot(seconds), SIZE, crf=8)
    sides = lumas(tmp_path / "both.mkv")[3:5]

    made = await morph([Joint((tmp_path / "both.mkv",), tuple(range(8)), 4)], tmp_path / "led.mkv", rate=Fraction(FPS))

    assert (made.moved, made.faded, made.numbers) == (1, 0, tuple(range(8)))
    halfway = lumas(tmp_path / "led.mkv")[4]
    assert mixed(halfway, *sides) < 0.35
    assert mixed((sides[0] + sides[1]) / 2, *sides) > 0.95


def mixed(picture: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
    """Of what changes much, the share that shows half of the one and half of the other."""
    changing = np.abs(before - after) > 40
    share = (picture - before)[changing] / (after - before)[changing]
    return float((np.abs(share - 0.5) < 0.25).mean())


async def test_two_scenes_are_faded_where_nothing_can_be_followed(tmp_path):
    frames = [*Talker(1, size=SIZE).shot([1, 1.03, 1.07, 1.1]), *Talker(2, size=SIZE).shot([1, 1.03, 1.07, 1.1])]
    write_film(tmp_path / "both.mkv", iter(frames), SIZE, crf=8)

    made = await morph([Joint((tmp_path / "both.mkv",), tuple(range(8)), 4)], tmp_path / "led.mkv", rate=Fraction(FPS))

    assert (made.moved, made.faded) == (0, 1)
    assert len(lumas(tmp_path / "led.mkv")) == 8


async def test_sound_and_every_frame_further_off_stay_where_they_are(tmp_path):
    sound = noise(4.0)
    source = numbered_clip(tmp_path / "a.mp4", sound, frames=120)
    cut = remove_spans(Timeline((whole(source),)), [Span(1000, 1500)])
    timeline = smoothed(cut, {source.source.id: [3000]})

    await render(timeline, source, folder=tmp_path)

    numbers = [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames]
    expected = [*range(30), *range(45, 120)]
    led = {*range(26, 34), *range(71, 79)}
    assert len(numbers) == 105
    assert [number for place, number in enumerate(numbers) if place not in led] == [
        number for place, number in enumerate(expected) if place not in led
    ]
    film = decode_sound(tmp_path / "film.mp4")
    for at_s, from_s in ((0.2, 0.2), (1.1, 1.6), (2.4, 2.9), (2.9, 3.4)):
        piece = sound[round(from_s * RATE) : round(from_s * RATE) + 4800]
        assert abs(lag_of(film, piece, round(at_s * RATE))) <= 1


async def test_it_goes_with_steadying_a_shape_and_another_pace(tmp_path, jumpy):
    timeline = smoothed(Timeline((whole(media(jumpy)),), framing=Framing(Fraction(1))), moments(jumpy))
    clips = tuple(replace(clip, steady=True, speed=2.0, duration_ms=clip.duration_ms // 2) for clip in timeline.clips)

    facts = await render(replace(timeline, clips=clips), media(jumpy), folder=tmp_path)

    assert (facts.width, facts.height) == (180, 180)
    assert facts.duration_ms == pytest.approx(2000, abs=40)
