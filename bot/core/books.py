"""Doors to what is remembered beside sessions and turns: who owns the bot, and whose the files are.

As with all ports, every implementation passes the suite under ``tests/contract``, and every method may raise
``StorageFailed``.
"""

from typing import Protocol

from bot.core.model import ChatRef, MediaId, PlatformName, SenderId


class AccessBook(Protocol):
    """The owners that were paired by a code."""

    async def owners(self) -> frozenset[tuple[PlatformName, SenderId]]:
        """Everybody who was ever paired."""

    async def add_owner(self, platform: PlatformName, person: SenderId) -> None:
        """Pair a person for good; told twice is told once."""


class MediaUses(Protocol):
    """Which chats each file of the media store came from or went to."""

    async def note(self, chat: ChatRef, media: MediaId) -> None:
        """The chat uses the file; told twice is told once."""

    async def only_of(self, chat: ChatRef) -> frozenset[MediaId]:
        """The files that this chat uses and no other."""

    async def forget(self, chat: ChatRef) -> None:
        """The chat uses nothing any more."""
