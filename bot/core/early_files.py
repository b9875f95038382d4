"""The files of a turn that waits in its chat's line, brought before its turn comes: a link may end while it waits.

Only so many at once, in a chat and in all, so that turns that are worked on have the lines to themselves most of the
time. What cannot be brought is tried again, and told, when the turn's place has come.
"""

import asyncio
import logging

from bot.core import intents, uploading
from bot.core.context import TurnContext
from bot.core.errors import StorageFailed
from bot.core.line import Line
from bot.core.model import Attachment, Intent
from bot.core.status import Stage

_log = logging.getLogger(__name__)

MOST_AT_ONCE = 4
"""For the whole bot; ``line`` knows how many for a chat."""

_TAKE_FILES = {Intent.EDIT, Intent.UPLOAD}


class EarlyFiles:
    """Brings the files of one waiting turn, one after another, in a task of its own (``run``)."""

    def __init__(self, context: TurnContext, line: Line, places: asyncio.Semaphore) -> None:
        self._context = context
        self._line = line
        self._places = places
        self._under_way: Attachment | None = None
        self._is_last = False

    async def run(self) -> None:
        """Bring what the turn's message has, and what a newer version of it brings. Raises StorageFailed."""
        tried: set[str] = set()
        while not self._is_last:
            file = next((file for file in self._wanted() if file.identity not in tried), None)
            if file is None:
                await self._line.move()
                continue
            async with self._line.early_places, self._places:
                tried.add(file.identity)
                if file in self._wanted():  # it may have been taken out of the message meanwhile
                    await self._bring(file)

    async def finish(self, task: asyncio.Task[None]) -> None:
        """The turn's place has come: a file that is under way is brought to its end, and no other one is begun."""
        self._is_last = True
        if self._under_way is not None and self._under_way in self._wanted():
            self._show(0.0)
            await asyncio.wait([task])

    async def _bring(self, file: Attachment) -> None:
        self._under_way = file
        try:
            await uploading.bring(self._context, file, self._show)
        except StorageFailed:
            raise
        except Exception as error:  # noqa: BLE001  # told when the turn's place has come, if it still fails then
            _log.info("file not brought early", extra={"reason": type(error).__name__})
        finally:
            self._under_way = None

    def _wanted(self) -> tuple[Attachment, ...]:
        """The files to bring, as the turn's message stands now. Late files have a message, and so no link that ends."""
        context = self._context
        turn = self._line.standing(context.turn.id)
        if turn is None or turn.message.amends or not context.ports.access.admits(turn.message):
            return ()
        if intents.understand(turn.message).intent not in _TAKE_FILES:
            return ()
        return tuple(
            file
            for file in turn.message.attachments
            if file.url is None and not uploading.is_too_large(file, context.capabilities)
        )

    def _show(self, percent: float) -> None:
        if self._is_last and self._context.status is not None:
            self._context.status.show(Stage.RECEIVING, percent)
