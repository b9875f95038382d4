"""A person who talks to a camera, drawn from a seed, and films of it with jump cuts whose places are known.

The recording itself never ends: ``Talker.picture(t)`` is what the camera sees at a second of it. A film is a list of
such seconds; where it leaps ahead within one recording is a jump cut. Every seed is another face, room, light and way
of moving.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

FPS = 30
SEEN_STEP = 4.0
"""A leap is seen where the picture changes by so many times what it usually does from frame to frame."""

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]


class Drift:
    """Something that wanders about zero: sines of unrelated speeds."""

    def __init__(self, random: np.random.Generator, size: float, slowest: float, fastest: float) -> None:
        self._hertz = random.uniform(slowest, fastest, 5)
        self._phase = random.uniform(0, 2 * np.pi, 5)
        self._size = size * random.dirichlet(np.ones(5)) * 1.6

    def at(self, second: float) -> float:
        """Where it is."""
        return float(np.sum(self._size * np.sin(2 * np.pi * self._hertz * second + self._phase)))


class Talker:
    """One recording. ``held``: by how much of the picture's height a hand shakes the camera, 0.0 on a tripod."""

    def __init__(self, seed: int, *, size: tuple[int, int] = (640, 360), held: float = 0.0) -> None:
        self._random = np.random.default_rng([seed, 77])
        self.size = size
        random, (width, height) = self._random, size
        self._room = _room(random, width, height)
        self._face = random.uniform(0.16, 0.26) * height
        self._middle = random.uniform(0.3, 0.7) * width, random.uniform(0.4, 0.52) * height
        self._skin = random.integers((70, 90, 120), (170, 190, 235))
        self._hair = random.integers(10, 90, 3)
        self._shirt = random.integers(20, 220, 3)
        self._has_glasses = bool(random.random() < 0.4)
        self._cloth = (_grain(random, height, 3 * width, 5) * 14).astype(np.int16)
        lively = random.uniform(0.6, 1.4)
        self._sway = [Drift(random, lively * self._face * part, 0.08, 0.5) for part in (0.55, 0.25)]
        self._nod = Drift(random, lively * self._face * 0.10, 0.6, 1.8)
        self._tilt = Drift(random, lively * 9, 0.1, 0.6)
        self._mouth = Drift(random, 1.0, 2.0, 5.0)
        self._hands = [[Drift(random, lively * self._face * reach, 0.15, 0.9) for reach in (0.8, 1.3)] for _ in "lr"]
        self._light = Drift(random, 1.5, 0.1, 0.4)
        self._blink = random.uniform(2.3, 4.5)
        self._hand = [Drift(random, held * height, 0.3, 3.0) for _ in "xy"]
        self._is_held = held > 0
        self._noise = random.uniform(1.0, 4.5)

    def picture(self, second: float, *, held: bool = True) -> Picture:
        """What the camera sees, without its noise: height, width, blue green red. ``held``: with the hand's shaking."""
        width, height = self.size
        frame = self._room.copy()
        self._draw(frame, second)
        if self._is_held and held:
            move = np.float32([[1.03, 0, self._hand[0].at(second)], [0, 1.03, self._hand[1].at(second)]])
            frame = cv2.warpAffine(frame, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
        return frame

    def shot(self, seconds: Sequence[float], *, noise_seed: int = 0) -> Iterator[Picture]:
        """The frames of these seconds as the camera records them."""
        width, height = self.size
        chance = np.random.default_rng([noise_seed, 5])
        plate = np.round(chance.normal(0, self._noise, (2 * height, 2 * width))).astype(np.int16)
        for second in seconds:
            down, across = int(chance.integers(height)), int(chance.integers(width))
            noise = plate[down : down + height, across : across + width] + np.int16(round(self._light.at(second)))
            yield cv2.add(self.picture(second), cv2.merge([noise] * 3), dtype=cv2.CV_8U)

    def _draw(self, frame: Picture, second: float) -> None:
        face, (across, down) = self._face, self._middle
        x = across + self._sway[0].at(second)
        y = down + self._sway[1].at(second) + self._nod.at(second)
        tilt = self._tilt.at(second)
        self._draw_body(frame, across + 0.5 * (x - across), y, second)
        _disc(frame, (x, y - 0.25 * face), (1.02 * face * 0.86, 1.12 * face), tilt, self._hair)
        _disc(frame, (x, y), (0.74 * face, face), tilt, self._skin)
        _disc(frame, (x + 0.3 * face, y + 0.1 * face), (0.3 * face, 0.8 * face), tilt, self._skin - 14)
        shut = second % self._blink < 0.13
        for side in (-1, 1):
            eye = x + side * 0.3 * face, y - 0.15 * face
            _disc(frame, eye, (0.14 * face, (0.02 if shut else 0.08) * face), tilt, (235, 235, 235))
            if not shut:
                _disc(frame, eye, (0.06 * face, 0.07 * face), 0, (40, 30, 30))
            _disc(frame, (eye[0], eye[1] - 0.2 * face), (0.17 * face, 0.03 * face), tilt, self._hair)
            if self._has_glasses:
                cv2.circle(frame, (round(eye[0]), round(eye[1])), round(0.21 * face), (20, 20, 20), 2, cv2.LINE_AA)
        _disc(frame, (x, y + 0.15 * face), (0.08 * face, 0.16 * face), tilt, self._skin - 24)
        wide = 0.05 + 0.13 * abs(self._mouth.at(second))
        _disc(frame, (x, y + 0.52 * face), (0.26 * face, wide * face), tilt, (60, 50, 120))

    def _draw_body(self, frame: Picture, x: float, y: float, second: float) -> None:
        face, height = self._face, self.size[1]
        _disc(frame, (x, height + 0.25 * face), (2.1 * face, height - y - 0.5 * face), 0, self._shirt)
        top, left, right = max(0, round(y + 0.8 * face)), round(x - 1.6 * face), round(x + 1.6 * face)
        left, right = max(0, left), min(self.size[0], right)
        begin = left - round(x) + self.size[0] * 3 // 2
        folds = cv2.merge([self._cloth[top:, begin : begin + right - left]] * 3)
        cv2.add(frame[top:, left:right], folds, frame[top:, left:right], dtype=cv2.CV_8U)
        _disc(frame, (x, y + 1.05 * face), (0.36 * face, 0.5 * face), 0, self._skin - 20)
        for side, (over, up) in zip((-1, 1), self._hands, strict=True):
            palm = x + side * 1.5 * face + over.at(second), height - 0.4 * face + up.at(second)
            _disc(frame, palm, (0.28 * face, 0.36 * face), 20 * side, self._skin - 8)


@dataclass(frozen=True, slots=True)
class Jumpy:
    """A film with jump cuts. ``seen``: the frames that begin after one that can be seen; ``hidden``: after one that
    moved hardly anything, which may be found or not."""

    path: Path
    frames: int
    seen: tuple[int, ...]
    hidden: tuple[int, ...] = ()


def jumpy_film(
    path: Path, seed: int, *, seconds: float = 12.0, cuts: int = 4, held: float = 0.0, crf: int = 23,
    size: tuple[int, int] = (640, 360),
) -> Jumpy:  # fmt: skip
    """A talker from whose recording stretches of 0.4 to 4 s were cut, coded as films on the web are."""
    talker = Talker(seed, size=size, held=held)
    chance = np.random.default_rng([seed, 12])
    count = round(seconds * FPS)
    room = (count - 30) // max(1, cuts)
    at = [15 + number * room + int(chance.integers(10, max(11, room - 10))) for number in range(cuts)]
    leaps = dict(zip(at, chance.uniform(0.4, 4.0, cuts), strict=True))
    moments, second = [], float(chance.uniform(0, 60))
    for number in range(count):
        second += 1 / FPS + leaps.get(number, 0.0)
        moments.append(second)
    write_film(path, talker.shot(moments, noise_seed=seed), size, crf=crf)
    usual = _usual_step(talker, moments, at)
    steps = {frame: _step(talker, moments[frame - 1], moments[frame]) for frame in at}
    seen = tuple(frame for frame in at if steps[frame] >= SEEN_STEP * usual)
    return Jumpy(path, count, seen, tuple(frame for frame in at if frame not in seen))


def write_film(
    path: Path,
    frames: Iterator[Picture],
    size: tuple[int, int],
    *,
    crf: int = 23,
    fps: int = FPS,
    sound: NDArray[np.float32] | None = None,
) -> int:
    """Code frames with H.264 as most cameras and programs do, and sound at 48 kHz beside them; how many there were."""
    count = 0
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=Fraction(fps), options={"preset": "veryfast", "crf": str(crf)})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        track = None if sound is None else file.add_stream("aac", rate=48_000, layout="mono")
        for picture in frames:
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = count
            file.mux(stream.encode(frame))
            count += 1
        file.mux(stream.encode())
        if track is not None and sound is not None:
            samples = av.AudioFrame.from_ndarray(sound[None, :], format="fltp", layout="mono")
            samples.sample_rate, samples.pts = 48_000, 0
            file.mux([*track.encode(samples), *track.encode()])
    return count


