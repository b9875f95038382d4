"""The real Telegram adapter over a real database, against the strict server; killed and started as a test says."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.client import TelegramOptions
from adapters.telegram.polling import PollingPace
from bot.clock import SystemClock
from bot.core.model import IncomingMessage
from storage.database import Database
from storage.ledger import SqliteLedger
from storage.shared_commits import CommitListener
from storage.telegram import SqliteTelegramBook
from tests.platforms.telegram.server import TelegramServer

QUICK = PollingPace(wait_s=20, watchdog_s=30.0, pause_s=(0.05, 0.2), rival_s=(0.1, 0.4))


@dataclass
class LedgerCore:
    """An inbox over the real ledger, without answers. ``taken``: what was accepted in this process, in order."""

    ledger: SqliteLedger
    taken: list[IncomingMessage] = field(default_factory=list)
    seen: list[IncomingMessage] = field(default_factory=list)

    def refusal(self, _message: IncomingMessage) -> str | None:
        return None

    async def accept(self, message: IncomingMessage) -> bool:
        if not message.addressed:
            await self.ledger.remember(message)
            self.seen.append(message)
            return True
        if await self.ledger.accept(message) is None:
            return False
        self.taken.append(message)
        return True

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.taken]


@dataclass
class RunningBot:
    """One process."""

    adapter: TelegramAdapter
    core: LedgerCore
    database: Database
    running: asyncio.Task[None]

    async def until(self, happened: Callable[[], object], limit_s: float = 10.0) -> None:
        """Wait until it is so, or the adapter has ended, whose error is raised."""
        async with asyncio.timeout(limit_s):
            while not happened():
                if self.running.done():
                    await self.running
                await asyncio.sleep(0.005)

    async def asked(self, count: int) -> list[IncomingMessage]:
        """Wait for that many messages for us."""
        await self.until(lambda: len(self.core.taken) >= count)
        return self.core.taken

    async def pending(self) -> int:
        """How many updates are kept and not yet handled."""
        rows = await self.database.read("SELECT count(*) AS n FROM telegram_updates WHERE body IS NOT NULL")
        return int(rows[0]["n"])

    async def until_handled(self) -> None:
        """Wait until no update is left in the book."""
        async with asyncio.timeout(10):
            while await self.pending():
                await asyncio.sleep(0.005)


@asynccontextmanager
async def telegram_bot(
    server: TelegramServer,
    folder: Path,
    *,
    pace: PollingPace = QUICK,
    token: str | None = None,
    api_url: str | None = None,
    on_commit: CommitListener | None = None,
) -> AsyncGenerator[RunningBot, None]:
    """A process of the bot over ``folder``; it is torn down as it stands when the block is left."""
    database = await Database.open(folder / "bot.sqlite3", on_commit)
    options = TelegramOptions(token or server.token, api_url or server.url)
    try:
        async with TelegramAdapter.opened(options, SqliteTelegramBook(database), SystemClock(), pace) as adapter:
            core = LedgerCore(SqliteLedger(database))
            running = asyncio.get_running_loop().create_task(adapter.run(core))
            try:
                yield RunningBot(adapter, core, database, running)
            finally:
                running.cancel()
                await asyncio.wait([running])
                if not running.cancelled():
                    running.exception()
    finally:
        await database.close()


async def a_while(chance: random.Random, longest_s: float) -> None:
    """Wait for a random part of that time."""
    await asyncio.sleep(chance.random() * longest_s)
