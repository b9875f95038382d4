"""The request as a strip of letters in which whatever is already understood is a single placeholder.

Times, numbers, quotes and names are recognised one pattern after another; each finding replaces its letters by one
private-use letter, so that later patterns can say "first", a duration, "of". Every letter of the strip knows its
place in the person's own text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | float | tuple[float | None, float | None] | None

KINDS = (
    "QUOTE", "AUDIOFILE", "VIDEOFILE", "IMAGEFILE", "TEXTFILE", "SUBFILE", "HANDLE", "LINK", "DURATION", "POINT",
    "RANGE", "HEAD", "TAIL", "WITHIN", "TARGET", "SOURCE", "PERCENT", "FRACTION", "DECIBEL", "LUFS", "FACTOR",
    "ASPECT", "RESOLUTION", "SIZE", "BITRATE", "WIDTH", "DEGREES", "COUNT", "STEPS", "TIMES", "ORDINAL", "CLOCK",
    "FPS", "MINIMUM", "SPEAKING", "CUT", "ENDS", "REMOVAL",
)  # fmt: skip
SIGN = {kind: chr(0xE000 + place) for place, kind in enumerate(KINDS)}
KIND = {sign: kind for kind, sign in SIGN.items()}

Reader: TypeAlias = Callable[[re.Match[str], "Strip"], tuple[str, Value] | None]


@dataclass(slots=True)
class Strip:
    """Letters, for each its stretch of the original text, and for each placeholder what it stands for."""

    letters: str
    places: list[tuple[int, int]]
    values: list[Value]

    def value(self, at: int) -> Value:
        """What the placeholder at that letter stands for."""
        return self.values[at]

    def rewrite(self, pattern: re.Pattern[str], read: Reader) -> None:
        """Put a placeholder for every match that ``read`` understands (it answers kind and value, or None)."""
        letters: list[str] = []
        places: list[tuple[int, int]] = []
        values: list[Value] = []
        done = 0
        for match in pattern.finditer(self.letters):
            start, end = match.span()
            found = read(match, self) if end > start else None
            if found is None:
                continue
            letters += (self.letters[done:start], SIGN[found[0]])
            places += self.places[done:start]
            places.append((self.places[start][0], self.places[end - 1][1]))
            values += self.values[done:start]
            values.append(found[1])
            done = end
        if done:
            self.letters = "".join(letters) + self.letters[done:]
            self.places = places + self.places[done:]
            self.values = values + self.values[done:]

    def place(self, start: int, end: int, kind: str, value: Value) -> None:
        """Put one placeholder for the letters ``start`` to ``end``."""
        self.letters = self.letters[:start] + SIGN[kind] + self.letters[end:]
        self.places[start:end] = [self.original(start, end)]
        self.values[start:end] = [value]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text behind letters ``start`` to ``end``."""
        return self.places[start][0], self.places[end - 1][1]


def expand(pattern: str) -> str:
    """A pattern with every ``{KIND}`` replaced by its placeholder."""
    return re.sub(r"\{([A-Z]+)\}", lambda match: SIGN[match[1]], pattern)
