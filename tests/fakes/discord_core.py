"""Discord's way in around a core that only listens: real gateway and REST, no way out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.discord import listening
from adapters.discord.book import DiscordBook
from adapters.discord.client import DiscordClient, DiscordOptions
from adapters.discord.intake import Hearing
from adapters.discord.listening import Ear
from adapters.discord.seen import Seen
from adapters.discord.threads import Threads
from bot.clock import SystemClock
from bot.core.model import IncomingMessage
from bot.core.ports import Clock
from tests.fakes.discord_book import MemoryDiscordBook
from tests.fakes.telegram_core import ListeningCore
from tests.platforms.discord.server import DiscordServer


@dataclass
class Listening:
    """A bot that hears."""

    server: DiscordServer
    client: DiscordClient
    core: ListeningCore
    book: DiscordBook
    seen: Seen

    @property
    def me(self) -> int:
        """The bot's user id."""
        assert self.client.user is not None
        return self.client.user.id

    async def asked(self, number: int = 1) -> list[IncomingMessage]:
        """The requests, once there are so many."""
        await self.server.until(lambda: len(self.core.asked) >= number)
        return self.core.asked

    async def noticed(self, number: int = 1) -> list[IncomingMessage]:
        """The messages merely remembered, once there are so many."""
        await self.server.until(lambda: len(self.core.seen) >= number)
        return self.core.seen


@asynccontextmanager
async def listening_bot(
    server: DiscordServer,
    *,
    message_content: bool = False,
    core: ListeningCore | None = None,
    book: DiscordBook | None = None,
    clock: Clock | None = None,
    threads: bool = False,
) -> AsyncGenerator[Listening, None]:
    """The bot, connected and with its commands told."""
    core, book, clock = core or ListeningCore(), book or MemoryDiscordBook(), clock or SystemClock()
    options = DiscordOptions(server.token, server.api_url, message_content=message_content, threads=threads)
    seen = Seen(book, clock)
    async with DiscordClient(options) as client, asyncio.TaskGroup() as group:
        tasks = [group.create_task(seen.run())]
        await seen.load()
        me = await listening.enter(client, clock)
        hearing = Hearing(me.id, core, book, seen, clock, Threads(wanted=threads))
        client.listener = Ear(client, hearing, group)
        await listening.announce(client, book, clock)
        tasks.append(group.create_task(listening.hear(client, book, clock, me.id)))
        await server.until(lambda: client.has_session)
        yield Listening(server, client, core, book, seen)
        for task in tasks:
            task.cancel()
