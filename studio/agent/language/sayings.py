"""Words to be shown that stand without quotes: "a title saying Hello World at the top", 标题写夏天.

Where such words end is a guess by rule: at the end of the sentence, where a place or a time follows, or where the next
instruction begins. The words themselves are taken as the person wrote them.
"""

import re
from collections.abc import Iterator

from studio.agent.language.lexicon import lexicon, split_words, stem
from studio.agent.language.patterns import pattern
from studio.agent.language.strip import SIGN, Strip


def read_sayings(strip: Strip, text: str) -> None:
    """Put a quote's placeholder for words to be shown that are not quoted."""
    for start, end in sorted(_stretches(strip, text), reverse=True):
        if end > start and not _holds_quote(strip, start, end):
            strip.place(start, end, "QUOTE", _said(strip, text, start, end))


def _holds_quote(strip: Strip, start: int, end: int) -> bool:
    return any(letter in (SIGN["QUOTE"], SIGN["HANDLE"]) for letter in strip.letters[start:end])


def _said(strip: Strip, text: str, start: int, end: int) -> str:
    first, last = strip.original(start, end)
    return text[first:last].strip(" ,:;，：；")


def _stretches(strip: Strip, text: str) -> Iterator[tuple[int, int]]:
    letters = strip.letters
    spoken = pattern("sayings", "read_out").search(letters)
    if spoken:
        end = letters.find("\n", spoken.end())
        yield spoken.end(), len(letters) if end < 0 else end
        return
    named = pattern("sayings", "han_name").search(letters)
    if named:
        yield named.span("name")
        if named["role"]:
            yield named.span("role")
        return
    cue = pattern("sayings", "cue").search(letters)
    if cue:
        yield cue.end(), _tail_end(strip, text, cue.end())
        return
    one = pattern("sayings", "one_word").search(letters)
    if one:
        word = re.compile(r"\S+?(?=[,;.]?(?:\s|$))").match(letters, one.end())
        if word and not _known_filler(word[0]):
            yield word.span()
            return
    yield from _capitals(strip, text)
    counted = pattern("sayings", "han_counted").search(letters)
    if counted and not set(counted[1]) & set(SIGN.values()):
        yield counted.span(1)
        return
    han = pattern("sayings", "han_cue").search(letters)
    if han:
        stop = pattern("sayings", "han_stop").search(letters, han.end())
        end = stop.start() if stop else len(letters)
        if _free_text(letters[han.end() : end]):
            yield han.end(), end


def _known_filler(word: str) -> bool:
    return word in {
        "in",
        "at",
        "on",
        "to",
        "for",
        "is",
        "should",
        "that",
        "a",
        "the",
        "bigger",
        "smaller",
        "and",
        "more",
    }


def _free_text(tail: str) -> bool:
    tail = tail.strip()
    return (
        bool(tail)
        and tail[0] not in "和与跟并再吗吧呢一的了在到好点"
        and tail not in lexicon("zh").fillers
        and tail not in lexicon("zh").phrases
    )


def _capitals(strip: Strip, text: str) -> Iterator[tuple[int, int]]:
    for cue in pattern("sayings", "capital_cue").finditer(strip.letters):
        first = strip.places[cue.end()][0]
        run = pattern("sayings", "capital_run").match(text, first)
        if run and text[first].isupper():
            words = run[0]
            while words.rsplit(" ", 1)[-1] in {"of", "the", "and", "for", "in", "to", "a", "at", "on", "with"}:
                words = words.rsplit(" ", 1)[0]
            yield cue.end(), _letter_at(strip, first + len(words.rstrip(".")))
            yield from _role(strip, text, cue.start())
            return
    named = pattern("sayings", "named_screen").search(text)
    if named:
        yield _letter_at(strip, named.start(1)), _letter_at(strip, named.end(1))


def _role(strip: Strip, text: str, at: int) -> Iterator[tuple[int, int]]:
    """What somebody is, said after the name: "a name tag for Priya Nair, Head of Design"."""
    cue = pattern("sayings", "role").match(strip.letters, at)
    run = pattern("sayings", "capital_run").match(text, strip.places[cue.end()][0]) if cue else None
    if cue and run and run[0][0].isupper():
        yield cue.end(), _letter_at(strip, run.end())


def _letter_at(strip: Strip, place: int) -> int:
    return next((at for at, (start, _) in enumerate(strip.places) if start >= place), len(strip.letters))


def _tail_end(strip: Strip, text: str, start: int) -> int:
    """Where words that begin at ``start`` end."""
    letters = strip.letters
    trail = pattern("sayings", "trail").search(letters, start + 1)
    limit = trail.start() if trail and not _capital(strip, text, trail.start() + 1) else len(letters)
    for stop in pattern("sayings", "stop").finditer(letters, start, limit):
        mark = stop[0]
        if mark in "!?.":
            return stop.end() if mark != "." else stop.start()
        if mark in "\n;。；，" or (stop.start() > start and _resumes(strip, text, stop.end())):
            return stop.start()
    return limit


def _capital(strip: Strip, text: str, at: int) -> bool:
    return at < len(strip.places) and text[strip.places[at][0]].isupper()


def _resumes(strip: Strip, text: str, at: int) -> bool:
    """Whether the instruction goes on after a comma or an "and"."""
    rest = strip.letters[at : at + 60].lstrip()
    if not rest or _capital(strip, text, at + len(strip.letters[at:]) - len(strip.letters[at:].lstrip())):
        return False
    words = [word for word in split_words(rest) if word not in {"and", "then", "also", "plus", "please", "but"}]
    if not words:
        return True
    known = lexicon("en")
    senses = [*known.phrases.get((stem(words[0]),), ()), *known.phrases.get(tuple(map(stem, words[:2])), ())]
    return any(sense.concept in known.verbs or sense.concept in _NOUNS_THAT_RESUME for sense in senses)


_NOUNS_THAT_RESUME = frozenset(
    [
        "export",
        "music",
        "mute",
        "silence",
        "caption",
        "transition",
        "fade",
        "fade_in",
        "fade_out",
        "speed_word",
        "faster",
        "slower",
        "zoom",
        "negation",
        "position",
        "color",
        "genre",
        "mood",
    ]
)
