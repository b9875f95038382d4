"""Words in quotes: they are shown in the film as they stand, and are never read as a wish. Pure."""

import re

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|(?<!\w)'[^']*'(?!\w)|‘[^’]*’")


def without_quotes(text: str) -> str:
    """The text with every quotation replaced by a space."""
    return _QUOTED.sub(" ", text)
