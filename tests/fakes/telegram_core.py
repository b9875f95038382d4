"""Telegram's intake around fakes: a core that keeps what it is handed, and a Bot API of a few answers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace

from adapters.telegram.admins import Admins
from adapters.telegram.intake import Hearing, Intake
from adapters.telegram.lanes import Receipts
from adapters.telegram.presses import Presses
from adapters.telegram.routes import Routes
from bot.core.model import IncomingMessage, JsonObject
from tests.fakes.clock import FakeClock, settle
from tests.fakes.telegram_book import MemoryTelegramBook
from tests.fakes.telegram_updates import ME


@dataclass
class ListeningCore:
    """An inbox: ``asked`` are the accepted messages for us, ``seen`` those merely remembered."""

    asked: list[IncomingMessage] = field(default_factory=list)
    seen: list[IncomingMessage] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    failure: Exception | None = None

    def refusal(self, _message: IncomingMessage) -> str | None:
        return None

    async def accept(self, message: IncomingMessage) -> bool:
        if self.failure is not None:
            raise self.failure
        if not message.addressed:
            self.seen.append(message)
            return True
        if message.event_id in self.known:
            return False
        self.known.add(message.event_id)
        self.asked.append(message)
        return True

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.asked]


@dataclass
class SmallBot:
    """Answers the two calls the intake makes. ``gates`` hold a chat's answer back."""

    admins: dict[int, list[int]] = field(default_factory=dict)
    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    toasts: list[tuple[str, str | None]] = field(default_factory=list)
    failure: Exception | None = None

    async def get_chat_administrators(self, chat_id: int, read_timeout: float) -> list[SimpleNamespace]:
        self.asked.append(chat_id)
        if chat_id in self.gates:
            await self.gates[chat_id].wait()
        if self.failure is not None:
            raise self.failure
        return [SimpleNamespace(user=SimpleNamespace(id=user)) for user in self.admins.get(chat_id, [])]

    async def answer_callback_query(self, query: str, text: str | None) -> bool:
        self.toasts.append((query, text))
        if self.failure is not None:
            raise self.failure
        return True


@dataclass
class Listening:
    """A running intake."""

    clock: FakeClock
    core: ListeningCore
    bot: SmallBot
    book: MemoryTelegramBook
    routes: Routes
    intake: Intake

    async def take(self, *updates: JsonObject, again: bool = False) -> None:
        """Keep the updates as the poll does, and have the new ones seen to as far as it goes without time."""
        fresh = await self.book.keep(ME.id, updates, 0)
        for raw in updates:
            if again or raw["update_id"] in fresh:
                await self.intake.take(raw, again=again)
        await settle()

    @property
    def pending(self) -> list[int]:
        """The updates not yet marked as handled."""
        return [number for (_, number), raw in self.book.bodies.items() if raw is not None]


@asynccontextmanager
async def listening(
    *, book: MemoryTelegramBook | None = None, core: ListeningCore | None = None, clock: FakeClock | None = None
) -> AsyncGenerator[Listening, None]:
    """An intake until the block is left; a second one over the same book and core is the next process."""
    clock, core, bot = clock or FakeClock(), core or ListeningCore(), SmallBot()
    book = book or MemoryTelegramBook()
    routes = Routes(await book.moves())
    admins = Admins(bot, clock)
    receipts = Receipts(partial(book.handled, ME.id))
    presses = Presses(bot, book, admins, routes, clock)
    async with asyncio.TaskGroup() as group:
        hearing = Hearing(ME, core, book, routes, admins, presses, receipts, clock)
        marking = group.create_task(receipts.run())
        within = asyncio.TaskGroup()
        async with within:
            made = Listening(clock, core, bot, book, routes, Intake(hearing, within))
            try:
                yield made
            finally:
                for task in within._tasks:
                    task.cancel()
        marking.cancel()
