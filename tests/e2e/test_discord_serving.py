"""`python -m bot` with Discord beside the page: what it prints, a film from a command, a restart, and a wrong token."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.e2e.server import Server, serving
from tests.film.clips import speech_clip
from tests.platforms.discord.server import DiscordServer, discord_server

EXIT_CONFIGURATION = 78


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncGenerator[DiscordServer, None]:
    async with discord_server(tmp_path / "discord") as server:
        yield server


def settings(discord: DiscordServer, **more: str) -> dict[str, str]:
    return {"DISCORD_BOT_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url, **more}


async def test_a_command_ends_in_a_film_and_what_is_said_during_a_restart_is_answered(
    tmp_path: Path, discord: DiscordServer
) -> None:
    clip = await speech_clip(tmp_path, noise=False, sentences=2, width=320, height=240)
    ann, olga = discord.person("Ann"), discord.person("Olga", locale="zh-CN")
    films = discord.server("Team", olga, ann).channel("films")
    async with serving(tmp_path, **settings(discord)) as server:
        line = await server.line("On Discord")
        assert line.startswith("On Discord: Cutdesk (invite: https://discord.com/oauth2/authorize?client_id=")
        assert "scope=bot+applications.commands" in line
        await discord.ready()
        await discord.until(lambda: discord.calls("bulk_set_application_commands"))
        await ann.uses(films, "edit", words="cut the pauses", video=clip.path)
        film = await films.video()
        assert await server.stop() == 0
    await olga.sends(films, "状态", mention=True)
    async with serving(tmp_path, **settings(discord)) as server:
        await films.answer(containing="时间线")
        await olga.presses(film, "Undo")
        await films.video(number=2)
        assert await server.stop() == 0
    for secret in (discord.token, discord.token.rpartition(".")[2], "hm="):
        assert secret not in server.log


async def test_a_wrong_token_ends_the_process_and_is_named_without_its_value(
    tmp_path: Path, discord: DiscordServer
) -> None:
    wrong = f"{discord.token[:-5]}wrong"
    server = Server(tmp_path, **settings(discord, DISCORD_BOT_TOKEN=wrong))
    with discord.expect_refusals():
        await server.launch()
        assert await server.ended() == EXIT_CONFIGURATION
    assert "DISCORD_BOT_TOKEN" in server.log.splitlines()[-1]
    assert wrong.rpartition(".")[2] not in server.log


async def test_the_intent_that_is_off_in_the_portal_ends_the_process_with_the_mend(
    tmp_path: Path, discord: DiscordServer
) -> None:
    server = Server(tmp_path, **settings(discord, DISCORD_MESSAGE_CONTENT="1"))
    await server.launch()
    assert await server.ended() == EXIT_CONFIGURATION
    assert "Message Content Intent" in server.log.splitlines()[-1]
