"""Cutdesk at work on Discord: the real process with its studio, against the strict server at Discord's own pace.

When it has stopped, nothing it printed, logged or kept may hold the token, and no call may have come too early,
broken Discord's OpenAPI, or been refused, except what a test provoked.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e import leaks
from tests.e2e.server import Server, serving
from tests.platforms.discord.rooms import Room
from tests.platforms.discord.server import DiscordServer, discord_server
from tests.platforms.discord.world import Shown

FILM_S = 240.0
"""How long a test waits for a film: several are made at once, on few cores."""
_START_S = 60.0


@dataclass
class Home:
    """One Cutdesk that serves Discord. ``folder`` holds all its data, and the clips of the test."""

    discord: DiscordServer
    bot: Server
    folder: Path

    @property
    def token(self) -> str:
        """The secret part of the bot's token."""
        return self.discord.token.rpartition(".")[2]

    def leaks(self) -> list[str]:
        """Where the token can be read: on the screen, in the log, in a file of the data folder."""
        return leaks.places(self.token, self.bot, self.folder / "data")


@asynccontextmanager
async def at_home(folder: Path, **settings: str) -> AsyncGenerator[Home, None]:
    """Serve in an empty world until the block is left, and look for the token then."""
    async with discord_server(folder / "discord") as discord, serving_in(discord, folder, **settings) as home:
        yield home


@asynccontextmanager
async def serving_in(discord: DiscordServer, folder: Path, **settings: str) -> AsyncGenerator[Home, None]:
    """The same in a world that is there already: its ids can stand in the settings."""
    discord.limits.realistic()
    named = {"DISCORD_BOT_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url, **settings}
    async with serving(folder, **named) as bot:
        await discord.ready(_START_S)
        await discord.until(lambda: discord.calls("bulk_set_application_commands"), _START_S)
        home = Home(discord, bot, folder)
        yield home
        assert await bot.stop() == 0
    assert discord.limits.given == []
    assert await asyncio.to_thread(home.leaks) == []


async def film(room: Room, number: int = 1) -> Shown:
    """The bot's film of that number in the room, once the line of its turn says that it is done."""
    made = await room.video(number=number, limit_s=FILM_S)
    await room.until(lambda _: not at_work(room), FILM_S)
    return made


async def answered(room: Room, count: int = 1) -> list[Shown]:
    """The bot's own messages in the room, once there are so many and none tells of work any more."""
    await room.until(lambda _: len(spoken(room)) >= count and not at_work(room), FILM_S)
    return spoken(room)


def spoken(room: Room) -> list[Shown]:
    """The bot's messages that are not answers to an interaction, which only tell that it was heard."""
    return [message for message in room.from_bot if not message.is_response]


def statuses(room: Room) -> list[Shown]:
    """The status messages of the room: those that were silent."""
    return [message for message in spoken(room) if message.message.flags & _SILENT]


def at_work(room: Room) -> list[Shown]:
    """The status messages of turns that have not ended: they have a button to cancel."""
    return [message for message in room.from_bot if {"Cancel", "取消"} & set(message.buttons)]


_SILENT = 1 << 12
