"""Jump cuts told from everything else that happens at once in a film, judged on small grey pictures.

A jump cut leaves the room as it was and puts the person elsewhere. So parts of the picture must change in one step by
far more than they and their neighbours do before and after; the rest must stay alike (or it is another scene); what
changed must not soon be back (a flash, a blink); and all must be alive (or a window opened on a screen). Shifts of the
camera and of the light are taken out first.
"""

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 160, 90
COLUMNS, ROWS = 20, 15
NEAR = 3
"""Frames before and after among which a leap stands out."""
BACK = 8
"""Frames within which a flash, or a blink, is over."""
ALIVE = 15

TIMES, MORE = 1.7, 4.0
"""A part leaps that changes so many times as much as around it, and so many steps of grey more."""
LEAST_PARTS = 6
LEAST_KEPT, LEAST_WEIGHT = 0.1, 1.8
"""How much of the leap is still there whenever one looks again, as a share; and that times the parts."""
MUCH_KEPT, TWIN = 0.35, 0.5
"""Where less is kept, no other change of these parts soon before or after may be half as large: it would be the same
flash ending."""
LEAST_LIKENESS, MOST_ELSEWHERE = 0.4, 9.0
"""Below, and above, it is another scene: how alike both pictures are, and how much the middling part changed."""
UNLIKE, LITTLE_ELSEWHERE = 0.25, 7.5
"""Somebody who fills the picture and moved makes it less alike, but the room round about stays."""
LEAST_CHANGE, LEAST_LIFE = 2.0, 0.6

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed from one picture to the next: by part, in steps of grey; how alike they are, -1 to 1."""

    parts: Floats
    likeness: float

    @property
    def busy(self) -> float:
        """How much the seventh that changed most did."""
        ordered = np.sort(self.parts, axis=None)
        return float(ordered[-(ordered.size * 3 // 20) :].mean())

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is another scene."""
        middling = float(np.median(self.parts))
        if self.likeness < LEAST_LIKENESS:
            return self.likeness < UNLIKE or middling > LITTLE_ELSEWHERE
        return middling > MOST_ELSEWHERE


UNCHANGED = Change(np.zeros((ROWS, COLUMNS), np.float32), 1.0)


class Leaps:
    """Is shown a film picture by picture; ``found`` are the numbers of those that begin after a jump cut."""

    def __init__(self) -> None:
        self.found: list[int] = []
        self._pictures: deque[Floats] = deque(maxlen=2 * ALIVE + 1)
        self._changes: deque[Change] = deque(maxlen=2 * ALIVE + 1)
        self._shown = 0
        self._judged = 0

    def see(self, picture: Grey) -> None:
        """The next picture, ``WIDTH`` by ``HEIGHT``."""
        smooth = np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (3, 3), 0), np.float32)
        self._changes.append(changed(self._pictures[-1], smooth) if self._pictures else UNCHANGED)
        self._pictures.append(smooth)
        self._shown += 1
        if self._shown - self._judged > ALIVE:
            self._judge()

    def end(self) -> None:
        """Nothing more comes."""
        while self._judged < self._shown:
            self._judge()

    def _judge(self) -> None:
        number, self._judged = self._judged, self._judged + 1
        oldest = self._shown - len(self._changes)
        if self._is_leap(number - oldest):
            self.found.append(number)

    def _is_leap(self, at: int) -> bool:
        change = self._changes[at]
        if at < NEAR or change.busy < LEAST_CHANGE or change.is_elsewhere:
            return False
        around = range(max(1, at - NEAR), min(len(self._changes), at + NEAR + 1))
        others = [self._changes[place].parts for place in around if place != at]
        if not others:
            return False
        usual = cv2.dilate(np.max(others, axis=0), np.ones((3, 3), np.uint8))
        leaping = change.parts > TIMES * usual + MORE
        count = int(leaping.sum())
        if count < LEAST_PARTS or not self._is_alive(at):
            return False
        kept = self._kept(at, leaping)
        if kept < LEAST_KEPT or kept * count < LEAST_WEIGHT:
            return False
        return kept >= MUCH_KEPT or self._twin(at, leaping) < TWIN

    def _is_alive(self, at: int) -> bool:
        lives = [self._changes[place].busy for place in range(max(1, at - ALIVE), min(len(self._changes), at + ALIVE))]
        return float(np.percentile(lives, 70)) >= LEAST_LIFE

    def _twin(self, at: int, leaping: NDArray[np.bool_]) -> float:
        """How large the largest other change of these parts is that lies near, as a share."""
        size = float(self._changes[at].parts[leaping].mean())
        around = range(max(1, at - BACK), min(len(self._changes), at + BACK + 1))
        near = (float(self._changes[place].parts[leaping].mean()) for place in around if place != at)
        return max(near, default=0.0) / size

    def _kept(self, at: int, leaping: NDArray[np.bool_]) -> float:
        """The least that is left of a leap when a picture before is compared with any soon after, or the reverse."""
        size = float(self._changes[at].parts[leaping].mean())
        pairs = [(at - 1, at + step) for step in range(1, BACK + 1) if at + step < len(self._pictures)]
        pairs += [(at - 1 - step, at) for step in range(1, BACK + 1) if at - 1 - step >= 0]
        left = (changed(self._pictures[one], self._pictures[other]).parts for one, other in pairs)
        return min((float(parts[leaping].mean()) / size for parts in left), default=1.0)


def changed(before: Floats, after: Floats) -> Change:
    """What changed, but for the camera's shift and the light."""
    if float(cv2.absdiff(before, after).mean()) < 0.02:
        return UNCHANGED
    plain = _compared(before, after, 0.0, 0.0)
    window = cv2.createHanningWindow((WIDTH, HEIGHT), cv2.CV_32F)
    # It may write into what it is given.
    (across, down), _ = cv2.phaseCorrelate(before.copy(), after.copy(), window)
    if not abs(across) + abs(down) > 0.1 or abs(across) > 0.3 * WIDTH or abs(down) > 0.3 * HEIGHT:
        return plain
    shifted = _compared(before, after, across, down)
    return shifted if shifted.parts.mean() < plain.parts.mean() else plain


def _compared(before: Floats, after: Floats, across: float, down: float) -> Change:
    seen = np.ones_like(before)
    if across or down:
        back = np.array([[1, 0, -across], [0, 1, -down]], np.float32)
        after = np.asarray(cv2.warpAffine(after, back, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE), np.float32)
        seen = np.asarray(cv2.warpAffine(seen, back, (WIDTH, HEIGHT)) > 0.99, np.float32)
    count = float(seen.sum())
    one = (before - float((before * seen).sum()) / count) * seen
    other = (after - float((after * seen).sum()) / count) * seen
    wide = [float(np.sqrt(np.square(each).sum() / count)) + 1e-3 for each in (one, other)]
    gap = np.abs(one - other * min(max(wide[0] / wide[1], 0.7), 1.4))
    parts = gap.reshape(ROWS, HEIGHT // ROWS, COLUMNS, WIDTH // COLUMNS).mean(axis=(1, 3))
    return Change(np.asarray(parts, np.float32), float((one * other).sum() / count / (wide[0] * wide[1])))
