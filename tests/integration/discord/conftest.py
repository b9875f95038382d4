"""A Discord of our own, with two people and a channel. No test lets the token out."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.discord_canary import no_token_anywhere
from tests.platforms.discord.people import Person
from tests.platforms.discord.rooms import Room, Server
from tests.platforms.discord.server import DiscordServer, discord_server

__all__ = ["no_token_anywhere"]


@dataclass
class Town:
    """``ann`` is a member, ``olga`` the owner of ``team``, in whose channel ``films`` they meet."""

    server: DiscordServer
    team: Server
    films: Room
    ann: Person
    olga: Person


@pytest.fixture
async def town(tmp_path: Path) -> AsyncGenerator[Town, None]:
    async with discord_server(tmp_path / "discord") as server:
        ann, olga = server.person("Ann", locale="zh-CN"), server.person("Olga")
        team = server.server("Team", olga, ann)
        yield Town(server, team, team.channel("films"), ann, olga)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A file as people send them; nothing here looks into it."""
    path = tmp_path / "clip one.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(2000))
    return path
