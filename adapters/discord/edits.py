"""Messages changed in place: what would change nothing is not sent, and what is not answered is let go soon."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.discord.buttons import Row, in_rows
from adapters.discord.calls import Calls
from adapters.discord.failures import UNANSWERED, Fault, Refusal, attempt
from adapters.discord.memory import Memory
from adapters.discord.outbound import Outbound, Rank
from adapters.discord.posting import NO_MENTIONS
from bot.core.errors import ReceiptUnknown
from bot.core.ports import Clock

_WAITS_S = (0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a message shall show: words as Discord wants them, and buttons."""

    channel: int
    message: int
    words: str
    buttons: Sequence[Row]

    @property
    def looks(self) -> tuple[int, int]:
        """The words and the buttons in short: equal for two edits between which a person sees no difference."""
        return hash(self.words), hash(tuple(str(button) for button in self.buttons))


class Editor:
    """Makes edits, and knows what messages showed last."""

    def __init__(self, calls: Calls, outbound: Outbound, clock: Clock) -> None:
        self._calls = calls
        self._outbound = outbound
        self._clock = clock
        self._looks = Memory[tuple[int, int]]()

    def shows(self, edit: Edit) -> None:
        """A message was posted that shows this."""
        self._looks.put(str(edit.message), edit.looks)

    async def make(self, edit: Edit) -> Refusal | None:
        """Make the edit, unless a newer one takes its place; the refusal that stopped it.

        One that Discord does not answer is tried once more. In an archived thread it is made after opening it. Raises
        Throttled, ReceiptUnknown.
        """
        was_opened = False
        waits = iter(_WAITS_S)
        while True:
            if self._looks.get(str(edit.message)) == edit.looks:
                return None
            refusal = await self._try(edit)
            if refusal is None:
                return None
            self._looks.drop(str(edit.message))
            if refusal.fault is Fault.ARCHIVED and not was_opened:
                was_opened = True
                if isinstance(await attempt(lambda: self._calls.unarchive(edit.channel)), Refusal):
                    return refusal
            elif refusal.fault is Fault.NOT_SENT or refusal.fault in UNANSWERED:
                wait_s = next(waits, None)
                if wait_s is None:
                    raise ReceiptUnknown("Discord does not answer an edit")
                await self._clock.sleep(wait_s)
            else:
                return refusal

    async def _try(self, edit: Edit) -> Refusal | None:
        body = {"content": edit.words, "components": in_rows(edit.buttons), "allowed_mentions": NO_MENTIONS}
        outcome = await self._outbound.edit(
            edit.channel,
            edit.message,
            lambda: attempt(lambda: self._calls.edit(edit.channel, edit.message, body)),
            rank=self._rank(edit),
        )
        if isinstance(outcome, Refusal):
            return outcome
        if outcome is not None:
            self._looks.put(str(edit.message), edit.looks)
        return None

    def _rank(self, edit: Edit) -> Rank:
        """Other buttons are a turn of events (a status that ends loses its Cancel) and go before what only ticks on."""
        shown = self._looks.get(str(edit.message))
        return Rank.STATUS if shown is not None and shown[1] != edit.looks[1] else Rank.STATUS_EDIT
