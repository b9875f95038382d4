"""The group's stories over Telegram: the real adapter against the strict server, in a group with privacy mode on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.client import TelegramOptions
from bot.core.context import Ports
from bot.core.dispatcher import Dispatcher
from bot.core.holdings import Holdings
from bot.media_tools import SandboxedMediaTools
from storage.database import Database
from storage.ledger import SqliteLedger
from storage.media_store import FolderMediaStore
from storage.media_uses import SqliteMediaUses
from storage.sessions import SqliteSessions
from storage.telegram import SqliteTelegramBook
from tests.fakes.access import open_to_all
from tests.fakes.backend import FakeBackend
from tests.fakes.house import FakeLinks
from tests.fakes.telegram_bot import QUICK
from tests.film.clips import speech_clip
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.telegram import people
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.rooms import Group
from tests.platforms.telegram.server import TelegramServer, telegram_server
from tests.stories.group import STORIES, Story
from tests.stories.stage import Person, Seen


@dataclass
class TelegramStage:
    """A group of three whose creator is Cat."""

    backend: FakeBackend
    dispatcher: Dispatcher
    group: Group
    members: dict[Person, people.Person]
    clip: Path

    async def says(self, person: Person, words: str, *, clip: bool = False) -> None:
        said = f"/edit@cutdesk_bot {words}"
        if clip:
            await self.members[person].sends(self.group, video=self.clip, caption=said)
        else:
            await self.members[person].sends(self.group, said)

    async def asks(self, person: Person, command: str) -> None:
        await self.members[person].sends(self.group, f"/{command}@cutdesk_bot")

    async def presses(self, person: Person, label: str, on: Seen) -> None:
        assert isinstance(on.handle, Message)
        await self.members[person].presses(on.handle, label)

    async def until(self, *parts: str, count: int = 1) -> Seen:
        await self.group.until(lambda _: len(self._with(parts)) >= count)
        newest = self._with(parts)[-1]
        return Seen(newest.words, newest)

    async def until_films(self, count: int) -> None:
        await self.group.video(number=count)

    async def settles(self) -> None:
        async with asyncio.timeout(10):
            await self.dispatcher.settled()

    def transcript(self) -> list[str]:
        return [message.words for message in self.group.from_bot]

    def films(self) -> int:
        return len(self.group.videos)

    def _with(self, parts: tuple[str, ...]) -> list[Message]:
        return [message for message in self.group.from_bot if all(part in message.words for part in parts)]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    return asyncio.run(speech_clip(folder, noise=False, sentences=1, width=320, height=180)).path


@pytest.fixture
async def stage(tmp_path: Path, clip: Path) -> AsyncGenerator[TelegramStage, None]:
    clock = BriskClock(8)
    async with telegram_server(tmp_path / "telegram", clock=clock) as server:
        ann, ben, cat = (server.person(person.value, language="en") for person in Person)
        group = server.group("Team", cat, ann, ben)
        members = {Person.ANN: ann, Person.BEN: ben, Person.CAT: cat}
        backend = FakeBackend()
        backend.film = clip.read_bytes()
        async with running_bot(server, clock, backend, tmp_path) as dispatcher:
            yield TelegramStage(backend, dispatcher, group, members, clip)


@asynccontextmanager
async def running_bot(
    server: TelegramServer, clock: BriskClock, backend: FakeBackend, folder: Path
) -> AsyncGenerator[Dispatcher, None]:
    """The core over that backend, with Telegram as its way in and out."""
    database = await Database.open(folder / "bot.sqlite3")
    store = FolderMediaStore(folder / "media", reserve_bytes=0)
    options = TelegramOptions(server.token, server.url)
    try:
        async with TelegramAdapter.opened(options, SqliteTelegramBook(database), clock, QUICK) as adapter:
            ports = Ports(
                adapter,
                backend,
                SqliteLedger(database),
                SqliteSessions(database),
                store,
                SandboxedMediaTools(store),
                FakeLinks(),
                clock,
                open_to_all(),
                Holdings(store, SandboxedMediaTools, SqliteMediaUses(database)),
            )
            dispatcher = Dispatcher(ports)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(dispatcher.run()), group.create_task(adapter.run(dispatcher))]
                await adapter.listening()
                yield dispatcher
                for task in tasks:
                    task.cancel()
    finally:
        await database.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_group(story: Story, stage: TelegramStage) -> None:
    await story(stage)
