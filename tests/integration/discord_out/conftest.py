"""The way out on its own: the real client against the strict server, with a brisk clock. The token must not leak."""

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator, Awaitable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.discord import calls
from adapters.discord.buttons import Rows
from adapters.discord.client import DiscordClient, DiscordOptions
from adapters.discord.files import DiscordFiles
from adapters.discord.limits import Limits
from adapters.discord.outbound import Outbound
from adapters.discord.routes import chat_of, message_ref
from adapters.discord.sender import DiscordSender
from bot.core.model import ChatRef, Film, MediaFacts, MediaId, MediaKind, MessageRef, Reply, StoredMedia
from tests.fakes.discord_book import MemoryDiscordBook
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import TOKEN, DiscordServer, discord_server
from tests.platforms.discord.world import LIMITS, Shown


class LeapingClock(BriskClock):
    """A brisk clock that can be put forward: hours of downtime pass at once."""

    _leapt = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._leapt

    def leap(self, seconds: float) -> None:
        self._leapt += seconds


class WrongClock:
    """The clock of a computer whose time is off by so many seconds."""

    def __init__(self, right: LeapingClock, off_s: float) -> None:
        self._right, self._off = right, timedelta(seconds=off_s)
        self.monotonic, self.sleep = right.monotonic, right.sleep

    def now(self) -> datetime:
        return self._right.now() + self._off


class Out:
    """The bot's way out and in for files, put together as the adapter does it."""

    def __init__(self, server: DiscordServer, clock: LeapingClock, folder: Path, group: asyncio.TaskGroup) -> None:
        self.server, self.clock, self.folder, self.group = server, clock, folder, group
        self.client = DiscordClient(DiscordOptions(server.token, server.api_url))
        self.book = MemoryDiscordBook()
        self.limits = Limits(lambda guild: LIMITS[server.world.boosts.get(guild, 0)])
        self.files = DiscordFiles(self.client, server.api_url, sleep=clock.sleep)
        self.restarts()
        self._keys = iter(range(10_000))
        self._beside: list[asyncio.Task[object]] = []

    def restarts(self, *, after_s: float = 0.0, clock_off_s: float = 0.0) -> None:
        """The next process, some time later: nothing is remembered but what is in the book."""
        self.clock.leap(after_s)
        clock = WrongClock(self.clock, clock_off_s)
        self.outbound = Outbound(clock)
        self.sender = DiscordSender(self.client, self.outbound, Rows(self.book, clock), self.limits, clock)

    def chat(self, room: Room) -> ChatRef:
        return chat_of(room.id, room.channel.guild_id)

    def ref(self, message: Shown, room: Room) -> MessageRef:
        return message_ref(self.chat(room), message.id)

    async def send(self, room: Room, reply: Reply | str, key: str = "") -> MessageRef:
        said = Reply(reply) if isinstance(reply, str) else reply
        return await self.sender.send(self.chat(room), said, key or f"key{next(self._keys)}")

    def film(self, size_bytes: int = 3000, *, extension: str = "mp4", name: str = "假期 talk-edited.mp4") -> Film:
        """A film of that many bytes, 1280 by 720, 3.2 s."""
        path = self.folder / f"film{size_bytes}.bin"
        with path.open("wb") as file:
            file.truncate(size_bytes)
        facts = MediaFacts(MediaKind.VIDEO, extension, 3200, 1280, 720, has_audio=True)
        return Film(StoredMedia(MediaId("a" * 64), path, size_bytes), facts, name)

    def beside(self, work: Awaitable[object]) -> "asyncio.Task[object]":
        """Do it beside the test; the task brings the result, or the error as a value."""

        async def outcome() -> object:
            try:
                return await work
            except Exception as error:
                return error

        task = self.group.create_task(outcome())
        self._beside.append(task)
        return task

    def stop(self) -> None:
        """Give up what is still done beside the test."""
        for task in self._beside:
            task.cancel()


@pytest.fixture(autouse=True)
def canary(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """The token is in nothing that was logged or printed, nor is the signature of any link."""
    caplog.set_level(logging.DEBUG)
    yield
    printed = capfd.readouterr()
    said = caplog.text + printed.out + printed.err
    assert TOKEN.rpartition(".")[2] not in said
    assert "hm=" not in said


def assert_no_token(error: BaseException | None) -> None:
    """The token is in nothing that hangs on the error."""
    while error is not None:
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
        assert TOKEN.rpartition(".")[2] not in shown
        error = error.__cause__ or error.__context__


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client gives up on a silent server soon."""
    monkeypatch.setattr(calls, "_ANSWER_S", 0.4)
    monkeypatch.setattr(calls, "FILM_ANSWER_S", 0.4)


@asynccontextmanager
async def opened(folder: Path) -> AsyncGenerator[Out, None]:
    clock = LeapingClock()
    async with discord_server(folder / "discord", clock=clock) as server, asyncio.TaskGroup() as group:
        out = Out(server, clock, folder, group)
        await out.client.enter()
        try:
            yield out
        finally:
            out.stop()
            await out.client.close()


@pytest.fixture
async def out(tmp_path: Path) -> AsyncGenerator[Out, None]:
    async with opened(tmp_path) as made:
        yield made


@pytest.fixture
def ann(out: Out) -> Person:
    return out.server.person("Ann")


@pytest.fixture
def films(out: Out, ann: Person) -> Room:
    """A channel of a guild of Olga's, where Ann is, too."""
    return out.server.server("Team", out.server.person("Olga"), ann).channel("films")


@pytest.fixture
def private(out: Out, ann: Person) -> Room:
    """Ann's direct messages with the bot."""
    return out.server.dm(ann)
