"""Accepted messages become turns that are answered: in order within a chat, chats beside each other.

Quick questions overtake. The one place where an error becomes words, and where the process stops when the
database does.
"""

import asyncio
import logging
from dataclasses import replace

from bot.core import amending, conversation, early_files, offering
from bot.core.admission import admitted
from bot.core.context import Ports, TurnContext
from bot.core.early_files import EarlyFiles
from bot.core.errors import ChatBusy, PlatformAbsent, PlatformError, StorageFailed, Throttled
from bot.core.line import Line
from bot.core.logcontext import in_turn
from bot.core.model import ChatRef, IncomingMessage, Turn, TurnId, TurnState
from bot.core.status import Stage
from bot.core.telling import Ending, Telling

_log = logging.getLogger(__name__)

_MOST_WAITING = 20
_ENDING = "ending"
_LAST_LINE_S = 3600.0
_PENALTY_S = 30.0


class Dispatcher:
    """The inbox the adapters hand messages to, and the tasks that answer them."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._telling = Telling(ports)
        self._group: asyncio.TaskGroup | None = None
        self._lines: dict[str, Line] = {}
        self._tasks: dict[TurnId, asyncio.Task[None]] = {}
        self._offering: set[str] = set()
        self._early_places = asyncio.Semaphore(early_files.MOST_AT_ONCE)
        self._started = asyncio.Event()
        self.failures = 0
        """How many turns ended with an error told."""

    async def accept(self, message: IncomingMessage) -> bool:
        """Inbox: keep the message, then have it answered. False for an event known already."""
        await self._started.wait()
        kept = await admitted(self._ports, message)
        if kept is None:
            return True
        return await self._amend(kept) if kept.amends else await self._take_in(kept)

    def refusal(self, message: IncomingMessage) -> str | None:
        """Inbox: what a stranger is told."""
        return self._ports.access.refusal(message)

    def take_up(self, turn: Turn, *, at_once: bool) -> None:
        """Begin answering an accepted turn. Called in arrival order; nothing is awaited on the way."""
        line = None
        if not at_once:
            line = self._lines.setdefault(turn.message.ref.chat.key, Line())
            line.join(turn)
        self._tasks[turn.id] = self._running.create_task(self._live(turn, line))

    async def run(self) -> None:
        """Take up what an earlier process left, then answer until cancelled. Raises StorageFailed."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for turn in await self._ports.ledger.open_turns():
                self.take_up(turn, at_once=await self._overtook(turn))
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

    @property
    def _running(self) -> asyncio.TaskGroup:
        if self._group is None:
            raise RuntimeError("the dispatcher does not run")
        return self._group

    async def _take_in(self, message: IncomingMessage) -> bool:
        if not message.addressed:
            await self._ports.ledger.remember(message)
            return True
        turn = await self._ports.ledger.accept(message)
        if turn is None:
            return False
        self.take_up(turn, at_once=self._overtakes(turn))
        return True

    async def _amend(self, message: IncomingMessage) -> bool:
        """A newer version of a message: put into its waiting turn, else what is new in it is a turn of its own."""
        ledger = self._ports.ledger
        earlier = await ledger.turns_of(message.ref)
        if not earlier:
            return message.is_part or await self._take_in(replace(message, amends=False))
        known = earlier[-1]
        if message.is_part:
            message = amending.completed(message, known.message)
        if amending.is_same(known.message, message):
            return True
        if known.state is TurnState.WAITING:
            asked = known.message
            newer = replace(message, received_at=asked.received_at, addressed=True, amends=asked.amends)
            if await ledger.replace(known.id, newer):
                await self._rethink(replace(known, message=newer))
                return True
        change = amending.change_since(earlier, message)
        if change.is_nothing:
            await ledger.remember(message)
            return True
        turn = await ledger.accept(replace(message, addressed=True))
        if turn is None:
            return False
        self.take_up(turn, at_once=not change.files)
        return True

    async def _rethink(self, turn: Turn) -> None:
        """A waiting turn has a new message. It is read when its turn comes, unless it is now one that overtakes."""
        if turn.id not in self._tasks:
            return
        line = self._lines.get(turn.message.ref.chat.key)
        stands = line is not None and line.renew(turn)
        if stands == self._overtakes(turn) and not turn.message.amends:
            await self.stop(turn.id)
            self.take_up(turn, at_once=stands)

    def _overtakes(self, turn: Turn) -> bool:
        return conversation.overtakes(turn.message, self._ports.chats.capabilities(turn.message.ref.chat))

    async def _overtook(self, turn: Turn) -> bool:
        """As ``_overtakes``, for a turn of an earlier process."""
        if turn.message.amends:
            return not (await amending.change_of(self._ports.ledger, turn)).files
        try:
            return self._overtakes(turn)
        except PlatformAbsent:
            return False

    async def _live(self, turn: Turn, line: Line | None) -> None:
        with in_turn(turn):
            try:
                try:
                    context, ending = await self._answer(turn, line)
                finally:
                    if line is not None:
                        self._leave(turn, line)
                if ending is not None:
                    await self._close(context, ending)
            finally:
                self._tasks.pop(turn.id, None)

    def _leave(self, turn: Turn, line: Line) -> None:
        line.leave(turn.id)
        if not line.turns:
            self._lines.pop(turn.message.ref.chat.key, None)

    async def _answer(self, turn: Turn, line: Line | None) -> tuple[TurnContext, Ending | None]:
        """Do the turn; what is left to do when it returns (None: nothing) need not hold up the chat."""
        context = await conversation.open_context(self._ports, turn, self)
        context.stood_in_line = line is not None
        if (left := context.steps.done(_ENDING)) is not None:
            conversation.take_up_status(context)
            return context, Ending.from_json(left)
        try:
            await self._work(context, line)
        except StorageFailed:
            raise
        except PlatformAbsent as absent:
            _log.warning("turn left open: the platform %s is not configured", absent)
            return context, None
        except Exception as error:  # noqa: BLE001  # the one border: every other error becomes words
            self.failures += 1
            ending = await self._telling.failure(context, error)
        else:
            ending = self._telling.success(context)
        await self._offer(context)
        return context, await self._end(context, ending)

    async def _work(self, context: TurnContext, line: Line | None) -> None:
        if line is None:
            conversation.take_up_status(context)
        else:
            await conversation.make_way(context)
            await self._wait_in_line(context, line)
        await self._ports.ledger.set_state(context.turn.id, TurnState.WORKING)
        await conversation.understand_anew(context)
        await context.accompany(conversation.handle(context))

    async def _wait_in_line(self, context: TurnContext, line: Line) -> None:
        place = line.place(context.turn.id)
        if place > _MOST_WAITING:
            raise ChatBusy
        if not conversation.is_quiet(context):
            await conversation.acknowledge(context, place)

        await context.accompany(self._move_up(context, line))

    async def _move_up(self, context: TurnContext, line: Line) -> None:
        """Wait until the turn is the first in line; meanwhile its files are brought."""
        if line.place(context.turn.id) <= 1:
            return
        files = EarlyFiles(context, line, self._early_places)
        bringing = self._running.create_task(files.run())
        try:
            while (now := line.place(context.turn.id)) > 1:
                if context.status is not None:
                    context.status.show(Stage.WAITING, place=now)
                await line.move()
            if context.status is not None:
                context.status.show(Stage.RECEIVED)
            await files.finish(bringing)
        finally:
            bringing.cancel()
            await asyncio.wait([bringing])

    async def _offer(self, context: TurnContext) -> None:
        """Offer what could not be posted in the chat before; two turns at once offer it once."""
        key = context.chat.key
        if context.undelivered or key in self._offering:
            return
        self._offering.add(key)
        try:
            await offering.offer(context)
        except PlatformError as refused:
            _log.warning("kept results not offered: %s", type(refused).__name__)
        finally:
            self._offering.discard(key)

    async def _end(self, context: TurnContext, ending: Ending) -> Ending | None:
        """Write the last line if the platform lets us now; else it is noted, and left to be written later."""
        if await self._write(context, ending) is None:
            await self._ports.ledger.set_state(context.turn.id, ending.state)
            return None
        await context.steps.note(_ENDING, ending.to_json())
        return ending

    async def _close(self, context: TurnContext, ending: Ending) -> None:
        """Write the last line as soon as a penalty is over: a status message never stays at work for ever."""
        until = self._ports.clock.monotonic() + _LAST_LINE_S
        while (wait_s := await self._write(context, ending)) is not None:
            if self._ports.clock.monotonic() + wait_s > until:
                _log.warning("status message not finished: the platform asks to wait too long")
                break
            await self._ports.clock.sleep(wait_s)
        await self._ports.ledger.set_state(context.turn.id, ending.state)

    async def _write(self, context: TurnContext, ending: Ending) -> float | None:
        """Write the last line; returns for how many seconds the platform wants to be left alone, None when settled."""
        try:
            if context.status is not None:
                await context.status.finish(ending.line, ending.buttons)
                return None
        except Throttled as error:
            return max(1.0, float(error.facts.get("retry_after_s", _PENALTY_S)))
        except PlatformError as error:
            _log.warning("status message not finished", extra={"reason": type(error).__name__})
        if ending.vital:
            try:
                await context.answer(ending.line, name="vital", buttons=ending.buttons, keep=False)
            except PlatformError as error:
                _log.warning("ending not posted", extra={"reason": type(error).__name__})
        return None
