"""Text a person hands over to be shown or spoken, told apart from what they say about it. Pure.

It stands between fences, or below a line that ends with a colon; nothing in it is ever read as an instruction.
"""

import re
from dataclasses import dataclass

LONGEST_LEAD = 2000
"""Characters of the words about a text; more are no words about a text."""

_FENCED = re.compile(r"^```[^\n`]*\n(?P<text>.*?)\n?^```[ \t]*\Z", re.MULTILINE | re.DOTALL)
_BELOW = re.compile(r"[:：][ \t]*\n")


@dataclass(frozen=True, slots=True)
class Script:
    """The ``words`` about a ``text``, and the text. ``is_sure``: it was marked off, and not only written below."""

    words: str
    text: str
    is_sure: bool


def script_of(message: str) -> Script | None:
    """The text a message hands over, None where there is none."""
    fenced = _FENCED.search(message)
    if fenced is not None:
        found = Script(message[: fenced.start()].strip(), fenced["text"].strip(), is_sure=True)
    else:
        below = _BELOW.search(message, 0, LONGEST_LEAD)
        if below is None:
            return None
        found = Script(message[: below.start()].strip(), message[below.end() :].strip(), is_sure=False)
    return found if found.text and len(found.words) <= LONGEST_LEAD else None
