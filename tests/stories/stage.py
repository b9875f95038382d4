"""Where a story plays: one shared chat of some platform, with people, a bot, and a backend that does as it is told.

A platform joins by a class that fulfils ``Stage`` and a test that runs ``group.STORIES`` on it, each on a fresh stage
(``test_group_over_fakes.py`` is the shortest one). What a platform does differently stays in its stage: how a request
is addressed to the bot, how a command looks, what a button is. The stories hold nothing of any platform.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from tests.fakes.backend import FakeBackend


class Person(Enum):
    """The members of the chat. Who is an admin there is known to the platform, not to the bot's settings."""

    ANN = "Ann"
    BEN = "Ben"
    CAT = "Cat"

    @property
    def is_admin(self) -> bool:
        """Cat is."""
        return self is Person.CAT


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot as it stood when it was seen. ``handle`` is the stage's own."""

    text: str
    handle: object


class Stage(Protocol):
    """One chat that Ann, Ben and Cat share with the bot."""

    @property
    def backend(self) -> FakeBackend:
        """The editing backend behind the bot; its renders go by hand."""

    async def says(self, person: Person, words: str, *, clip: bool = False) -> None:
        """Words for the bot, in the way people address it there; with ``clip`` under a short video."""

    async def asks(self, person: Person, command: str) -> None:
        """A command of the bot (status, credits, undo, cancel, new), in the way commands are given there."""

    async def presses(self, person: Person, label: str, on: Seen) -> None:
        """Press the button with that label under a message of the bot."""

    async def until(self, *parts: str, count: int = 1) -> Seen:
        """Wait until so many messages of the bot hold all of these words; the newest one that does."""

    async def until_films(self, count: int) -> None:
        """Wait until so many films were posted."""

    async def settles(self) -> None:
        """Wait until the bot is done with everything it was asked."""

    def transcript(self) -> list[str]:
        """The bot's messages as they stand, oldest first."""

    def films(self) -> int:
        """How many films were posted."""
