"""Films without a single jump cut in which much happens at once: other scenes, flashes, jerks of the camera, waving."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path

import cv2
import numpy as np

from tests.film.talking import FPS, Picture, Talker, write_film

SIZE = (640, 360)

Frames = Iterator[Picture]


def _seconds(start: float, count: int) -> list[float]:
    return [start + number / FPS for number in range(count)]


def scenes(seed: int) -> Frames:
    """Five other people in five other rooms."""
    return chain.from_iterable(
        Talker(seed * 10 + number, size=SIZE, held=0.01 * (number % 2)).shot(_seconds(number, 45), noise_seed=number)
        for number in range(5)
    )


def flashes(seed: int) -> Frames:
    """Somebody whose room is lit by flashes of one to five frames, and for a while by a brighter lamp."""
    chance = np.random.default_rng([seed, 3])
    lit = {int(at) + more: float(chance.uniform(60, 160)) for at in chance.integers(10, 200, 6)
           for more in range(int(chance.integers(1, 6)))}  # fmt: skip
    for number, picture in enumerate(Talker(seed, size=SIZE).shot(_seconds(3, 240), noise_seed=seed)):
        lamp = 28 if 120 <= number < 180 else 0
        yield cv2.add(picture, np.full_like(picture, round(min(255.0, lit.get(number, 0.0) + lamp))))


def shaken(seed: int) -> Frames:
    """Somebody filmed from a car: steady shaking and now and then a blow."""
    chance = np.random.default_rng([seed, 4])
    blows = {int(at): chance.uniform(-26, 26, 2) for at in chance.integers(10, 230, 8)}
    move = np.zeros(2)
    for number, picture in enumerate(Talker(seed, size=SIZE, held=0.03).shot(_seconds(8, 240), noise_seed=seed)):
        move = blows.get(number, move * 0.8) + chance.normal(0, 1.5, 2)
        shift = np.float32([[1.12, 0, move[0] - 0.06 * SIZE[0]], [0, 1.12, move[1] - 0.06 * SIZE[1]]])
        yield cv2.warpAffine(picture, shift, SIZE, borderMode=cv2.BORDER_REPLICATE)


def waving(seed: int) -> Frames:
    """Somebody who moves three times as fast as people do, with sudden gestures."""
    seconds = [second * 3 for second in _seconds(2, 240)]
    return Talker(seed, size=SIZE).shot(seconds, noise_seed=seed)


def dissolves(seed: int) -> Frames:
    """One recording passing into another of the same person within half a second, and the camera panning away."""
    one = list(Talker(seed, size=SIZE).shot(_seconds(1, 90), noise_seed=1))
    other = list(Talker(seed + 1, size=SIZE).shot(_seconds(9, 90), noise_seed=2))
    yield from one[:75]
    for number in range(15):
        yield cv2.addWeighted(one[75 + number], 1 - number / 15, other[number], number / 15, 0)
    yield from other[15:]
    wide = cv2.hconcat([other[-1], one[0]])
    for number in range(40):
        left = round(SIZE[0] * number / 40)
        yield np.ascontiguousarray(wide[:, left : left + SIZE[0]])


def screen(seed: int) -> Frames:
    """A screen on which windows open and close and text comes up."""
    chance = np.random.default_rng([seed, 6])
    page = np.full((SIZE[1], SIZE[0], 3), 245, np.uint8)
    for number in range(240):
        if number % 30 == 20:
            left, top = int(chance.integers(0, 400)), int(chance.integers(0, 220))
            tone = [int(value) for value in chance.integers(40, 250, 3)]
            cv2.rectangle(page, (left, top), (left + 200, top + 120), tone, -1)
        if number % 7 == 3:
            at = int(chance.integers(10, 500)), int(chance.integers(20, 350))
            cv2.putText(page, "words and more", at, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (30, 30, 30), 1, cv2.LINE_AA)
        yield page.copy()


def halting(seed: int) -> Frames:
    """A recording of 15 pictures a second, each shown twice, as programs that cannot keep up write it."""
    for picture in Talker(seed, size=SIZE).shot([second * 2 for second in _seconds(1, 110)], noise_seed=seed):
        yield picture
        yield picture


KINDS: Mapping[str, Callable[[int], Frames]] = {
    "scenes": scenes,
    "flashes": flashes,
    "shaken": shaken,
    "waving": waving,
    "dissolves": dissolves,
    "screen": screen,
    "halting": halting,
}


def lookalike(path: Path, kind: str, seed: int, *, crf: int = 23, most: int | None = None) -> int:
    """Write a film of that kind, of ``most`` frames; how many it has."""
    return write_film(path, islice(KINDS[kind](seed), most), SIZE, crf=crf)