def _usual_step(talker: Talker, moments: Sequence[float], cuts: Sequence[int]) -> float:
    pairs = [(before, after) for number, (before, after) in enumerate(pairwise(moments), 1) if number not in cuts]
    return float(np.median([_step(talker, *pair) for pair in pairs[:: max(1, len(pairs) // 25)]]))


def _step(talker: Talker, before: float, after: float) -> float:
    """How much the person moves between two seconds, on a camera that stands still."""
    return float(cv2.absdiff(talker.picture(after, held=False), talker.picture(before, held=False)).mean())


def _room(random: np.random.Generator, width: int, height: int) -> Picture:
    """A wall with light falling on it, a few things on shelves, and a window or two."""
    tone = random.integers(60, 200, 3)
    slope = np.linspace(-25, 25, width)[None, :] * random.uniform(-1, 1) + np.linspace(20, -20, height)[:, None]
    wall = np.clip(tone[None, None, :] + slope[..., None] + 6 * _grain(random, height, width, 9)[..., None], 0, 255)
    room = np.ascontiguousarray(wall.astype(np.uint8))
    for _ in range(int(random.integers(5, 16))):
        left, top = random.integers(0, width), random.integers(0, height * 2 // 3)
        far = int(left + random.uniform(0.03, 0.2) * width), int(top + random.uniform(0.04, 0.3) * height)
        colour = [int(value) for value in random.integers(20, 240, 3)]
        cv2.rectangle(room, (int(left), int(top)), far, colour, -1)
    return cv2.GaussianBlur(room, (0, 0), random.uniform(0.6, 3.0))


def _grain(random: np.random.Generator, height: int, width: int, cell: int) -> Floats:
    rough = random.normal(0, 1, (height // cell + 2, width // cell + 2))
    return np.asarray(cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC), np.float64)


def _disc(picture: Picture, middle: tuple[float, float], radii: tuple[float, float], tilt: float, colour) -> None:  # type: ignore[no-untyped-def]
    """A filled ellipse with soft edges, placed to a sixteenth of a pixel."""
    points = cv2.ellipse2Poly((0, 0), (1000, 1000), 0, 0, 360, 10).astype(np.float64) / 1000
    angle = np.deg2rad(tilt)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    outline = np.round(((points * radii) @ turn + middle) * 16).astype(np.int32)
    cv2.fillPoly(picture, [outline], [int(value) for value in colour], cv2.LINE_AA, 4)
