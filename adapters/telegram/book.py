"""The doors of Telegram's book: what this adapter must still know after a crash.

An update is in the book before Telegram may forget it (its offset moves in the same transaction) and stays there until
it is handled. Every call returns after its commit; all raise StorageFailed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model import Button, ChatRef, JsonObject


class ButtonEntry(Protocol):
    """One button that was shown once: where, what pressing it says, and whether only the first press counts."""

    @property
    def chat(self) -> ChatRef: ...

    @property
    def says(self) -> str: ...

    @property
    def once(self) -> bool: ...


class TelegramBook(Protocol):
    """Updates, buttons and facts. ``bot`` is the bot's user id: update ids and offsets are a bot's own."""

    async def keep(self, bot: int, updates: Sequence[JsonObject], offset: int) -> frozenset[int]:
        """Keep updates in their order, and the offset that confirms them; gives the ids that were not known before.

        Each has an integer ``update_id``. Known ones are told by equality: ids start anew after a silent week.
        """

    async def offset(self, bot: int) -> int | None:
        """The offset to ask for next, None before the first update."""

    async def pending(self, bot: int) -> list[JsonObject]:
        """The updates not yet handled, in the order of their arrival."""

    async def handled(self, bot: int, updates: Collection[int]) -> None:
        """Delete the bodies of these updates; that they came is remembered for the last ten thousand."""

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

    async def moves(self) -> dict[int, int]:
        """The id each group got that became a supergroup, by the id it had."""

    async def move(self, old: int, new: int) -> None:
        """Record that a group became a supergroup; told twice is told once."""

    async def fact(self, name: str) -> str | None:
        """What was noted last under that name."""

    async def note(self, name: str, value: str) -> None:
        """Note a fact, in place of what was noted before."""

    async def forget(self, chat: ChatRef) -> None:
        """Delete what is kept about that chat: its buttons."""
