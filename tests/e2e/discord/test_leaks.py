"""The search for the token that every test here ends with finds it wherever it stands."""

from pathlib import Path

import pytest

from tests.e2e.discord.home import Home
from tests.e2e.server import Server
from tests.platforms.discord.server import discord_server


@pytest.fixture
async def home(tmp_path: Path) -> Home:
    (tmp_path / "server.log").write_text("listening\n")
    (tmp_path / "data" / "media").mkdir(parents=True)
    (tmp_path / "data" / "media" / "film").write_bytes(bytes(100_000))
    async with discord_server(tmp_path / "discord") as discord:
        return Home(discord, Server(tmp_path), tmp_path)


async def test_where_it_is_not_nothing_is_found(home: Home) -> None:
    assert home.leaks() == []


async def test_it_is_found_on_the_screen_in_the_log_and_in_a_file(home: Home) -> None:
    home.bot.printed = f"bot {home.token}"
    (home.folder / "server.log").write_text(f"Authorization: Bot {home.discord.token}")
    database = home.folder / "data" / "bot.sqlite3"
    database.write_bytes(bytes(70_000) + home.token.encode() + bytes(10))
    assert home.leaks() == ["screen", "log", str(database)]
