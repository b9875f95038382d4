"""Accepted messages become turns that are answered: in order within a chat, chats beside each other.

Quick questions overtake. The one place where an error becomes words, and where the process stops when the
database does.
"""

import asyncio
import logging

from bot.core import conversation
from bot.core.context import Ports, TurnContext
from bot.core.errors import (
    ChatBusy,
    CutdeskError,
    PersonError,
    PlatformAbsent,
    PlatformError,
    ReceiptUnknown,
    StorageFailed,
)
from bot.core.line import Line
from bot.core.logcontext import in_turn
from bot.core.model import Button, ChatRef, IncomingMessage, Turn, TurnId, TurnState
from bot.core.status import Stage

_log = logging.getLogger(__name__)

_MOST_WAITING = 20
_SAME_ERROR_S = 60.0


class Dispatcher:
    """The inbox the adapters hand messages to, and the tasks that answer them."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._group: asyncio.TaskGroup | None = None
        self._lines: dict[str, Line] = {}
        self._tasks: dict[TurnId, asyncio.Task[None]] = {}
        self._told: dict[tuple[str, str], float] = {}
        self._started = asyncio.Event()
        self.failures = 0
        """How many turns ended with an error told."""

    async def accept(self, message: IncomingMessage) -> bool:
        """Inbox: keep the message, then have it answered. False for an event known already."""
        await self._started.wait()
        if not message.addressed:
            await self._ports.ledger.remember(message)
            return True
        turn = await self._ports.ledger.accept(message)
        if turn is None:
            return False
        self.take_up(turn)
        return True

    def take_up(self, turn: Turn) -> None:
        """Begin answering an accepted turn. Called in arrival order; nothing is awaited on the way."""
        if self._group is None:
            raise RuntimeError("the dispatcher does not run")
        self._tasks[turn.id] = self._group.create_task(self._live(turn, self._stand_in_line(turn)))

    async def run(self) -> None:
        """Take up what an earlier process left, then answer until cancelled. Raises StorageFailed."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for turn in await self._ports.ledger.open_turns():
                self.take_up(turn)
            self._started.set()
            await asyncio.Event().wait()

    async def settled(self) -> None:
        """Wait until every turn taken up so far is answered."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))
            await asyncio.sleep(0)

    def of_chat(self, chat: ChatRef) -> list[Turn]:
        """OpenTurns: the chat's turns that are being worked on or wait, in their order."""
        line = self._lines.get(chat.key)
        return [] if line is None else line.turns

    async def stop(self, turn: TurnId) -> None:
        """OpenTurns: stop the turn's task and wait for its end."""
        task = self._tasks.get(turn)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    def _stand_in_line(self, turn: Turn) -> Line | None:
        if conversation.intent_of(turn) in conversation.AT_ONCE:
            return None
        line = self._lines.setdefault(turn.message.ref.chat.key, Line())
        line.join(turn)
        return line

    async def _live(self, turn: Turn, line: Line | None) -> None:
        with in_turn(turn):
            try:
                await self._answer(turn, line)
            finally:
                self._tasks.pop(turn.id, None)
                if line is not None:
                    line.leave(turn.id)
                    if not line.turns:
                        self._lines.pop(turn.message.ref.chat.key, None)

    async def _answer(self, turn: Turn, line: Line | None) -> None:
        context = await conversation.open_context(self._ports, turn, self)
        try:
            if line is not None:
                await self._wait_in_line(context, line)
            await self._ports.ledger.set_state(turn.id, TurnState.WORKING)
            await context.accompany(conversation.handle(context))
        except StorageFailed:
            raise
        except PlatformAbsent as absent:
            _log.warning("turn left open: the platform %s is not configured", absent)
            return
        except Exception as error:  # noqa: BLE001  # the one border: every other error becomes words
            self.failures += 1
            await self._tell(context, error)
            await self._ports.ledger.set_state(turn.id, TurnState.FAILED)
            return
        await self._finish(context)
        await self._ports.ledger.set_state(turn.id, TurnState.DONE)

    async def _wait_in_line(self, context: TurnContext, line: Line) -> None:
        place = line.place(context.turn.id)
        if place > _MOST_WAITING:
            raise ChatBusy
        await conversation.acknowledge(context, place)

        async def wait() -> None:
            while (now := line.place(context.turn.id)) > 1:
                if context.status is not None:
                    context.status.show(Stage.WAITING, place=now)
                await line.move()

        await context.accompany(wait())

    async def _finish(self, context: TurnContext) -> None:
        if context.status is not None:
            key = "status.done" if context.delivered else "status.answered"
            await context.status.finish(context.voice.say(key, elapsed=self._elapsed(context)))

    def _elapsed(self, context: TurnContext) -> str:
        taken = self._ports.clock.now() - context.turn.message.received_at
        return context.voice.duration(taken.total_seconds() * 1000)

    async def _tell(self, context: TurnContext, error: Exception) -> None:
        """Say what happened, what it means for the file, and one next step; the same at most once a minute."""
        if isinstance(error, ReceiptUnknown):
            await self._tell_receipt_unknown(context)
            return
        known = error if isinstance(error, CutdeskError) else CutdeskError()
        expected = isinstance(error, PersonError | PlatformError)
        _log.log(
            logging.INFO if expected else logging.ERROR,
            "turn failed: %s",
            type(error).__name__,
            exc_info=None if isinstance(error, CutdeskError) else error,
        )
        sentence = self._sentence(context, known)
        try:
            # A quick question has no status line to be told in: it is answered all the same.
            if self._told_lately(context.chat, known) and context.status is not None:
                await context.status.finish(sentence)
                return
            await context.answer(sentence, name="apology")
            if context.status is not None:
                await context.status.finish(context.voice.say("status.failed"))
        except PlatformError as refused:
            _log.warning("apology not posted: %s", type(refused).__name__)
            if context.status is not None:
                await context.status.finish(sentence)

    def _sentence(self, context: TurnContext, error: CutdeskError) -> str:
        try:
            sentence = context.voice.say(error.key, **error.facts)
        except KeyError:  # an error about a file, raised where there was none to name
            sentence = context.voice.say(CutdeskError.key)
        if isinstance(error, PersonError):
            return sentence
        return f"{sentence} {context.voice.say('error.reference', reference=context.turn.id[:8])}"

    def _told_lately(self, chat: ChatRef, error: CutdeskError) -> bool:
        now = self._ports.clock.monotonic()
        self._told = {key: at for key, at in self._told.items() if now - at < _SAME_ERROR_S}
        key = (chat.key, f"{error.key} {sorted(error.facts.items())}")
        if key in self._told:
            return True
        self._told[key] = now
        return False

    async def _tell_receipt_unknown(self, context: TurnContext) -> None:
        if context.status is None:
            return
        voice = context.voice
        again = Button(voice.say("button.send_again"), voice.say("says.send_again"))
        await context.status.finish(voice.say("status.resent_maybe", elapsed=self._elapsed(context)), (again,))
