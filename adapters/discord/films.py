"""How a film goes up: under which name, with which words for who cannot see it, and its bytes, streamed from the disk.

The name carries a mark made of the send's key, by which the film is found again in the channel: Discord tells a
message's nonce only to who has just posted it.
"""

import hashlib
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

import discord

from adapters.discord.calls import FILM_ANSWER_S
from adapters.discord.formatting import alt_text, ascii_stem
from adapters.discord.typing import beside
from bot.core.model import Film
from bot.core.ports import Clock

_T = TypeVar("_T")

STALL_S = 90.0
"""A line that has taken no byte of a film for so long is dead: the library would wait for it without end. Longer than
the library waits for Discord's pace before it begins."""
_MARK_CHARS = 8


@dataclass(frozen=True, slots=True)
class Upload:
    """A film as it will stand in the channel."""

    film: Film
    filename: str
    description: str

    def to_json(self) -> dict[str, Any]:
        """As the body of the message announces it."""
        return {"id": "0", "filename": self.filename, "description": self.description}

    def open(self) -> discord.File:
        """The file, to be read piece by piece. Raises OSError."""
        return discord.File(self.film.media.path, self.filename)


def upload_of(film: Film, key: str, words: str) -> Upload:
    """How a film is sent under that key, beside these words."""
    extension = film.facts.extension.lower().lstrip(".") or "bin"
    filename = f"{ascii_stem(film.filename)}-{mark(key)}.{extension}"
    return Upload(film, filename, alt_text(words) or film.filename)


def mark(key: str) -> str:
    """A short hash that tells the films of two sends apart."""
    return hashlib.sha256(key.encode()).hexdigest()[:_MARK_CHARS]


async def unless_stalled(sending: Awaitable[_T], upload: Upload, file: discord.File, clock: Clock) -> _T:
    """Send the file; raises TimeoutError where the line takes no more of it, or its end is not answered."""
    size_bytes = upload.film.media.size_bytes

    async def watch() -> None:
        seen, since = -1, clock.monotonic()
        while True:
            await clock.sleep(STALL_S / 6)
            at = file.fp.tell()
            if at != seen:
                seen, since = at, clock.monotonic()
            elif clock.monotonic() - since >= STALL_S + (0 if at < size_bytes else FILM_ANSWER_S):
                raise TimeoutError("the line takes no more of the film")

    return await beside(sending, watch())
