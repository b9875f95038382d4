"""Recordings of a screen on which somebody works with a mouse, drawn from a seed; every click is known.

Six pointers of other shapes than those that are looked for. Between clicks the pointer rests without clicking, moves
over buttons that light up, the page is scrolled, clocks tick, carets blink, and messages come up elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.film.talking import FPS, write_film

Picture = NDArray[np.uint8]
STYLES = 6


@dataclass(frozen=True, slots=True)
class Truth:
    """A click: the frame in which the screen answers, and where the tip is."""

    frame: int
    x: int
    y: int


class Recording:
    """A recording under way, and what happened in it."""

    def __init__(self, seed: int, size: tuple[int, int] = (1280, 720)) -> None:
        self.size = size
        self.clicks: list[Truth] = []
        self._chance = np.random.default_rng([seed, 21])
        self._tall = int(self._chance.choice([17, 20, 24, 31, 40]))
        self._style = seed % STYLES
        self._number = 0
        self._hovered: tuple[int, int, int, int] | None = None
        self._page = self._fresh_page()
        self._at = np.array([self.size[0] * 0.5, self.size[1] * 0.5])

    def frames(self, events: int, *, pointer: bool = True) -> Iterator[Picture]:
        """So many things happen, one after the other."""
        happenings = [self._click_button, self._click_menu, self._click_box, self._rest, self._hover, self._scroll,
                      self._click_page, self._elsewhere, self._click_row]  # fmt: skip
        for number in range(events):
            happen = happenings[int(self._chance.integers(len(happenings)))] if number else self._click_button
            yield from self._shown(happen(), pointer)

    def _shown(self, count: Iterator[None], pointer: bool) -> Iterator[Picture]:
        for _ in count:
            width, height = self.size
            if self._number % 15 == 0:
                tone = 20 if self._number % 30 else 235
                self._page[height - 60 : height - 40, 40:42] = tone
                cv2.rectangle(self._page, (width - 110, 8), (width - 10, 32), (210, 210, 210), -1)
                text = f"{self._number // FPS:05d}"
                cv2.putText(self._page, text, (width - 100, 27), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (20, 20, 20), 1)
            picture = self._page.copy()
            if pointer:
                _draw_pointer(picture, self._at, self._tall, self._style)
            self._number += 1
            yield picture

    def _fresh_page(self) -> Picture:
        chance, (width, height) = self._chance, self.size
        page = np.full((height, width, 3), 245 if chance.random() < 0.7 else 40, np.uint8)
        ink = (40, 40, 40) if page[0, 0, 0] > 100 else (220, 220, 220)
        cv2.rectangle(page, (0, 0), (width, 40), [int(value) for value in chance.integers(150, 230, 3)], -1)
        for line in range(int(chance.integers(8, 20))):
            words = "".join(
                chance.choice(list("abcdefghij klmno pqrst uvw")) for _ in range(int(chance.integers(8, 50)))
            )
            place = int(chance.integers(20, 120)), 70 + line * 32
            cv2.putText(page, words, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, ink, 1, cv2.LINE_AA)
        cv2.rectangle(page, (width * 2 // 3, 80), (width - 40, height // 2),
                      [int(value) for value in chance.integers(60, 220, 3)], -1)  # fmt: skip
        return page

    def _wait(self, seconds: float) -> Iterator[None]:
        for _ in range(round(seconds * FPS)):
            yield

    def _go(self, x: float, y: float) -> Iterator[None]:
        """As a hand does: off quickly, arriving slowly."""
        begin, end = self._at.copy(), np.array([x, y])
        count = round(FPS * self._chance.uniform(0.35, 0.9))
        for step in range(1, count + 1):
            share = step / count
            self._at = begin + (end - begin) * share**3 * (10 - 15 * share + 6 * share**2)
            yield

    def _place(self, wide: int, high: int) -> tuple[int, int]:
        """Somewhere, but not under the pointer: things that come up there look as if they were clicked."""
        width, height = self.size
        while True:
            left = int(self._chance.integers(30, width - wide - 60))
            top = int(self._chance.integers(60, height - high - 90))
            x, y = self._at
            if not (left - 120 < x < left + wide + 120 and top - 120 < y < top + high + 120):
                return left, top

    def _clicked(self) -> None:
        self.clicks.append(Truth(self._number, round(self._at[0]), round(self._at[1])))

    def _box(self, box: tuple[int, int, int, int], tone: int, *, filled: bool = True) -> None:
        left, top, wide, high = box
        colour = (int(tone), min(255, int(tone) + 20), int(tone))
        cv2.rectangle(self._page, (left, top), (left + wide, top + high), colour, -1 if filled else 2)

    def _onto(self, wide: int, high: int, tone: int) -> Iterator[None]:
        """A thing appears well before the pointer goes onto it."""
        left, top = self._place(wide, high)
        self._hovered = left, top, wide, high
        self._box(self._hovered, tone)
        yield from self._wait(0.3)
        yield from self._go(left + wide * self._chance.uniform(0.3, 0.7), top + high * self._chance.uniform(0.3, 0.7))
        yield from self._wait(self._chance.uniform(0.25, 0.9))

    def _click_button(self) -> Iterator[None]:
        yield from self._onto(110, 36, 190)
        box = self._hovered or (0, 0, 1, 1)
        self._clicked()
        self._box(box, 120)
        yield from self._wait(0.12)
        self._box(box, 190)
        yield from self._wait(0.6)

    def _click_menu(self) -> Iterator[None]:
        yield from self._onto(90, 28, 170)
        left, top, _, high = self._hovered or (0, 0, 1, 1)
        kept = self._page[top + high :, left : left + 180].copy()
        self._clicked()
        for step in range(1, 5):
            self._box((left, top + high, 170, 35 * step), 225)
            yield
        yield from self._wait(0.8)
        yield from self._go(left - 20, top - 30)
        self._page[top + high :, left : left + 180] = kept
        yield from self._wait(0.5)

    def _click_box(self) -> Iterator[None]:
        yield from self._onto(18, 18, 230)
        left, top, _, _ = self._hovered or (0, 0, 1, 1)
        self._clicked()
        cv2.line(self._page, (left + 3, top + 9), (left + 8, top + 15), (20, 20, 20), 3)
        cv2.line(self._page, (left + 8, top + 15), (left + 16, top + 3), (20, 20, 20), 3)
        yield from self._wait(0.7)

    def _click_row(self) -> Iterator[None]:
        yield from self._onto(300, 30, 215)
        self._clicked()
        self._box(self._hovered or (0, 0, 1, 1), 150)
        yield from self._wait(0.9)

    def _click_page(self) -> Iterator[None]:
        yield from self._onto(120, 30, 200)
        self._clicked()
        self._page = self._fresh_page()
        yield from self._wait(0.9)

    def _rest(self) -> Iterator[None]:
        yield from self._go(*self._place(10, 10))
        yield from self._wait(self._chance.uniform(0.5, 1.2))

    def _hover(self) -> Iterator[None]:
        """A button lights up, slowly, as soon as the pointer is over it; nobody clicks."""
        left, top = self._place(130, 44)
        self._box((left, top, 130, 44), 180)
        yield from self._wait(0.4)
        lit = 0
        for _ in self._go(left + 65, top + 22):
            inside = int(left < self._at[0] < left + 130 and top < self._at[1] < top + 44)
            lit = min(6, lit + inside)
            self._box((left, top, 130, 44), 180 + 10 * lit)
            yield
        yield from self._wait(0.8)

    def _scroll(self) -> Iterator[None]:
        yield from self._wait(0.4)
        for step in (10, 22, 30, 30, 26, 18, 8):
            part = self._page[41:]
            self._page[41:] = np.roll(part, -step, axis=0)
            yield
        yield from self._wait(0.5)

    def _elsewhere(self) -> Iterator[None]:
        """A message comes up far from the pointer."""
        width, height = self.size
        left = 40 if self._at[0] > width / 2 else width - 300
        top = 60 if self._at[1] > height / 2 else height - 150
        yield from self._wait(0.4)
        kept = self._page[top : top + 80, left : left + 260].copy()
        self._box((left, top, 259, 79), 100)
        yield from self._wait(0.8)
        self._page[top : top + 80, left : left + 260] = kept
        yield from self._wait(0.3)


def clicking_film(
    path: Path, seed: int, *, events: int = 10, crf: int = 23, size: tuple[int, int] = (1280, 720)
) -> list[Truth]:
    """Write a recording; the clicks in it."""
    recording = Recording(seed, size)
    write_film(path, recording.frames(events), size, crf=crf)
    return recording.clicks


def pointerless_film(path: Path, seed: int, *, events: int = 10, size: tuple[int, int] = (1280, 720)) -> None:
    """The same, recorded without the pointer."""
    write_film(path, Recording(seed, size).frames(events, pointer=False), size)


_OUTLINES = (
    ((0, 0), (0, 0.88), (0.2, 0.7), (0.33, 1.0), (0.46, 0.94), (0.33, 0.64), (0.61, 0.64)),
    ((0, 0), (0, 0.9), (0.21, 0.72), (0.35, 1.0), (0.47, 0.95), (0.34, 0.67), (0.63, 0.66)),
    ((0, 0), (0.3, 1.0), (0.44, 0.6), (0.84, 0.46)),
)


def _draw_pointer(picture: Picture, at: NDArray[np.float64], tall: int, style: int) -> None:
    """Light or dark, three outlines, with or without a shadow."""
    outline = np.array(_OUTLINES[style % 3]) * tall
    body, rim = ((255, 255, 255), (10, 10, 10)) if style < 3 else ((15, 15, 15), (245, 245, 245))
    place = np.round((outline + at) * 16).astype(np.int32)
    if style % 2:
        shadow = picture.copy()
        cv2.fillPoly(shadow, [place + 32], (0, 0, 0), cv2.LINE_AA, 4)
        cv2.addWeighted(shadow, 0.25, picture, 0.75, 0, picture)
    cv2.polylines(picture, [place], True, rim, max(2, round(tall / 9)), cv2.LINE_AA, 4)
    cv2.fillPoly(picture, [place], body, cv2.LINE_AA, 4)
