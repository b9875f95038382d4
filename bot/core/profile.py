"""Profiles: how the bot introduces itself in a chat, what it proposes, and whom the backend hears of (S2, S3).

A profile is a file in ``profiles``, and its name is the file's; adding one is adding a file.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.core.errors import ConfigurationError
from bot.core.model import Language

FOLDER = Path(__file__).parent / "profiles"
DEFAULT = "ai-video-pro-online"

_IDEAS = 3


@dataclass(frozen=True, slots=True)
class Pitch:
    """A profile in one language. ``emphasis``: what it is for; ``ideas``: three things to try, as they are said."""

    title: str
    emphasis: str
    greeting: str
    ideas: tuple[str, ...]
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile. ``name`` goes to the backend with every call; ``names``: what people call it, in small letters."""

    name: str
    names: tuple[str, ...]
    pitches: Mapping[Language, Pitch]

    def pitch(self, language: Language) -> Pitch:
        """The profile in that language."""
        return self.pitches[language]


class Profiles:
    """All profiles, of which one is used where a chat has not chosen."""

    def __init__(self, profiles: Iterable[Profile], default: str = DEFAULT) -> None:
        """Raises ConfigurationError for a default that is none of them."""
        self._profiles = {profile.name: profile for profile in profiles}
        if default not in self._profiles:
            raise ConfigurationError(f"PROFILE is none of {', '.join(self._profiles)}")
        self.default = self._profiles[default]

    @property
    def all(self) -> tuple[Profile, ...]:
        """Every profile, by name."""
        return tuple(self._profiles.values())

    def get(self, name: str | None) -> Profile:
        """The profile of that name; the default for none, and for one that is not there any more."""
        return self.default if name is None else self._profiles.get(name, self.default)

    def meant_by(self, words: str) -> Profile | None:
        """The profile that some words name, the longest name first; None if they name none."""
        words = words.lower()
        named = [(name, profile) for profile in self.all for name in (profile.name, *profile.names) if name in words]
        return max(named, key=lambda found: len(found[0]))[1] if named else None


@cache
def load(folder: Path = FOLDER) -> tuple[Profile, ...]:
    """The profiles of a folder, by name. Raises ConfigurationError that names the file that is not one."""
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> Profile:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        pitches = {language: _pitch(table[language.value]) for language in Language}
        names = [*table["names"], *(pitch.title for pitch in pitches.values())]
        return Profile(path.stem, tuple(dict.fromkeys(name.lower() for name in names)), pitches)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"the profile {path.name} is not complete: {error}") from error


def _pitch(table: Mapping[str, Any]) -> Pitch:
    pitch = Pitch(table["title"], table["emphasis"], table["greeting"], tuple(table["ideas"]), tuple(table["tips"]))
    if len(pitch.ideas) != _IDEAS:
        raise ValueError(f"{_IDEAS} ideas are wanted")
    return pitch
