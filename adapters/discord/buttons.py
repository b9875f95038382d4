"""Buttons under our messages. Discord gets ids alone; what a button says is kept in the book, so it outlives us."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from adapters.discord.book import DiscordBook
from bot.core.model import Button, ChatRef, Link
from bot.core.ports import Clock

Row = dict[str, Any]

CUSTOM_ID = "cd:"
"""What the ``custom_id`` of our buttons begins with; the rest is the button's id in the book."""

_ACTION_ROW, _BUTTON = 1, 2
_SECONDARY, _LINK = 2, 5
_A_ROW, _ROWS = 5, 5
_LABEL_CHARS = 80
_LINK_CHARS = 512
_KEPT = timedelta(days=180)
_TIDIED_EVERY_S = 24 * 3600.0
_REMEMBERED = 512


def button_id(custom_id: str) -> str | None:
    """The book's id of a pressed button; None where it is not one of ours."""
    return custom_id.removeprefix(CUSTOM_ID) if custom_id.startswith(CUSTOM_ID) else None


class Rows:
    """Makes the buttons of messages; the same buttons of the same message come out the same, also after a restart."""

    def __init__(self, book: DiscordBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._made: OrderedDict[tuple[str, str, tuple[Button, ...]], tuple[Row, ...]] = OrderedDict()

    async def buttons(self, chat: ChatRef, message_key: str, buttons: Sequence[Button]) -> tuple[Row, ...]:
        """The buttons of the message named ``message_key`` there, as Discord wants them. Raises StorageFailed."""
        if not buttons:
            return ()
        key = (chat.key, message_key, tuple(buttons))
        if key not in self._made:
            ids = await self._book.put_buttons(chat, message_key, buttons, self._clock.now())
            shown = {name: button.label for button, name in zip(buttons, ids, strict=True)}
            self._made[key] = tuple(
                {"type": _BUTTON, "style": _SECONDARY, "label": _shorten(label), "custom_id": f"{CUSTOM_ID}{name}"}
                for name, label in shown.items()
            )
            if len(self._made) > _REMEMBERED:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]

    def forget(self, chat: ChatRef) -> None:
        """The chat's buttons are gone from the book."""
        for key in [key for key in self._made if key[0] == chat.key]:
            del self._made[key]

    async def keep_tidy(self) -> None:
        """Forget the buttons nobody will press any more, after half a year, every day until cancelled.

        Raises StorageFailed.
        """
        while True:
            await self._book.drop_buttons(self._clock.now() - _KEPT)
            await self._clock.sleep(_TIDIED_EVERY_S)


def link_button(link: Link, label: str) -> Row | None:
    """A button that opens the link; None for an address too long for one."""
    if len(link.url) > _LINK_CHARS:
        return None
    return {"type": _BUTTON, "style": _LINK, "label": _shorten(label), "url": link.url}


def in_rows(buttons: Sequence[Row]) -> list[Row]:
    """The buttons in their order, five in a row, at most five rows."""
    rows = [list(buttons[start : start + _A_ROW]) for start in range(0, len(buttons), _A_ROW)][:_ROWS]
    return [{"type": _ACTION_ROW, "components": row} for row in rows]


def _shorten(label: str) -> str:
    label = " ".join(label.split())
    return label if len(label) <= _LABEL_CHARS else f"{label[: _LABEL_CHARS - 1].rstrip()}…"
