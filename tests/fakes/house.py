"""The whole core over fakes, with time running by itself: say things, wait, read what a person would see."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.access import Access
from bot.core.books import MediaUses
from bot.core.context import Ports
from bot.core.dispatcher import Dispatcher
from bot.core.holdings import Holdings
from bot.core.ledger import Ledger
from bot.core.model import Attachment, IncomingMessage, Link, StoredMedia
from bot.core.ports import Sessions
from bot.core.profile import Profiles, load
from tests.fakes.access import open_to_all
from tests.fakes.backend import FakeBackend
from tests.fakes.chat import FakeChat, message
from tests.fakes.clock import FakeClock
from tests.fakes.ledger import MemoryLedger
from tests.fakes.media_store import FakeMediaStore
from tests.fakes.media_tools import FakeMediaTools
from tests.fakes.media_uses import MemoryMediaUses
from tests.fakes.sessions import MemorySessions

FILM = b"video 15000 1920x1080 the film"


@dataclass
class FakeLinks:
    """Links that are either enabled with one answer or not enabled."""

    answer: Link | None = None

    async def link(self, media: StoredMedia, filename: str) -> Link | None:
        return self.answer


@dataclass
class House:
    """All parts of a running core. ``say`` accepts a message; ``settled`` waits until everything is answered."""

    folder: Path
    chat: FakeChat = field(default_factory=FakeChat)
    backend: FakeBackend = field(default_factory=FakeBackend)
    clock: FakeClock = field(default_factory=FakeClock)
    ledger: Ledger = field(default_factory=MemoryLedger)
    sessions: Sessions = field(default_factory=MemorySessions)
    links: FakeLinks = field(default_factory=FakeLinks)
    access: Access = field(default_factory=open_to_all)
    profiles: Profiles = field(default_factory=lambda: Profiles(load()))

    def __post_init__(self) -> None:
        self.store = FakeMediaStore(self.folder)
        self.tools = FakeMediaTools(self.store)
        self.uses: MediaUses = MemoryMediaUses()
        self.backend.film = FILM
        self.chat.files.setdefault("talk.mp4", b"video 24000 1280x720")
        self.dispatcher = self.new_dispatcher()

    def new_dispatcher(self) -> Dispatcher:
        """A core as after a restart: the same world, nothing remembered but what is in the ports."""
        store, tools = self.store, self.tools
        ports = Ports(
            self.chat,
            self.backend,
            self.ledger,
            self.sessions,
            store,
            tools,
            self.links,
            self.clock,
            self.access,
            Holdings(store, lambda noted: FakeMediaTools(noted, fits=tools.fits), self.uses),
            self.profiles,
        )
        return Dispatcher(ports)

    @asynccontextmanager
    async def running(self, *, time_flies: bool = True) -> AsyncGenerator["House", None]:
        """Run the dispatcher, and time with it unless the test turns the clock itself."""
        core = asyncio.ensure_future(self.dispatcher.run())
        time = asyncio.ensure_future(self._drive()) if time_flies else None
        try:
            await asyncio.sleep(0)
            yield self
        finally:
            for task in filter(None, (core, time)):
                task.cancel()
            await asyncio.gather(*filter(None, (core, time)), return_exceptions=True)

    async def _drive(self) -> None:
        while True:
            await self.clock.advance(0.5)
            await asyncio.sleep(0)

    async def say(self, text: str, *attachments: Attachment, **details: object) -> IncomingMessage:
        """Accept a message."""
        details.setdefault("at", self.clock.now())
        said = message(text, *attachments, **details)
        await self.dispatcher.accept(said)
        return said

    async def settled(self) -> None:
        """Wait until everything accepted so far is answered; fails after 10 seconds of real time."""
        async with asyncio.timeout(10):
            await self.dispatcher.settled()

    async def ask(self, text: str, *attachments: Attachment, **details: object) -> list[str]:
        """Say something and return the messages the bot added, as they stand in the end."""
        before = len(self.chat.shown)
        await self.say(text, *attachments, **details)
        await self.settled()
        return self.chat.transcript()[before:]
