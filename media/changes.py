"""What changed between two pictures of a screen: where, and whether by scrolling or for another scene."""

import cv2
import numpy as np
from numpy.typing import NDArray

CHANGED = 15
"""Steps of brightness as it is coded, 16 to 235: less comes from coding."""
MUCH = 31
CELL = 8
SCROLLED_LEAST, MOST_SCROLLED = 100, 160
SAMPLES, EXPLAINED = 3000, 0.75
"""Of the pixels that changed, so many are asked whether they came from above or below; so large a share must have."""
RECODED = 2
"""In a picture that is coded anew everything changes a little; so many times as much must change in it."""
NEW_SCENE = 0.005
"""Of the pixels of a picture; so many change much only where something else is shown."""

Grey = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom; pixels."""


def is_new_scene(before: Grey, picture: Grey) -> bool:
    """Whether something else is shown: then it was coded anew for that, and not because its turn had come."""
    marks = cv2.threshold(cv2.absdiff(before, picture), RECODED * MUCH, 255, cv2.THRESH_BINARY)[1]
    return cv2.countNonZero(marks) > NEW_SCENE * marks.size


def changed_boxes(before: Grey, after: Grey) -> list[Box]:
    """Where two pictures differ, each region by itself, in whole cells."""
    marks = cv2.threshold(cv2.absdiff(before, after), CHANGED, 255, cv2.THRESH_BINARY)[1]
    height, width = marks.shape
    rows, columns = -(-height // CELL), -(-width // CELL)
    if not cv2.hasNonZero(marks):
        return []
    padded = cv2.copyMakeBorder(marks, 0, rows * CELL - height, 0, columns * CELL - width, cv2.BORDER_CONSTANT)
    # The mean of a cell in which a single pixel changed is 255 / 64, which is still more than nothing.
    cells = cv2.resize(padded, (columns, rows), interpolation=cv2.INTER_AREA)
    joined = cv2.dilate(cells, np.ones((3, 3), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = []
    for left, top, wide, high, _ in facts[1:count].tolist():
        boxes.append(((left + 1) * CELL, (top + 1) * CELL, (left + wide - 1) * CELL, (top + high - 1) * CELL))
    return sorted(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))


def touches(one: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(boxes: list[Box]) -> Box:
    """The box that holds all of them."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def shared(one: Box, other: Box) -> float:
    """The common part of two boxes, as a share of both together."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    common = max(0, wide) * max(0, high)
    sizes = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return common / max(1, sizes - common)


def is_scrolled(before: Grey, after: Grey, box: Box) -> bool:
    """Whether most of what changed shows the old content, only further up or down."""
    left, top, right, bottom = box
    one, other = (np.asarray(picture[top:bottom, left:right], np.int16) for picture in (before, after))
    down, across = np.nonzero(np.abs(one - other) > CHANGED)
    if bottom - top < SCROLLED_LEAST or not down.size:
        return False
    chosen = slice(None, None, max(1, down.size // SAMPLES))
    down, across = down[chosen], across[chosen]
    new = other[down, across]
    for shift in range(-MOST_SCROLLED, MOST_SCROLLED + 1):
        from_where = down + shift
        inside = (from_where >= 0) & (from_where < one.shape[0])
        old = one[np.clip(from_where, 0, one.shape[0] - 1), across]
        if shift and float((inside & (np.abs(old - new) <= CHANGED)).mean()) >= EXPLAINED:
            return True
    return False
