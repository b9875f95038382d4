"""From a person's text to tokens: known words, placeholders, unknown words and the breaks between clauses."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from studio.agent.language.letters import fold, is_han
from studio.agent.language.lexicon import Lexicon, Sense, lexicon, stem
from studio.agent.language.quantities import read_counts, read_quantities
from studio.agent.language.quotes import Literal, literals
from studio.agent.language.sayings import read_sayings
from studio.agent.language.spelling import mend
from studio.agent.language.strip import KIND, SIGN, Strip, Value
from studio.agent.language.times import read_times


class Break(StrEnum):
    """What parts two clauses."""

    STOP = "stop"
    COMMA = "comma"
    AND = "and"
    OR = "or"
    THEN = "then"
    BUT = "but"
    WITH = "with"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the request: what it may mean (none for an unknown word), or the break it makes.

    ``start`` and ``end`` are places in the person's own text. ``value`` belongs to a placeholder.
    """

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...] = ()
    value: Value = None
    filler: bool = False
    breaks: Break | None = None

    def means(self, concept: str) -> bool:
        """Whether the concept is among its meanings."""
        return any(sense.concept == concept for sense in self.senses)


def _by_word(table: Mapping[Break, str]) -> dict[str, Break]:
    return {word: kind for kind, words in table.items() for word in words.split()}


_BREAKS = _by_word(
    {
        Break.AND: "and & plus also n",
        Break.COMMA: "+",
        Break.OR: "or nor",
        Break.THEN: "then afterwards followed",
        Break.BUT: "but however though",
        Break.WITH: "with w w/",
        Break.REASON: "so because cause cos coz cuz since",
    }
)
_HAN_BREAKS = _by_word(
    {
        Break.AND: "并 并且 同时 还有 另外 顺便 以及 和 跟 与 而且 还要 外加 记得 配合着",
        Break.OR: "或 或者",
        Break.THEN: "然后 再 接着 之后再 随后 最后再 先",
        Break.BUT: "但 但是 不过 只是",
        Break.REASON: "因为 免得 省得 这样 方便",
    }
)
_ARTICLES = frozenset(("the", "a", "an", "my"))
_FILLER_WORDS = frozenset(
    ("um", "uh", "er", "erm", "umm", "uhh", "ah", "hmm", "like", "so", "basically", "actually", "literally", "you know")
) | frozenset(
    ("i mean", "kind of", "sort of", "嗯", "呃", "啊", "额", "嗯嗯", "那个", "这个", "就是", "然后", "就是说", "其实")
)
_MARKS = (
    dict.fromkeys(".!?;。！？；\n…", Break.STOP) | dict.fromkeys(",，:：|/()（）[]•", Break.COMMA) | {"、": Break.AND}
)
_LATIN = re.compile(r"[a-z0-9](?:[a-z0-9'.+/&]*[a-z0-9])?")
_TO_MEND = re.compile(r"[a-z]{4,24}(?![a-z0-9'])")


def tokenize(text: str, names: Iterable[str] = ()) -> list[Token]:
    """The tokens of a request; ``names`` are the person's own file names, taken literally where they occur."""
    folded = fold(text)
    strip = _strip(text, folded, literals(text, folded, names))
    read_sayings(strip, text)
    read_quantities(strip)
    read_times(strip)
    read_counts(strip)
    return list(_tokens(strip))


def _strip(text: str, folded: str, found: list[Literal]) -> Strip:
    strip = Strip("", [], [])
    letters: list[str] = []
    done = 0

    def plain(start: int, end: int) -> None:
        at = start
        for word in _TO_MEND.finditer(folded, start, end):
            mended = mend(word[0]) if not (word.start() and folded[word.start() - 1].isalnum()) else word[0]
            letters.append(folded[at : word.start()] + mended)
            strip.places.extend((place, place + 1) for place in range(at, word.start()))
            same = len(mended) == len(word[0])
            strip.places.extend(
                (word.start() + i, word.start() + i + 1) if same else word.span() for i in range(len(mended))
            )
            at = word.end()
        letters.append(folded[at:end])
        strip.places.extend((place, place + 1) for place in range(at, end))
        strip.values.extend([None] * (len(strip.places) - len(strip.values)))

    for literal in found:
        plain(done, literal.start)
        letters.append(SIGN[literal.kind])
        strip.places.append((literal.start, literal.end))
        strip.values.append(literal.text)
        done = literal.end
    plain(done, len(text))
    strip.letters = "".join(letters)
    return strip


def _senses_of(letter: str, value: Value) -> tuple[Sense, ...]:
    """What a placeholder means: "um" in quotes is to be shown, or to be cut from the speech; "take … off" removes."""
    kind = Sense("remove" if KIND[letter] == "REMOVAL" else KIND[letter])
    is_filler = kind.concept == "QUOTE" and isinstance(value, str) and value.strip().lower() in _FILLER_WORDS
    return (kind, Sense("filler")) if is_filler else (kind,)


