"""The doors of Discord's book: what this adapter must still know after a crash.

Every call returns after its commit; all raise StorageFailed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model import Button, ChatRef


class ButtonEntry(Protocol):
    """One button that was shown once: where, what pressing it says, and whether only the first press counts."""

    @property
    def chat(self) -> ChatRef: ...

    @property
    def says(self) -> str: ...

    @property
    def once(self) -> bool: ...


class DiscordBook(Protocol):
    """Buttons, the last message seen to in each chat, IDENTIFYs, and single facts by name."""

    async def note_seen(self, seen: Mapping[ChatRef, int]) -> None:
        """All messages up to these ids were seen to; a chat's id never goes back."""

    async def seen(self) -> dict[ChatRef, int]:
        """The last message seen to in each chat where one was."""

    async def put_buttons(
        self, chat: ChatRef, message: str, buttons: Sequence[Button], made_at: datetime
    ) -> Sequence[str]:
        """The ids of a message's buttons in their order, at most 32 ASCII characters each, made where they are new.

        ``message`` names the message for ever: the same button of the same message has the same id.
        """

    async def button(self, button: str) -> ButtonEntry | None:
        """The button of that id."""

    async def drop_buttons(self, made_before: datetime) -> None:
        """Forget the buttons made before that moment."""

    async def fact(self, name: str) -> str | None:
        """What was noted last under that name."""

    async def note(self, name: str, value: str) -> None:
        """Note a fact, in place of what was noted before."""

    async def identified(self, bot: int, at: datetime) -> None:
        """This bot is about to say IDENTIFY; those of more than two days before are forgotten."""

    async def identifies_since(self, bot: int, moment: datetime) -> list[datetime]:
        """When this bot said IDENTIFY from that moment on, the earliest first."""

    async def forget(self, chat: ChatRef) -> None:
        """Delete what is kept about that chat: its buttons, and how far it was seen to."""
