"""Edits of the words over the picture; pure."""

import unicodedata
from dataclasses import replace

from studio.timeline.errors import BadTitle, BeyondEnd, NoSuchTitle
from studio.timeline.model import Position, Timeline, Title
from studio.timeline.settle import settle

LONGEST_TITLE = 200
"""Characters; more cannot be read in the time a title stands."""

USUAL_TITLE_MS = 3000


def add_title(
    timeline: Timeline,
    text: str,
    start_ms: int = 0,
    duration_ms: int = USUAL_TITLE_MS,
    position: Position = Position.CENTER,
) -> Timeline:
    """The words from ``start_ms`` on, at most to the film's end. Raises BadTitle, BeyondEnd."""
    if start_ms >= timeline.duration_ms:
        raise BeyondEnd(timeline.duration_ms)
    title = Title(readable(text), max(0, start_ms), max(1, duration_ms), position)
    return settle(replace(timeline, titles=(*timeline.titles, title)))


def edit_title(timeline: Timeline, old: str, new: str) -> Timeline:
    """Other words in the titles that read ``old`` (whatever the case). Raises NoSuchTitle, BadTitle."""
    wanted = readable(old).casefold()
    if not any(title.text.casefold() == wanted for title in timeline.titles):
        raise NoSuchTitle
    text = readable(new)
    return replace(
        timeline,
        titles=tuple(
            replace(title, text=text) if title.text.casefold() == wanted else title for title in timeline.titles
        ),
    )


def remove_titles(timeline: Timeline, words: str | None = None) -> Timeline:
    """Without the titles that read so (whatever the case), or without any; captions stay. Raises NoSuchTitle."""
    wanted = None if words is None else readable(words).casefold()
    kept = tuple(
        title for title in timeline.titles if title.caption or (wanted is not None and title.text.casefold() != wanted)
    )
    if len(kept) == len(timeline.titles):
        raise NoSuchTitle
    return replace(timeline, titles=kept)


def readable(text: str) -> str:
    """The words as they can be shown: no control characters, lines trimmed. Raises BadTitle if none or too many."""
    lines = ("".join(char if _is_shown(char) else " " for char in line) for line in text.splitlines())
    words = "\n".join(" ".join(line.split()) for line in lines if line.strip())
    if not words or len(words) > LONGEST_TITLE:
        raise BadTitle(LONGEST_TITLE)
    return words


def _is_shown(char: str) -> bool:
    # Zero-width joiners (Cf) hold emoji and several scripts together, so only true controls go.
    return unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"}