def _tokens(strip: Strip) -> Iterator[Token]:
    at = 0
    while at < len(strip.letters):
        letter = strip.letters[at]
        if letter in KIND:
            start, end = strip.places[at]
            yield Token(start, end, letter, _senses_of(letter, strip.values[at]), strip.values[at])
            at += 1
        elif is_han(letter):
            token, at = _han_token(strip, at)
            yield token
        elif letter.isascii() and letter.isalnum():
            run_end = _run_end(strip.letters, at)
            yield from _latin_tokens(strip, at, run_end)
            at = run_end
        else:
            start, end = strip.places[at]
            if letter in _MARKS:
                yield Token(start, end, letter, breaks=_MARKS[letter])
            elif letter == "-" and strip.letters[at - 1 : at + 2] == " - ":
                yield Token(start, end, letter, breaks=Break.COMMA)
            else:
                yield from _signs(strip, at, at + 1)
            at += 1


def _han_token(strip: Strip, at: int) -> tuple[Token, int]:
    known = lexicon("zh")
    for length in range(min(known.longest, len(strip.letters) - at), 0, -1):
        piece = strip.letters[at : at + length]
        senses = known.phrases.get(piece, ())
        if senses or piece in known.fillers or piece in _HAN_BREAKS:
            start, end = strip.original(at, at + length)
            breaks = None if senses else _HAN_BREAKS.get(piece)
            return Token(start, end, piece, senses, filler=piece in known.fillers, breaks=breaks), at + length
    start, end = strip.places[at]
    return Token(start, end, strip.letters[at]), at + 1


def _run_end(letters: str, at: int) -> int:
    """The end of words that stand in one row, parted by blanks or hyphens only."""
    end = at
    while end < len(letters) and letters[end].isascii() and (letters[end].isalnum() or letters[end] in " '-./&+"):
        if letters[end] in ".-" and not (end + 1 < len(letters) and letters[end + 1].isalnum()):
            break
        end += 1
    return end


def _latin_tokens(strip: Strip, start: int, end: int) -> Iterator[Token]:
    words = list(_LATIN.finditer(strip.letters, start, end))
    known, han = lexicon("en"), lexicon("zh")
    at = 0
    while at < len(words):
        token, used = _longest(strip, words, at, known, han)
        yield token
        at += used
        gap_end = words[at].start() if at < len(words) else end
        yield from _signs(strip, words[at - 1].end(), gap_end)


def _signs(strip: Strip, start: int, end: int) -> Iterator[Token]:
    """An ampersand or a plus that parts two wishes."""
    for at in range(start, end):
        if strip.letters[at] in "&+":
            yield Token(*strip.places[at], strip.letters[at], breaks=_BREAKS[strip.letters[at]])


def _longest(strip: Strip, words: list[re.Match[str]], at: int, known: Lexicon, han: Lexicon) -> tuple[Token, int]:
    said = tuple(word[0] for word in words[at : at + known.longest])
    length, senses = _phrase(said, known, han)
    if length > 1 and said[0] in _ARTICLES and _phrase(said[1:], known, han)[0] >= length:
        length, senses = 1, ()
    piece = " ".join(said[: max(length, 1)])
    if piece == "an" and _opens_with_verb(said[1:], known, han):
        piece, senses = "and", ()
    place = strip.original(words[at].start(), words[at + max(length, 1) - 1].end())
    breaks = _BREAKS.get(piece)
    filler = tuple(map(stem, said[:length])) in known.fillers
    return Token(*place, piece, () if breaks else senses, filler=filler, breaks=breaks), max(length, 1)


def _opens_with_verb(said: tuple[str, ...], known: Lexicon, han: Lexicon) -> bool:
    """Whether an "an" before these words can only be a slip for "and": "ad subtitles an remove the noise"."""
    senses = _phrase(said, known, han)[1] if said and said[0][0] not in "aeiouh" else ()
    return any(sense.concept in known.verbs for sense in senses)


def _phrase(said: tuple[str, ...], known: Lexicon, han: Lexicon) -> tuple[int, tuple[Sense, ...]]:
    """The longest known phrase these words begin with: its length in words, 0 for none, and its senses."""
    stems = tuple(map(stem, said))
    for length in range(len(said), 0, -1):
        senses = known.exact.get(said[:length]) or known.phrases.get(stems[:length], ())
        if not senses and length == 1:
            senses = han.phrases.get(said[0], ())
        if senses or stems[:length] in known.fillers or (length == 1 and said[0] in _BREAKS):
            return length, senses
    return 0, ()
