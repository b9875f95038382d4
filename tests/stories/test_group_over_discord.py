"""The group's stories over Discord: the real adapter against the strict server, without the intent for all messages."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.client import DiscordOptions
from bot.core.context import Ports
from bot.core.dispatcher import Dispatcher
from bot.core.holdings import Holdings
from bot.media_tools import SandboxedMediaTools
from storage.database import Database
from storage.discord import SqliteDiscordBook
from storage.ledger import SqliteLedger
from storage.media_store import FolderMediaStore
from storage.media_uses import SqliteMediaUses
from storage.sessions import SqliteSessions
from tests.fakes.access import open_to_all
from tests.fakes.backend import FakeBackend
from tests.fakes.discord_canary import no_token_anywhere as no_discord_token_anywhere
from tests.fakes.house import FakeLinks
from tests.film.clips import speech_clip
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.discord import people
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import DiscordServer, discord_server
from tests.platforms.discord.world import Shown
from tests.stories.group import STORIES, Story
from tests.stories.stage import Person, Seen

__all__ = ["no_discord_token_anywhere"]


@dataclass
class DiscordStage:
    """A channel of three where Cat may manage messages. Words go to the bot by name, commands are slash commands."""

    backend: FakeBackend
    dispatcher: Dispatcher
    room: Room
    members: dict[Person, people.Person]
    clip: Path

    async def says(self, person: Person, words: str, *, clip: bool = False) -> None:
        await self.members[person].sends(self.room, words, files=[self.clip] if clip else [], mention=True)

    async def asks(self, person: Person, command: str) -> None:
        await self.members[person].uses(self.room, command)

    async def presses(self, person: Person, label: str, on: Seen) -> None:
        assert isinstance(on.handle, Shown)
        await self.members[person].presses(on.handle, label)

    async def until(self, *parts: str, count: int = 1) -> Seen:
        await self.room.until(lambda _: len(self._with(parts)) >= count)
        newest = self._with(parts)[-1]
        return Seen(newest.words, newest)

    async def until_films(self, count: int) -> None:
        await self.room.video(number=count)

    async def settles(self) -> None:
        async with asyncio.timeout(10):
            await self.dispatcher.settled()

    def transcript(self) -> list[str]:
        return [message.words for message in self._public]

    def films(self) -> int:
        return len(self.room.videos)

    @property
    def _public(self) -> list[Shown]:
        """Without the answers that only the person who gave a command sees."""
        return [message for message in self.room.from_bot if not message.is_ephemeral]

    def _with(self, parts: tuple[str, ...]) -> list[Shown]:
        return [message for message in self._public if all(part in message.words for part in parts)]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    return asyncio.run(speech_clip(folder, noise=False, sentences=1, width=320, height=180)).path


@pytest.fixture
async def stage(tmp_path: Path, clip: Path) -> AsyncGenerator[DiscordStage, None]:
    clock = BriskClock(8)
    # Discord's own three seconds are real ones; only the bot's pace is quick.
    async with discord_server(tmp_path / "discord") as server:
        ann, ben, cat, owner = (server.person(name) for name in ("Ann", "Ben", "Cat", "Olga"))
        team = server.server("Team", owner, ann, ben, cat)
        team.gives(cat, team.role("Mods", manage_messages=True))
        backend = FakeBackend()
        backend.film = clip.read_bytes()
        room = team.channel("films")
        async with running_bot(server, clock, backend, tmp_path) as dispatcher:
            members = {Person.ANN: ann, Person.BEN: ben, Person.CAT: cat}
            yield DiscordStage(backend, dispatcher, room, members, clip)


@asynccontextmanager
async def running_bot(
    server: DiscordServer, clock: BriskClock, backend: FakeBackend, folder: Path
) -> AsyncGenerator[Dispatcher, None]:
    """The core over that backend, with Discord as its way in and out."""
    database = await Database.open(folder / "bot.sqlite3")
    store = FolderMediaStore(folder / "media", reserve_bytes=0)
    options = DiscordOptions(server.token, server.api_url)
    try:
        async with DiscordAdapter.opened(options, SqliteDiscordBook(database), clock) as adapter:
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
                await server.ready()
                await server.until(lambda: server.calls("bulk_set_application_commands"))
                yield dispatcher
                for task in tasks:
                    task.cancel()
    finally:
        await database.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_group(story: Story, stage: DiscordStage) -> None:
    await story(stage)
