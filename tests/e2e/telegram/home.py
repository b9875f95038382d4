"""Cutdesk at work on Telegram: the real process with its studio, against the strict server.

When it has stopped, nothing it printed, logged or kept may hold the token, and no call may have come too early.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e import leaks
from tests.e2e.server import Server, serving
from tests.platforms.telegram.flood import Allowance
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer, telegram_server

FILM_S = 120.0
"""How long a test waits for a film: several are made at once, on few cores."""
GROUP_LAW, PRIVATE_LAW = Allowance(20, 60.0), Allowance(8, 5.0)
"""Telegram's pace: 20 a minute in a group, about one a second elsewhere with short bursts (its FAQ for bots)."""


@dataclass
class Home:
    """One Cutdesk that serves Telegram. ``folder`` holds all its data, and the clips of the test."""

    telegram: TelegramServer
    bot: Server
    folder: Path

    @property
    def token(self) -> str:
        """The secret part of the bot's token."""
        return self.telegram.token.partition(":")[2]

    def leaks(self) -> list[str]:
        """Where the token can be read: on the screen, in the log, in a file of the data folder."""
        return leaks.places(self.token, self.bot, self.folder / "data")


@asynccontextmanager
async def at_home(
    folder: Path, *, local: bool = False, privacy: bool = True, **settings: str
) -> AsyncGenerator[Home, None]:
    """Serve until the block is left, and look for the token then."""
    async with telegram_server(folder / "telegram", local=local, privacy=privacy) as telegram:
        telegram.flood.group, telegram.flood.private = GROUP_LAW, PRIVATE_LAW
        named = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url, **settings}
        async with serving(folder, **named) as bot:
            await telegram.until(lambda: telegram.updates.is_polled, 30.0)
            home = Home(telegram, bot, folder)
            yield home
            assert await bot.stop() == 0
        assert await asyncio.to_thread(home.leaks) == []


async def film(room: Room, number: int = 1) -> Message:
    """The bot's film of that number in the room, once the line of its turn says that it is done."""
    made = await room.video(number=number, limit_s=FILM_S)
    await room.until(lambda _: not at_work(room), FILM_S)
    return made


async def answered(room: Room, count: int = 1) -> list[Message]:
    """The bot's messages in the room, once there are so many and none tells of work any more."""
    await room.until(lambda _: len(room.from_bot) >= count and not at_work(room), FILM_S)
    return room.from_bot


def at_work(room: Room) -> list[Message]:
    """The status messages of turns that have not ended: they have a button to cancel."""
    return [message for message in room.from_bot if {"Cancel", "取消"} & set(message.buttons)]


def stored_bytes(message: Message) -> Path:
    """The film of a message as Telegram has it."""
    assert message.media is not None
    return message.media.file.path


def statuses(room: Room) -> Iterator[Message]:
    """The room's status messages: those that were silent."""
    return (message for message in room.from_bot if message.silent)
