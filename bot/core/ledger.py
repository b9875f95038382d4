"""The door to the ledger: inbox, turns and steps, and which media a chat has seen. As ``ports`` says of all doors:
its methods may raise ``StorageFailed``, and every implementation passes the same suite.

Steps named ``undelivered/…`` and ``offered`` mean something to the ledger itself: see ``undelivered``.
"""

from datetime import datetime
from typing import Protocol

from bot.core.model import (
    ChatRef,
    Handed,
    IncomingMessage,
    JsonObject,
    MessageRef,
    SeenMedia,
    SessionId,
    Step,
    Turn,
    TurnId,
    TurnState,
)


class Ledger(Protocol):
    """Inbox, turns and steps: what was asked, and every outward effect of answering it."""

    async def accept(self, message: IncomingMessage) -> Turn | None:
        """Keep a message as a waiting turn, and its media as seen; None if the event is known."""

    async def replace(self, turn: TurnId, message: IncomingMessage) -> bool:
        """Put a newer version of its message into a turn that still waits, and keep its media as seen.

        False, with nothing changed, when the turn does not wait any more or the event is known.
        """

    async def remember(self, message: IncomingMessage) -> None:
        """Keep only the media of a message nobody addressed to us."""

    async def open_turns(self) -> list[Turn]:
        """All turns not yet answered, in arrival order."""

    async def turns_of(self, message: MessageRef) -> list[Turn]:
        """The turns that one message of a person became, open or ended, in arrival order."""

    async def posted_by(self, message: MessageRef) -> Turn | None:
        """The turn one of whose steps posted that message (``{"message": …}`` in its result), the newest if several."""

    async def undelivered(self, chat: ChatRef) -> list[Turn]:
        """The chat's ended turns that have a step named ``undelivered/…`` and none ``offered``, in arrival order."""

    async def set_state(self, turn: TurnId, state: TurnState) -> None:
        """Move a turn on; one that has ended stays as it ended."""

    async def steps(self, turn: TurnId) -> dict[str, Step]:
        """The turn's steps by name, in the order they were intended."""

    async def intend(self, turn: TurnId, name: str, before: JsonObject) -> None:
        """Record that a call is about to be made, and what the world looked like before."""

    async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
        """Record what a call brought; nothing is kept for a turn that was forgotten meanwhile."""

    async def withdraw(self, turn: TurnId, name: str) -> None:
        """Take back an intent whose call certainly had no effect; a step further on stays as it is."""

    async def give_up(self, turn: TurnId, name: str) -> None:
        """Record that it will never be known whether the call took effect; what was before stays known."""

    async def media_of(self, message: MessageRef) -> list[SeenMedia]:
        """The attachments of one message, by reference."""

    async def recent_media(self, chat: ChatRef, since: datetime) -> list[SeenMedia]:
        """The attachments seen in a chat since then, newest first."""

    async def note_upload(self, chat: ChatRef, session: SessionId, handed: Handed) -> None:
        """Record that a file was handed to the chat's session; the same ``Attachment.identity`` twice is once."""

    async def uploads(self, chat: ChatRef, session: SessionId) -> frozenset[str]:
        """The identities of all files handed to that session."""

    async def handed(self, chat: ChatRef, session: SessionId) -> tuple[Handed, ...]:
        """All files handed to that session, in their order."""

    async def forget(self, chat: ChatRef, before: int) -> None:
        """Delete the chat's turns that have ended and whose position is below ``before``, with their steps; all media
        seen in the chat and all records of its uploads."""
