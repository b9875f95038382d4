"""The way out on its own: the real client against the strict server, with a brisk clock. The token must not leak."""

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram import client as client_module
from adapters.telegram import films
from adapters.telegram.client import TelegramClient, TelegramOptions
from adapters.telegram.files import TelegramFiles
from adapters.telegram.limits import Limits
from adapters.telegram.outbound import Outbound
from adapters.telegram.routes import Routes
from adapters.telegram.sender import TelegramSender
from bot.core.model import Button, ChatRef, Film, MediaFacts, MediaId, MediaKind, Reply, StoredMedia
from tests.integration.telegram_out.brisk import BriskClock
from tests.platforms.telegram.people import Room
from tests.platforms.telegram.server import BOT_USERNAME, TOKEN, TelegramServer, telegram_server
from tests.platforms.telegram.thumbnails import jpeg


class PlainKeyboards:
    """Buttons with an id made of the message's key and the label."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def keyboard(self, chat: ChatRef, message_key: str, buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
        self.keys.append(message_key)
        row = [InlineKeyboardButton(each.label, callback_data=f"{message_key}/{each.says}"[:60]) for each in buttons]
        return InlineKeyboardMarkup([row]) if row else None


@dataclass
class Watch:
    """What a SendWatch was told."""

    told: list[str] = field(default_factory=list)

    async def going(self) -> None:
        self.told.append("going")

    async def refused(self) -> None:
        self.told.append("refused")


class Out:
    """The bot's way out and in for files, put together as the adapter does it."""

    def __init__(self, server: TelegramServer, clock: BriskClock, folder: Path, group: asyncio.TaskGroup) -> None:
        self.server, self.clock, self.folder, self.group = server, clock, folder, group
        options = TelegramOptions(TOKEN, server.url, local=server.state.local)
        self.client = TelegramClient(options)
        self.outbound = Outbound(clock)
        self.keyboards = PlainKeyboards()
        self.routes = Routes()
        self.limits = Limits(local=server.state.local)
        outbox = films.Outbox(folder / "outbox") if server.state.local else None
        self.sender = TelegramSender(
            self.client.bot,
            self.outbound,
            self.keyboards,
            self.routes,
            self.limits,
            clock,
            username=lambda: BOT_USERNAME,
            outbox=outbox,
        )
        self.files = TelegramFiles(self.client.bot, server.state.local_folder, sleep=clock.sleep)
        self._keys = iter(range(10_000))
        self._beside: list[asyncio.Task[object]] = []

    def chat(self, room: Room) -> ChatRef:
        return self.routes.chat(room.id, room.thread_id)

    async def send(self, room: Room, reply: Reply | str, watch: Watch | None = None):
        said = Reply(reply) if isinstance(reply, str) else reply
        return await self.sender.send(self.chat(room), said, f"key{next(self._keys)}", watch)

    def film(self, size_bytes: int = 3000, *, poster: bool = True, extension: str = "mp4", **facts: object) -> Film:
        """A film of that many bytes, 1280 by 720, 3.2 s."""
        path = self.folder / f"film{size_bytes}.bin"
        with path.open("wb") as file:
            file.truncate(size_bytes)
        still = self.folder / "still.bin"
        still.write_bytes(jpeg(320, 180))
        kept = StoredMedia(MediaId("b" * 64), still, still.stat().st_size) if poster else None
        known = {"kind": MediaKind.VIDEO, "duration_ms": 3200, "width": 1280, "height": 720, "has_audio": True} | facts
        return Film(
            StoredMedia(MediaId("a" * 64), path, size_bytes), MediaFacts(extension=extension, **known), "假期.mp4", kept
        )

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
    """The token is in nothing that was logged or printed."""
    caplog.set_level(logging.DEBUG)
    yield
    printed = capfd.readouterr()
    secret = TOKEN.partition(":")[2]
    assert secret not in caplog.text + printed.out + printed.err


def assert_no_token(error: BaseException | None) -> None:
    """The token is in nothing that hangs on the error."""
    while error is not None:
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
        assert TOKEN.partition(":")[2] not in shown
        assert not hasattr(error, "_request")
        error = error.__cause__ or error.__context__


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client gives up on a silent server within a second."""
    monkeypatch.setattr(client_module, "_ANSWER_S", 0.5)
    monkeypatch.setattr(films, "_ANSWER_S", 0.5)


@asynccontextmanager
async def _opened(folder: Path, *, local: bool) -> AsyncGenerator[Out, None]:
    clock = BriskClock()
    async with telegram_server(folder, clock=clock, local=local) as server, asyncio.TaskGroup() as group:
        out = Out(server, clock, folder, group)
        scheduling = group.create_task(out.outbound.run())
        try:
            yield out
        finally:
            out.stop()
            scheduling.cancel()
            await out.client.aclose()


@pytest.fixture
async def out(tmp_path: Path) -> AsyncGenerator[Out, None]:
    """Against the cloud's rules."""
    async with _opened(tmp_path, local=False) as opened:
        yield opened


@pytest.fixture
async def local_out(tmp_path: Path) -> AsyncGenerator[Out, None]:
    """Against a server in local mode."""
    async with _opened(tmp_path, local=True) as opened:
        yield opened
