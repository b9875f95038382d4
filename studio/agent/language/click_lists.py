"""Lists of clicks in a message: times and places, as people paste them. They are data, and never read as wishes."""

import re

_TIME = r"(?P<time>\d{1,3}(?::\d{1,2}){1,2}(?:\.\d{1,3})?|\d{1,6}(?:\.\d{1,3})? ?(?:s|sec|seconds?|秒))"
_POINT = r"[(（\[] ?(?P<x>\d{1,5}) ?[,，;x×、 ] ?(?P<y>\d{1,5}) ?[)）\]]"
_BETWEEN = r"\s{0,3}(?:[-–—:：,，@]|at|在|处)?\s{0,3}"
_CLICK = re.compile(rf"(?<![\d.:]){_TIME}{_BETWEEN}{_POINT}[ \t]?[,，;；、]?", re.IGNORECASE)
_DANGLING = re.compile(r"(?:\b(?:at|and)\b|[:：,，、;；在和]|\s)+$", re.IGNORECASE)

MOST_CLICKS = 500


def click_list(text: str) -> tuple[str, tuple[float, ...]]:
    """The words without the list, and the list: seconds, x, y, one click after another; empty without one."""
    found: list[float] = []
    rest: list[str] = []
    end = 0
    for match in _CLICK.finditer(text):
        if len(found) >= 3 * MOST_CLICKS:
            break
        before = text[end : match.start()]
        rest.append(_DANGLING.sub(" ", before))
        found += [_seconds(match["time"]), float(match["x"]), float(match["y"])]
        end = match.end()
    return ("".join([*rest, text[end:]]) if found else text), tuple(found)


def _seconds(time: str) -> float:
    """ "1:02:03.5", "0:07", "7s"."""
    total = 0.0
    for part in re.findall(r"\d+(?:\.\d+)?", time):
        total = total * 60 + float(part)
    return total
