"""Keyboards under our messages. Telegram gets ids alone; what a button says is kept in the book, so it outlives us."""

import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram.book import TelegramBook
from bot.core.model import Button, ChatRef
from bot.core.ports import Clock

_KEPT = timedelta(days=180)
_TIDIED_EVERY_S = 24 * 3600.0
_REMEMBERED = 512
_A_ROW = ((3, 11), (2, 18))
"""How many buttons stand beside each other if none is wider than that; a Latin letter is 1 wide, a Chinese one 2."""
_WIDEST = 44


class Keyboards:
    """Makes the keyboards of messages; the same buttons of the same message come out the same, also after a restart."""

    def __init__(self, book: TelegramBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._made: OrderedDict[tuple[str, str, tuple[Button, ...]], InlineKeyboardMarkup] = OrderedDict()

    async def keyboard(self, chat: ChatRef, message_key: str, buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
        """The keyboard of the message named ``message_key`` there; None without buttons. Raises StorageFailed."""
        if not buttons:
            return None
        key = (chat.key, message_key, tuple(buttons))
        if key not in self._made:
            ids = await self._book.put_buttons(chat, message_key, buttons, self._clock.now())
            shown = [
                InlineKeyboardButton(shorten(button.label), callback_data=name)
                for button, name in zip(buttons, ids, strict=True)
            ]
            self._made[key] = InlineKeyboardMarkup(rows(shown))
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


def rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """The buttons in their order, in rows: short ones beside each other, a long one in a row of its own."""
    made: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        if made and _fits([*made[-1], button]):
            made[-1].append(button)
        else:
            made.append([button])
    return made


def shorten(label: str) -> str:
    """The label in one line, cut to what a row shows."""
    label = " ".join(label.split())
    if width(label) <= _WIDEST:
        return label
    while width(label) >= _WIDEST:
        label = label[:-1]
    return f"{label.rstrip()}…"


def width(text: str) -> int:
    """How wide a text is in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _fits(row: Sequence[InlineKeyboardButton]) -> bool:
    widest = max(width(button.text) for button in row)
    return any(len(row) <= most and widest <= limit for most, limit in _A_ROW)
