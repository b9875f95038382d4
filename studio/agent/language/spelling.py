"""Mending misspelt English words, one letter off (two in a long word), towards the words the lexicon knows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from studio.agent.language.lexicon import lexicon, stem

_SHORTEST = 4
_TWO_SLIPS_FROM = 8
_LONGEST = 24
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = ("aeiouy", "csz", "ckq", "fv", "gj", "mn", "td", "bp")
"""Letters that are taken for each other by ear."""


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(lexicon("en").words) | frozenset(map(stem, lexicon("en").words))


@lru_cache(maxsize=1)
def _neighbours() -> Mapping[str, tuple[str, ...]]:
    """For each word, and each word with one letter left out: the lexicon's words it may be meant for."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(lexicon("en").words):
        if len(word) >= _SHORTEST and word.isalpha():
            for key in {word, *_shorter(word)}:
                found[key].append(word)
    return {key: tuple(words) for key, words in found.items()}


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


@lru_cache(maxsize=4096)
def mend(word: str) -> str:
    """The word, or the known word it is most likely meant for. Expects lower case."""
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or not word.isascii():
        return word
    if word in lexicon("en").words or stem(word) in _known():
        return word
    limit = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    candidates = {known for key in (word, *_shorter(word)) for known in _neighbours().get(key, ())}
    near = sorted(
        (_slips(word, known), sorted(word) != sorted(known), len(word) != len(known), known)
        for known in candidates
        if _likely(word, known)
    )
    return near[0][-1] if near and near[0][0] <= limit else word


def _likely(word: str, known: str) -> bool:
    """First letters are seldom wrong, and a short word with one other letter is usually another word."""
    if sorted(word) == sorted(known):
        return True
    if word[0] != known[0] or (len(word) == _SHORTEST and len(word) == len(known)):
        return False
    wrong = [(a, b) for a, b in zip(word, known, strict=False) if a != b]
    is_other_letter = len(word) == len(known) and len(wrong) == 1
    return not is_other_letter or len(word) >= _TWO_SLIPS_FROM or _are_near(*wrong[0])


@lru_cache(maxsize=1024)
def _are_near(one: str, other: str) -> bool:
    """Whether a finger or an ear takes one letter for the other: "swore" is a word of its own, no "score"."""
    if any(one in sounds and other in sounds for sounds in _SOUNDS):
        return True
    (row, place), (other_row, other_place) = _key(one), _key(other)
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1


def _key(letter: str) -> tuple[int, int]:
    return next(((row, keys.index(letter)) for row, keys in enumerate(_KEYS) if letter in keys), (-9, -9))


def _slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row = row, [i]
        for j, b in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]
