"""Finding the mouse pointer in a recording of a screen, and where it clicked, picture by picture.

Only what changes is looked at. A pointer is a known shape that moves; a click is a change of the screen at the pointer
while it rests, after all around it was still. Moving onto something, scrolling, and what moves by itself is no click.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from media.arrows import Arrow, arrows
from media.changes import (
    CELL,
    CHANGED,
    MUCH,
    RECODED,
    Box,
    Grey,
    around,
    changed_boxes,
    is_new_scene,
    is_scrolled,
    shared,
    touches,
)

OWN = 3
"""Pixels around the pointer that are its own, too."""
ALIKE, STILL_ALIKE = 0.75, 0.6
"""How well a shape must fit where it is found, and where it was before; 1 is perfect."""
UNTOUCHED = 0.08
"""Of a pointer's own pixels; as it moves by a single pixel a fifth of them change, at its rim."""
LARGEST_BOX = 260
MOST_BOXES = 12
NUDGE = 4
"""Pixels by which a pointer that begins to move is looked for around its place."""
KNOWN_AFTER = 5
"""So often one shape must fit until this recording's own pointer is learned from it."""
THOROUGH_EACH = 10
LEAST_SEEN = 8
"""Pictures in which it must have been found moving to be believed."""
NEAR = 28
"""Pixels at 1080 lines within which a change is at the pointer."""
REST_S, QUIET_S, AGAIN_S, STAYS_S = 0.14, 0.13, 0.7, 0.09
LEAST_MUCH, LEAST_CHANGED = 10, 150
"""Pixels that must change much, or at all, beside the pointer itself; edges that coding makes flicker are fewer."""


@dataclass(frozen=True, slots=True)
class Click:
    """Seconds from the start, and where the tip was, in pixels."""

    second: float
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class _Hit:
    likeness: float
    x: int
    y: int
    shape: int


