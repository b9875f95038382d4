"""Text a person hands over to be shown or spoken, told apart from what they say about it. Pure.

It stands between fences, or below a line that ends with a colon; nothing in it is ever read as an instruction.
"""

import re
from dataclasses import dataclass

LONGEST_LEAD = 2000
"""Characters of the words about a text; more are no words about a text."""

_FENCE = "```"
_OPENED = re.compile(r"^```[^\n`]*\n", re.MULTILINE)
_BELOW = re.compile(r"[:：][ \t]*\n")


@dataclass(frozen=True, slots=True)
class Script:
    """The ``words`` about a ``text``, and the text. ``is_sure``: it was marked off, and not only written below."""

    words: str
    text: str
    is_sure: bool


def script_of(message: str) -> Script | None:
    """The text a message hands over, None where there is none."""
    found = _fenced(message.rstrip()) or _below(message)
    if found is None:
        return None
    return found if found.text and len(found.words) <= LONGEST_LEAD else None


def _fenced(message: str) -> Script | None:
    opened = _OPENED.search(message)
    if opened is None or not message.endswith(f"\n{_FENCE}") or opened.end() > len(message) - len(_FENCE):
        return None
    text = message[opened.end() : -len(_FENCE)].strip()
    return Script(message[: opened.start()].strip(), text, is_sure=True)


def _below(message: str) -> Script | None:
    below = _BELOW.search(message, 0, LONGEST_LEAD)
    if below is None:
        return None
    return Script(message[: below.start()].strip(), message[below.end() :].strip(), is_sure=False)
