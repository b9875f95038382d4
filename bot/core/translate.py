"""The backend's words for a screen that is not there, turned into words for a chat (S12). Pure.

The backend believes in buttons, panels and a preview. What it says of the film is kept; what it says of the
screen is replaced by what a person can say in the chat, or left out where it was done. The phrases are data:
``phrases/gui.toml``.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.core.quotes import quoted_spans
from bot.core.wording import Voice


class ScreenAction(StrEnum):
    """What the backend may have done by asking for it: all of it is free, and none of it edits."""

    EXPORT = "export"
    TIMELINE = "timeline"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    key: str
    action: ScreenAction | None


def _rules() -> Iterator[_Rule]:
    table = tomllib.loads((Path(__file__).parent / "phrases" / "gui.toml").read_text("utf-8"))
    for name, patterns in table["gui"].items():
        action = ScreenAction(table["actions"][name]) if name in table["actions"] else None
        for pattern in patterns:
            yield _Rule(re.compile(pattern, re.IGNORECASE), f"gui.{name}", action)


_RULES = tuple(_rules())

_READ_CHARS = 4000
_MARK = "\x00"
_BREAKS = re.compile(r"(\s*[.!?;,](?=\s|$)\s*|[。！？；，]\s*|\n+)")
_WEAK = re.compile(r"\s*[,;，；]\s*")
_SENTENCE_ENDS = ".!?。！？\n"
_HELD_BACK = re.compile(
    r"\b(?:don't|do not|not|never|no need to|without|avoid|if|when|whenever|once|after|before|until)\b"
    r"|(?:不要|不用|无需|不必|别|先别|如果|如需|若|当|等你|等您|之后再)",
    re.IGNORECASE,
)


def to_chat_words(text: str, voice: Voice, *, done: frozenset[ScreenAction] = frozenset()) -> str:
    """The text without buttons and panels; clauses that ask outright for what is ``done`` are left out."""
    for rule in _RULES:
        text = _replaced(text, rule, voice.say(rule.key), is_done=rule.action in done)
    if _MARK in text:
        text = _without_marked(text)
    return re.sub(r"[ \t]+", " ", text).strip()


def asked(text: str) -> frozenset[ScreenAction]:
    """What the text asks to be done on the screen, outright: not if, not when, and not in a question."""
    found: set[ScreenAction] = set()
    text = text[:_READ_CHARS]
    for rule in _RULES:
        if rule.action is not None:
            matches = _outside_quotes(rule.pattern, text)
            found |= {rule.action for match in matches if _is_outright(text, match)}
    return frozenset(found)


def _replaced(text: str, rule: _Rule, by: str, *, is_done: bool) -> str:
    quoted = quoted_spans(text)

    def replace(match: re.Match[str]) -> str:
        if _is_inside(match, quoted):
            return match[0]
        return _MARK if is_done and _is_outright(text, match) else _fitted(by, text, match.start())

    return rule.pattern.sub(replace, text)


def _outside_quotes(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    quoted = quoted_spans(text)
    return (match for match in pattern.finditer(text) if not _is_inside(match, quoted))


def _is_inside(match: re.Match[str], quoted: tuple[tuple[int, int], ...]) -> bool:
    return any(start < match.start() < end for start, end in quoted)


def _fitted(words: str, text: str, at: int) -> str:
    """The words, with a capital letter where a sentence begins."""
    before = text[:at].rstrip(" \t")
    return words[:1].upper() + words[1:] if not before or before[-1] in _SENTENCE_ENDS else words


def _is_outright(text: str, match: re.Match[str]) -> bool:
    start = max(text.rfind(end, 0, match.start()) for end in _SENTENCE_ENDS) + 1
    ends = [at for end in _SENTENCE_ENDS if (at := text.find(end, match.end())) >= 0]
    is_question = bool(ends) and text[min(ends)] in "?？"
    return not is_question and _HELD_BACK.search(text, start, match.start()) is None


def _without_marked(text: str) -> str:
    """Without the clauses that hold a mark; the sentence ends where it would have."""
    *parts, last = _BREAKS.split(text)
    kept: list[list[str]] = []
    for clause, end in [*zip(parts[::2], parts[1::2], strict=True), (last, "")]:
        if _MARK not in clause:
            kept.append([clause, end])
        elif kept and _WEAK.fullmatch(kept[-1][1]):
            kept[-1][1] = end
    return "".join(clause + end for clause, end in kept)
