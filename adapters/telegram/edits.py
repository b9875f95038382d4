"""Messages changed in place: what would change nothing is not sent, and what is not answered is let go soon."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode

from adapters.telegram import formatting
from adapters.telegram.failures import Fault, Refusal, attempt
from adapters.telegram.outbound import Outbound
from adapters.telegram.pace import Rank
from bot.core.errors import ReceiptUnknown
from bot.core.ports import Clock

_T = TypeVar("_T")

_WAITS_S = (0.5, 1.0, 2.0, 4.0)
_TRIES = 2
_REMEMBERED = 2000


class Memory(Generic[_T]):
    """The newest few thousand things by name."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _T] = OrderedDict()

    def get(self, name: str) -> _T | None:
        """What was put last, if it is still known."""
        return self._kept.get(name)

    def put(self, name: str, value: _T) -> None:
        """Remember, and forget the oldest."""
        self._kept[name] = value
        self._kept.move_to_end(name)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)

    def drop(self, name: str) -> None:
        """Forget."""
        self._kept.pop(name, None)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a message shall show. ``last``: it stays so, and is worth waiting for."""

    chat_id: int
    message_id: int
    words: formatting.Shown
    keyboard: InlineKeyboardMarkup | None
    last: bool

    @property
    def name(self) -> str:
        return f"{self.chat_id}/{self.message_id}"

    @property
    def looks(self) -> tuple[int, int]:
        """The words and the buttons in short: equal for two edits between which a person sees no difference."""
        return hash(self.words.plain), hash("" if self.keyboard is None else self.keyboard.to_json())


class Editor:
    """Makes edits, and knows what messages showed last."""

    def __init__(self, bot: Bot, outbound: Outbound, clock: Clock) -> None:
        self._bot = bot
        self._outbound = outbound
        self._clock = clock
        self._looks = Memory[tuple[int, int]]()

    def shows(self, edit: Edit) -> None:
        """A message was posted that shows this."""
        self._looks.put(edit.name, edit.looks)

    async def make(self, edit: Edit) -> Refusal | None:
        """Make the edit, unless a newer one takes its place; the refusal that stopped it.

        One that Telegram does not answer is tried again, the last one of a message some more. Raises Throttled,
        ReceiptUnknown.
        """
        html = True
        for wait_s in _WAITS_S[: len(_WAITS_S) if edit.last else _TRIES]:
            if self._looks.get(edit.name) == edit.looks:
                return None
            refusal = await self._try(edit, html=html)
            if refusal is None:
                return None
            self._looks.drop(edit.name)
            if refusal.fault is Fault.MARKUP and html:
                html = False
            elif refusal.fault in {Fault.NOT_SENT, Fault.SERVER, Fault.RECEIPT_UNKNOWN}:
                await self._clock.sleep(wait_s)
            else:
                return refusal
        raise ReceiptUnknown("Telegram does not answer an edit")

    async def _try(self, edit: Edit, *, html: bool) -> Refusal | None:
        async def edit_text() -> Message | bool:
            return await self._bot.edit_message_text(
                edit.words.html if html else edit.words.plain,
                chat_id=edit.chat_id,
                message_id=edit.message_id,
                parse_mode=ParseMode.HTML if html else None,
                reply_markup=edit.keyboard,
                link_preview_options=formatting.NO_PREVIEW,
            )

        rank = self._rank(edit)
        outcome = await self._outbound.edit(edit.chat_id, edit.message_id, lambda: attempt(edit_text), rank=rank)
        if isinstance(outcome, Refusal) and outcome.fault is not Fault.UNCHANGED:
            return outcome
        if outcome is not None:
            self._looks.put(edit.name, edit.looks)
        return None

    def _rank(self, edit: Edit) -> Rank:
        """Other buttons are a turn of events (a status that ends loses its Cancel) and go before what only ticks on."""
        if edit.last:
            return Rank.ANSWER
        shown = self._looks.get(edit.name)
        return Rank.STATUS if shown is not None and shown[1] != edit.looks[1] else Rank.STATUS_EDIT
