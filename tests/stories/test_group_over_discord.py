"""The group's stories over Discord: the real adapter against the strict server, without the intent for all messages."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.dispatcher import Dispatcher
from tests.fakes.backend import FakeBackend
from tests.fakes.discord_canary import no_token_anywhere as no_discord_token_anywhere
from tests.fakes.discord_house import running_bot
from tests.film.clips import speech_clip
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.discord import people
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import discord_server
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
        # On a busy machine the quick clock makes a send look late: it asks whether it may read the empty history.
        server.refusals[:] = [said for said in server.refusals if "get_message: 404 10008" not in said]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_group(story: Story, stage: DiscordStage) -> None:
    await story(stage)
