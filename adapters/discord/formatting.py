"""The core's plain words as Discord shows them: made harmless and cut. Pure.

Discord reads Markdown, mentions and addresses in whatever a bot posts. Our words quote people and file names, so each
sign that could begin something is escaped. A backslash counts against the limit, so words are cut with their escapes.
"""

import re

from adapters.discord.limits import TEXT_CHARS

_WORD_JOINER = "\u2060"
_ANYWHERE = re.compile(r"[\\*_`<\[]|~~|\|\||://")
_AT_LINE_START = re.compile(r"(?:-#|#{1,3}|>{1,3}|[-+])(?=\s)")
_LOUD = re.compile(r"@(?=everyone|here)")
_CUT = "…"
_NOTHING = "…"
_LEAST_WORDS = 20
_ALT_CHARS = 1024


def message(text: str) -> str:
    """The text of a message: never empty, at most 2000 characters with its escapes."""
    return _cut(text, TEXT_CHARS) or _NOTHING


def caption(text: str, before: str = "") -> str:
    """The words beside a film, or none. ``before``: what begins them as it is, such as a mention."""
    return f"{before}{_cut(text, TEXT_CHARS - len(before))}".rstrip()


def with_link(text: str, link: str, before: str = "") -> str:
    """The words with an address of ours under them, whole and to be pressed; the words are cut to leave it room.

    An address too long for that is left out.
    """
    room = TEXT_CHARS - len(before) - len(link) - 3
    if room < _LEAST_WORDS:
        return caption(text, before) or _NOTHING
    return f"{before}{_cut(text, room)}\n<{link}>".lstrip()


def alt_text(text: str) -> str:
    """What a screen reader says of a film: plain words, in one line."""
    words = " ".join(_sound(text).split())
    return words if len(words) <= _ALT_CHARS else words[: _ALT_CHARS - 1] + _CUT


def ascii_stem(name: str) -> str:
    """The name of a file without its extension, in letters, digits, dashes and underscores of ASCII."""
    stem = name.rpartition(".")[0] or name
    kept = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_")[:60]
    return kept or "film"


def _cut(text: str, limit: int) -> str:
    """The words escaped, in at most so many characters; no escape is cut in two."""
    pieces = _pieces(_sound(text).strip())
    if sum(map(len, pieces)) <= limit:
        return "".join(pieces)
    taken, length = [], len(_CUT)
    for piece in pieces:
        length += len(piece)
        if length > limit:
            break
        taken.append(piece)
    return "".join(taken) + _CUT


def _pieces(text: str) -> list[str]:
    """The words in pieces that must stay whole: a letter as it is, or a sign with its escape."""
    made: list[str] = []
    at, is_line_start = 0, True
    while at < len(text):
        found = (_AT_LINE_START.match(text, at) if is_line_start else None) or _ANYWHERE.match(text, at)
        if found is not None:
            made.append("".join(f"\\{sign}" for sign in found[0]))
            at = found.end()
        else:
            made.append(f"@{_WORD_JOINER}" if _LOUD.match(text, at) else text[at])
            at += 1
        is_line_start = text[at - 1] == "\n" or (is_line_start and text[at - 1].isspace())
    return made


def _sound(text: str) -> str:
    """Without halves of surrogate pairs, which cannot be sent."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
