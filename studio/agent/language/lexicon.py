"""The words known: phrases in both languages and the concepts they mean, read from ``en.toml`` and ``zh.toml``.

A concept is a word of our own ("remove", "silence", "position"); some carry a value ("position" → "top_left").
Looking up costs a few dictionary reads a word, whatever the text.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from studio.agent.language.letters import fold

_HERE = Path(__file__).parent
_VOWELS = frozenset("aeiouy")


class Sense(NamedTuple):
    """One meaning: a concept and, for some, a value."""

    concept: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases of one language → what they may mean. English phrases are tuples of stems, Chinese ones plain strings.

    ``exact``: English phrases written with a leading ``=``, which stand for this very form only (shorts, not short).
    """

    exact: Mapping[tuple[str, ...], tuple[Sense, ...]]
    phrases: Mapping[tuple[str, ...] | str, tuple[Sense, ...]]
    fillers: frozenset[tuple[str, ...] | str]
    longest: int
    verbs: frozenset[str]
    deeds: frozenset[str]
    words: frozenset[str]


def stem(word: str) -> str:
    """An English word without its inflection; not a word itself, only the same for all forms of one word."""
    word = word.removesuffix("'s")
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) > 2 and not word.endswith("eed") and not _VOWELS.isdisjoint(bare):
            word = bare
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _pieces(phrases: str) -> Iterator[str]:
    return (piece for piece in (part.strip() for part in phrases.split(",")) if piece)


def _entries(table: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[Sense, str]]:
    for section in ("verbs", "particles", "deeds", "things"):
        for concept, phrases in table[section].items():
            yield from ((Sense(concept), piece) for piece in _pieces(str(phrases)))
    for concept, values in table["valued"].items():
        if isinstance(values, dict):
            for value, phrases in values.items():
                yield from ((Sense(concept, value), piece) for piece in _pieces(phrases))


@lru_cache(maxsize=2)
def lexicon(language: str) -> Lexicon:
    """The lexicon of ``"en"`` or ``"zh"``."""
    table = tomllib.loads((_HERE / f"{language}.toml").read_text("utf-8"))
    english = language == "en"
    gathered: dict[tuple[str, ...] | str, dict[Sense, None]] = {}
    exact: dict[tuple[str, ...], dict[Sense, None]] = {}
    words: set[str] = set()
    for sense, piece in _entries(table):
        folded = fold(piece.removeprefix("="))
        if piece.startswith("="):
            exact.setdefault(tuple(split_words(folded)), {})[sense] = None
        else:
            gathered.setdefault(_key(folded, english=english), {})[sense] = None
        words.update(split_words(folded) if english else ())
    fillers = [fold(piece) for piece in _pieces(table["fillers"]["words"])]
    words.update(word for filler in fillers for word in (split_words(filler) if english else ()))
    words.update(_pieces(table["plain"]["words"]) if english else ())
    keys = frozenset(_key(filler, english=english) for filler in fillers)
    return Lexicon(
        exact={key: tuple(senses) for key, senses in exact.items()},
        phrases={key: tuple(senses) for key, senses in gathered.items()},
        fillers=keys,
        longest=max(map(len, [*gathered, *keys])),
        verbs=frozenset(table["verbs"]) | frozenset(table["particles"]),
        deeds=frozenset(table["deeds"]),
        words=frozenset(words),
    )


_WORD = re.compile(r"[a-z0-9][a-z0-9'&.+/]*[a-z0-9]|[a-z0-9]", re.IGNORECASE)


def split_words(text: str) -> list[str]:
    """The words of a text; a hyphen parts words, an apostrophe does not."""
    return _WORD.findall(text)


def _key(piece: str, *, english: bool) -> tuple[str, ...] | str:
    return tuple(map(stem, split_words(piece))) if english else piece
