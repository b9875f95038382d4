"""Words in quotes: they are shown in the film as they stand, and are never read as a wish. Pure."""

import re

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|(?<!\w)'[^']*'(?!\w)|‘[^’]*’")


def quoted_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the quotations of the text begin and end."""
    return tuple(match.span() for match in _QUOTED.finditer(text))


def without_quotes(text: str) -> str:
    """The text with every quotation replaced by a space."""
    return _QUOTED.sub(" ", text)
