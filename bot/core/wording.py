"""Every sentence the bot says, by key and language, from the catalogues beside this file.

A catalogue is a TOML file named by its language; a key with a ``one`` and a ``many`` form is chosen by the fact ``n``.
Adding a language is adding a file and a member of ``Language``.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.core.model import Language

_CATALOGUES = Path(__file__).parent / "catalogues"


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All sentences of a language by dotted key."""
    with (_CATALOGUES / f"{language}.toml").open("rb") as file:
        return dict(_flatten("", tomllib.load(file)))


def _flatten(prefix: str, table: dict[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows.extend(_flatten(f"{prefix}{key}.", value))
        else:
            rows.append((f"{prefix}{key}", str(value)))
    return rows


@dataclass(frozen=True, slots=True)
class Voice:
    """The catalogue of one language, as a person will hear it."""

    language: Language

    def say(self, key: str, **facts: str | float) -> str:
        """The sentence of that key with its gaps filled. Raises KeyError for an unknown key or a missing fact."""
        sentences = catalogue(self.language)
        if key not in sentences:
            key = f"{key}.one" if facts.get("n") == 1 else f"{key}.many"
        return sentences[key].format(**facts)

    def duration(self, milliseconds: float) -> str:
        """A length as people write it: ``1:12``, ``1:02:05``."""
        seconds = round(milliseconds / 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    def size(self, size_bytes: int) -> str:
        """A file size as people write it: ``3.2 MB``."""
        if size_bytes < 1_000_000:
            return f"{max(1, round(size_bytes / 1000))} kB"
        if size_bytes < 1_000_000_000:
            return f"{size_bytes / 1_000_000:.1f} MB"
        return f"{size_bytes / 1_000_000_000:.2f} GB"