class Pointer:
    """Is shown a recording picture by picture; knows at the end whether there was a pointer, and its clicks."""

    def __init__(self) -> None:
        self._shapes = list(arrows())
        self._faces: dict[int, list[Grey]] = {}
        self._own: int | None = None
        self._before: Grey | None = None
        self._at: tuple[int, int] | None = None
        self._is_lost = False
        self._shape = 0
        self._rests_since = 0.0
        self._stirred = -1.0
        self._last: tuple[Click, Box] | None = None
        self._pending: tuple[Click, Box] | None = None
        self._moved = 0
        self._missed = 0
        self._clicks: list[Click] = []

    @property
    def is_found(self) -> bool:
        """Whether a pointer was seen moving."""
        return self._moved >= LEAST_SEEN

    @property
    def clicks(self) -> tuple[Click, ...]:
        """What was clicked; nothing without a pointer."""
        return tuple(self._clicks) if self.is_found else ()

    def see(self, picture: Grey, second: float, *, is_recoded: bool = False) -> None:
        """The next picture, at its full size or near it. ``is_recoded``: it was coded anew, not from the last one."""
        self._settle(second)
        before, self._before = self._before, picture
        if before is None:
            return
        boxes = changed_boxes(before, picture)
        if not boxes:
            return
        rested, was_lost = self._at, self._is_lost
        self._follow(before, picture, boxes, second)
        if rested is not None and rested == self._at and not was_lost:
            steps = RECODED if is_recoded and not is_new_scene(before, picture) else 1
            self._judge(before, picture, boxes, second, steps)

    def _follow(self, before: Grey, picture: Grey, boxes: list[Box], second: float) -> None:
        """Find the pointer again where something changed under it or elsewhere."""
        if self._at is not None:
            is_touched = any(touches(self._own_box(), box) for box in boxes)
            if not is_touched and not self._is_lost:
                return
            if is_touched and (self._is_untouched(before, picture) or self._is_still_there(picture)):
                self._is_lost = self._is_lost and not self._is_still_there(picture)
                return
        hit = self._searched(picture, boxes)
        # Covered, or gone to where it does not stand out: until it is seen again it may be anywhere.
        self._is_lost = hit is None
        if hit is None:
            return
        self._shape = hit.shape
        if self._at is None or abs(hit.x - self._at[0]) + abs(hit.y - self._at[1]) > 1:
            self._moved += self._at is not None
            self._at, self._rests_since, self._pending = (hit.x, hit.y), second, None
            self._learn(picture, hit.shape)

    def _learn(self, picture: Grey, shape: int) -> None:
        """Remember how the pointer looks, and in time look for just that."""
        arrow = self._shapes[shape]
        left, top, right, bottom = self._own_box()
        face = picture[max(0, top) : bottom, max(0, left) : right]
        if self._own is not None or face.shape != arrow.face.shape:
            return
        faces = self._faces.setdefault(shape, [])
        faces.append(face.copy())
        if len(faces) >= KNOWN_AFTER:
            usual = np.asarray(np.median(np.stack(faces), axis=0), np.float32)
            self._shapes.append(Arrow(usual, arrow.mask, arrow.tip, 1))
            self._own = len(self._shapes) - 1

    def _searched(self, picture: Grey, boxes: list[Box]) -> _Hit | None:
        small = [box for box in boxes if max(box[2] - box[0], box[3] - box[1]) <= LARGEST_BOX][:MOST_BOXES]
        known = () if self._own is None else (self._own,)
        self._missed += 1
        # All shapes at all sizes cost a hundred times as much; one's own rarely turns into another.
        is_thorough = self._own is None or self._missed % THOROUGH_EACH == 0
        for shapes in (known, range(len(self._shapes)) if is_thorough else ()):
            hits = [hit for box in small for shape in shapes if (hit := self._fitted(picture, box, shape)) is not None]
            best = max(hits, key=lambda hit: hit.likeness, default=None)
            if best is not None and best.likeness >= ALIKE:
                self._missed = 0
                return best
        return None

    def _fitted(self, picture: Grey, box: Box, shape: int) -> _Hit | None:
        arrow = self._shapes[shape]
        high, wide = arrow.face.shape
        if high > box[3] - box[1] + CELL or wide > box[2] - box[0] + CELL:
            return None
        left, top = max(0, box[0] - wide // 2), max(0, box[1] - high // 2)
        part = picture[top : box[3] + high, left : box[2] + wide]
        if part.shape[0] < high or part.shape[1] < wide:
            return None
        fit = _fit(part, arrow)
        place = int(np.argmax(fit))
        down, across = divmod(place, fit.shape[1])
        return _Hit(float(fit[down, across]), left + across + arrow.tip[0], top + down + arrow.tip[1], shape)

    def _is_untouched(self, before: Grey, picture: Grey) -> bool:
        """Whether hardly any of its own pixels changed: then it has not moved, whatever happens behind it."""
        left, top, right, bottom = self._own_box()
        if left < 0 or top < 0:
            return False
        gap = np.asarray(cv2.absdiff(before[top:bottom, left:right], picture[top:bottom, left:right]))
        mask = self._shapes[self._shape].mask[: gap.shape[0], : gap.shape[1]] > 0
        return bool(np.count_nonzero(gap[mask] > CHANGED) < UNTOUCHED * np.count_nonzero(mask))

    def _is_still_there(self, picture: Grey) -> bool:
        left, top, right, bottom = self._own_box()
        if left < NUDGE or top < NUDGE:
            return False
        part = picture[top - NUDGE : bottom + NUDGE, left - NUDGE : right + NUDGE]
        high, wide = self._shapes[self._shape].face.shape
        if part.shape != (high + 2 * NUDGE, wide + 2 * NUDGE):
            return False
        fit = _fit(part, self._shapes[self._shape])
        here = float(fit[NUDGE, NUDGE])
        return here >= STILL_ALIKE and here >= float(fit.max()) - 0.02

    def _own_box(self) -> Box:
        x, y = self._at or (0, 0)
        arrow = self._shapes[self._shape]
        left, top = x - arrow.tip[0], y - arrow.tip[1]
        return left, top, left + arrow.face.shape[1], top + arrow.face.shape[0]

    def _judge(self, before: Grey, picture: Grey, boxes: list[Box], second: float, steps: int) -> None:
        """Whether what changed while the pointer rests is a click's doing. ``steps``: so many times as much must
        change."""
        if self._at is None:
            return
        x, y = self._at
        reach = round(NEAR * picture.shape[0] / 1080) + CELL
        own = (x - reach, y - reach, x + reach, y + reach)
        here = [box for box in boxes if touches(own, box)]
        if self._pending is not None or not here or not self._is_change(before, picture, around(here), steps):
            return
        stirred, self._stirred = self._stirred, second
        whole = around(here)
        if second - self._rests_since < REST_S or second - max(stirred, self._rests_since) < QUIET_S:
            return
        if self._last is not None and (self._last[0].x, self._last[0].y) == (x, y):
            is_same = shared(whole, self._last[1]) > 0.4
            if second - max(stirred, self._last[0].second) < AGAIN_S or not is_same:
                return
        if is_scrolled(before, picture, around(boxes)):
            return
        self._pending = Click(second, x, y), whole

    def _settle(self, second: float) -> None:
        """Believe in a click once the pointer has stayed: what changes as it moves off is often itself."""
        if self._pending is not None and second - self._pending[0].second >= STAYS_S:
            self._last, self._pending = self._pending, None
            self._clicks.append(self._last[0])

    def _is_change(self, before: Grey, after: Grey, box: Box, steps: int) -> bool:
        """Whether enough of a box changes but for the pointer, which may be about to move."""
        left, top, right, bottom = box
        gap = np.array(cv2.absdiff(before[top:bottom, left:right], after[top:bottom, left:right]))
        arrow, (one, two, _, _) = self._shapes[self._shape], self._own_box()
        mask = cv2.copyMakeBorder(arrow.mask, OWN, OWN, OWN, OWN, cv2.BORDER_CONSTANT)
        down, across = np.nonzero(np.asarray(cv2.dilate(mask, np.ones((2 * OWN - 1, 2 * OWN - 1), np.uint8))) > 0)
        y, x = down + (two - OWN - top), across + (one - OWN - left)
        inside = (y >= 0) & (y < gap.shape[0]) & (x >= 0) & (x < gap.shape[1])
        gap[y[inside], x[inside]] = 0
        much, changed = (np.count_nonzero(gap > steps * least) for least in (MUCH, CHANGED))
        return bool(much >= LEAST_MUCH or changed >= LEAST_CHANGED)


def _fit(part: Grey, arrow: Arrow) -> NDArray[np.float32]:
    """How well the shape fits at each place, whether its body is bright or dark."""
    found = cv2.matchTemplate(part.astype(np.float32), arrow.face, cv2.TM_CCOEFF_NORMED, mask=arrow.mask)
    either = np.asarray(found, np.float32) if arrow.sign else np.abs(np.asarray(found, np.float32))
    return np.where(np.isfinite(either), either, np.float32(0))
