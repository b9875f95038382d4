"""Finding what must be taken literally: quoted words, file names, handles and links.

Nothing inside such a stretch is ever read as an instruction.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from studio.agent.language.letters import is_han

_PAIRS = {
    '"': '"”', "“": '”"', "„": '“”"', "«": "»", "‘": "’'", "'": "'’", "「": "」", "『": "』", "《": "》", "〈": "〉",
    "【": "】", "`": "`", "＂": "＂", "﹁": "﹂", "”": "”",
}  # fmt: skip
_APOSTROPHES = frozenset("'’‘`")

KINDS_OF_FILES = {
    "AUDIOFILE": "mp3 wav m4a aac flac ogg opus wma aiff",
    "VIDEOFILE": "mp4 mov avi webm mkv m4v mpg mpeg wmv flv 3gp",
    "IMAGEFILE": "jpg jpeg png gif webp bmp heic svg tiff",
    "TEXTFILE": "txt md doc docx pdf rtf",
    "SUBFILE": "srt vtt ass ssa",
}
_KIND_OF = {ending: kind for kind, endings in KINDS_OF_FILES.items() for ending in endings.split()}
_ENDING = re.compile(r"\.(" + "|".join(sorted(_KIND_OF, key=len, reverse=True)) + r")(?![a-z0-9])")
_LINK = re.compile(r"\bhttps?://[^\s\"'<>，。；！？、）)]{1,2000}")
_HANDLE = re.compile(r"(?<![a-z0-9_.])[@#][\w.]{1,60}\b")
_NAME_LETTERS = 80
_APOSTROPHES_TRIED = 40  # as many "don't" may stand inside single quotes; bounds the work on hostile text
_LEADING_VERBS = re.compile(
    r"^.*?(?:把|用|将|放|加上|加入|加|配上|配|插入|插|换成|接上|接|垫|打上|打|贴上|贴|叫|是|和|跟|与|给|以|上|从|到|成|的)(?=.)"
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A stretch of the request to be taken as it is; ``text`` is its content in the person's own letters."""

    start: int
    end: int
    kind: str
    text: str


def literals(text: str, folded: str, names: Iterable[str] = ()) -> list[Literal]:
    """All literal stretches, in order, none overlapping; ``names`` are names of the person's own files."""
    found = list(_quoted(text))
    for more in (_links(text, folded), _known(folded, text, names), _files(text, folded), _handles(text, folded)):
        taken = bytearray(len(text))
        for literal in found:
            taken[literal.start : literal.end] = b"\x01" * (literal.end - literal.start)
        for literal in more:
            if not any(taken[literal.start : literal.end]):
                found.append(literal)
                taken[literal.start : literal.end] = b"\x01" * (literal.end - literal.start)
    return sorted((_with_brackets(text, literal) for literal in found), key=lambda literal: literal.start)


def _with_brackets(text: str, literal: Literal) -> Literal:
    """ "My logo (logo.png)" is one thing: brackets around a file's name part nothing."""
    around = text[max(0, literal.start - 1) : literal.start] + text[literal.end : literal.end + 1]
    if literal.kind not in KINDS_OF_FILES or around not in {"()", "（）"}:
        return literal
    return replace(literal, start=literal.start - 1, end=literal.end + 1)


def kind_of_name(name: str) -> str | None:
    """The kind of file a name stands for by its ending, None when it has none that is known."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return _KIND_OF.get(ending)


def _quoted(text: str) -> Iterator[Literal]:
    at = 0
    while at < len(text):
        close = _closing(text, at)
        if close is None:
            at += 1
            continue
        inner = text[at + 1 : close]
        yield Literal(at, close + 1, kind_of_name(inner.strip()) or "QUOTE", inner)
        at = close + 1


def _closing(text: str, at: int) -> int | None:
    closers = _PAIRS.get(text[at])
    if closers is None or (text[at] in _APOSTROPHES and at and _is_letter(text[at - 1])):
        return None
    ends = (_find_end(text, at + 1, closer) for closer in closers)
    close = next((end for end in ends if end is not None), None)
    return close if close is not None and text[at + 1 : close].strip() else None


def _find_end(text: str, start: int, closer: str) -> int | None:
    end = text.find(closer, start)
    if closer not in _APOSTROPHES:
        return end if end >= 0 else None
    for _ in range(_APOSTROPHES_TRIED):
        if end < 0 or end + 1 >= len(text) or not _is_letter(text[end + 1]):
            break
        end = text.find(closer, end + 1)
    else:
        return None
    return end if end >= 0 else None


def _is_letter(letter: str) -> bool:
    return letter.isalnum() and not is_han(letter)


def _links(text: str, folded: str) -> Iterator[Literal]:
    return (Literal(*m.span(), "LINK", text[m.start() : m.end()]) for m in _LINK.finditer(folded))


def _handles(text: str, folded: str) -> Iterator[Literal]:
    return (Literal(*m.span(), "HANDLE", text[m.start() : m.end()]) for m in _HANDLE.finditer(folded))


def _known(folded: str, text: str, names: Iterable[str]) -> Iterator[Literal]:
    for name in sorted({name for name in names if "." in name and len(name) > 2}, key=len, reverse=True):
        wanted = name.casefold()
        start = folded.find(wanted)
        while start >= 0:
            yield Literal(
                start, start + len(wanted), kind_of_name(name) or "VIDEOFILE", text[start : start + len(wanted)]
            )
            start = folded.find(wanted, start + len(wanted))


def _files(text: str, folded: str) -> Iterator[Literal]:
    for ending in _ENDING.finditer(folded):
        start = ending.start()
        lowest = max(0, start - _NAME_LETTERS)
        while start > lowest and (folded[start - 1] in "_-()." or _is_letter(folded[start - 1])):
            start -= 1
        if start == ending.start():
            start = _han_name_start(folded, start, lowest)
        if folded[start] == "(" and ")" not in folded[start : ending.start()]:
            start += 1
        if start < ending.start():
            yield Literal(start, ending.end(), _KIND_OF[ending[1]], text[start : ending.end()])


def _han_name_start(folded: str, end: int, lowest: int) -> int:
    start = end
    while start > lowest and is_han(folded[start - 1]):
        start -= 1
    lead = _LEADING_VERBS.match(folded[start:end])
    return start + lead.end() if lead else start
