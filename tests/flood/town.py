"""Bot and Telegram under one clock turned by hand: minutes of penalties pass in seconds, and waits are told exactly.

The adapter, its HTTP and the core are the real ones; what is edited and kept is not. Time stands still while anything
is on its way between bot and server, so what the computer is slow at costs none of it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adapters.telegram import client as client_module
from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.client import TelegramOptions
from bot.core.context import Ports
from bot.core.dispatcher import Dispatcher
from bot.core.holdings import Holdings
from bot.core.model import Language, RenderId, RenderProgress, RenderStatus, SessionId, Uploaded
from bot.core.router import PlatformRouter
from tests.fakes.access import open_to_all
from tests.fakes.backend import FakeBackend
from tests.fakes.clock import FakeClock
from tests.fakes.house import FILM, FakeLinks
from tests.fakes.ledger import MemoryLedger
from tests.fakes.media_store import FakeMediaStore
from tests.fakes.media_tools import FakeMediaTools
from tests.fakes.media_uses import MemoryMediaUses
from tests.fakes.sessions import MemorySessions
from tests.fakes.telegram_book import MemoryTelegramBook
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer, telegram_server

STEP_S = 0.1
_SETTLES_REAL_S = 0.001
_RENDER_STEP_PERCENT = 8.0


class SlowFilms(FakeBackend):
    """Every session has a clip; a render takes a dozen polls, and there is news at each."""

    async def open_session(self, language: Language) -> SessionId:
        session = await super().open_session(language)
        self.sessions[session].uploads.append(Uploaded("clip.mp4", "video", 2.0, "given"))
        return session

    async def render(self, render: RenderId) -> RenderProgress | None:
        told = await super().render(render)
        if told is not None:
            percent = (told.percent or 0.0) + _RENDER_STEP_PERCENT
            if told.status is RenderStatus.PROCESSING and percent < 100:
                self.renders[render].progress = replace(told, percent=percent)
            elif told.status is RenderStatus.PENDING:
                self.renders[render].progress = replace(told, status=RenderStatus.PROCESSING, percent=0.0)
        return told


class Counting(client_module._Request):
    """The adapter's requests, counted while they are under way, polls left out."""

    under_way = 0

    async def do_request(self, url: str, method: str, *rest: Any, **named: Any) -> tuple[int, bytes]:
        if url.endswith("/getUpdates"):
            return await super().do_request(url, method, *rest, **named)
        Counting.under_way += 1
        try:
            return await super().do_request(url, method, *rest, **named)
        finally:
            Counting.under_way -= 1


@dataclass(eq=False)
class Town:
    """The running bot, its server, and the clock of both."""

    clock: FakeClock
    server: TelegramServer
    sent_at: dict[Message, float] = field(default_factory=dict)

    async def asks(self, person: Person, room: Room, words: str = "make it shorter") -> Message:
        """Somebody asks for a film."""
        at = self.clock.monotonic()
        message = await person.sends(room, words)
        self.sent_at[message] = at
        return message

    def films_for(self, message: Message) -> int:
        """How many films answer the message."""
        return sum(each.media is not None for each in self._answers(message))

    def is_done(self, message: Message) -> bool:
        """Whether it has its film, and its status message is not at work any more."""
        return self.films_for(message) > 0 and all("Cancel" not in each.buttons for each in self._answers(message))

    def acknowledged_s(self, *rooms: Room) -> list[float]:
        """For every request in these rooms: how long it waited for its first answer."""
        mine = {room.id for room in rooms}
        firsts: dict[tuple[int, int], float] = {}
        for call in self.server.log:
            quoted = call.params.get("reply_parameters")
            if call.ok and isinstance(quoted, dict):
                firsts.setdefault((int(str(call.params["chat_id"])), quoted["message_id"]), call.at_s)
        asked = {message: at for message, at in self.sent_at.items() if message.chat.id in mine}
        return [firsts[message.chat.id, message.id] - at for message, at in asked.items()]

    async def until_done(self, limit_s: float) -> None:
        """Let time pass until everything asked for is done; AssertionError when it lasts too long by the clock."""
        until = self.clock.monotonic() + limit_s
        while not all(self.is_done(message) for message in self.sent_at):
            assert self.clock.monotonic() < until, "\n".join(room.title for room in self.server.chats)
            await self.clock.sleep(1.0)

    def _answers(self, message: Message) -> list[Message]:
        return [each for each in message.chat.from_bot if each.reply_to is message]


@asynccontextmanager
async def town(folder: Path) -> AsyncGenerator[Town, None]:
    """A running bot until the block is left. Time goes by itself while the block waits."""
    clock = FakeClock()
    client_module._Request, plain = Counting, client_module._Request
    Counting.under_way = 0
    try:
        async with telegram_server(folder / "telegram", clock=clock) as server:
            options = TelegramOptions(server.token, server.url)
            async with TelegramAdapter.opened(options, MemoryTelegramBook(), clock) as adapter:
                dispatcher = _core(folder / "media", adapter, clock)
                async with asyncio.TaskGroup() as group:
                    works = (dispatcher.run(), adapter.run(dispatcher), _let_time_pass(clock, server))
                    tasks = [group.create_task(work) for work in works]
                    await server.until(lambda: server.updates.is_polled)
                    yield Town(clock, server)
                    for task in tasks:
                        task.cancel()
    finally:
        client_module._Request = plain


def _core(folder: Path, adapter: TelegramAdapter, clock: FakeClock) -> Dispatcher:
    folder.mkdir()
    store, backend = FakeMediaStore(folder), SlowFilms()
    backend.film = FILM
    return Dispatcher(
        Ports(
            PlatformRouter([adapter]),
            backend,
            MemoryLedger(),
            MemorySessions(),
            store,
            FakeMediaTools(store),
            FakeLinks(),
            clock,
            open_to_all(),
            Holdings(store, FakeMediaTools, MemoryMediaUses()),
        )
    )


async def _let_time_pass(clock: FakeClock, server: TelegramServer) -> None:
    """Whenever nothing is on its way: no call, and no update that the bot has not confirmed."""
    while True:
        await asyncio.sleep(_SETTLES_REAL_S)
        if Counting.under_way == 0 and (not server.updates.unconfirmed or not server.updates.is_polled):
            await clock.advance(STEP_S)
