"""`python -m bot doctor`, as an operator runs it, against the test cloud and the strict platforms."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.e2e.command_line import CommandLine, Ran
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.orders import Refused
from tests.platforms.cloud.serving import live_cloud
from tests.platforms.discord.server import DiscordServer, discord_server
from tests.platforms.telegram.server import TOKEN as TELEGRAM_TOKEN
from tests.platforms.telegram.server import TelegramServer, telegram_server

_LIMIT_S = 60


@pytest.fixture
async def cloud() -> AsyncGenerator[Cloud, None]:
    async with live_cloud() as running:
        yield running


async def examined(folder: Path, url: str, *arguments: str, **settings: str) -> Ran:
    """Run the doctor to its end."""
    environment = {**CommandLine(folder).environment, "NEMO_API_URL": url, **settings}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", *arguments),
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(_LIMIT_S):
        output, errors = await process.communicate()
    return Ran(output.decode(), errors.decode(), process.returncode or 0)


def on(server: TelegramServer | DiscordServer) -> dict[str, str]:
    """The settings of a bot there."""
    if isinstance(server, TelegramServer):
        return {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_URL": server.url}
    return {"DISCORD_BOT_TOKEN": server.token, "DISCORD_API_URL": server.api_url}


async def test_a_cloud_that_is_well_is_walked_through_dry(cloud: Cloud, tmp_path: Path) -> None:
    ran = await examined(tmp_path, cloud.url, "--cloud", NEMO_WEB_URL="https://web.example")
    (user,) = (account.user_id for account in cloud.accounts.values())
    assert ran.code == 0, ran
    assert [line[:4] for line in ran.output.splitlines()[1:5]] == ["ok  "] * 4
    assert "Credits: 100 available, 0 frozen, 100 in total." in ran.output
    assert ran.output.count(f"https://web.example/register?bind={user}") == 1
    assert [asked.operation for asked in cloud.log] == ["token", "session", "state", "credits"]
    assert (cloud.edits, cloud.unattributed) == ([], [])
    kept = tmp_path / "data" / "cloud-answers.json"
    assert str(kept) in ran.output
    assert user not in kept.read_text("utf-8") + ran.errors
    token = next(iter(cloud.tokens))
    assert token not in ran.output + ran.errors + kept.read_text("utf-8")


async def test_a_refused_token_is_told_with_its_mend(cloud: Cloud, tmp_path: Path) -> None:
    ran = await examined(tmp_path, cloud.url, "--cloud", NEMO_TOKEN="nmv_usr_wrong")
    assert ran.code == 1
    assert "FAIL  opening a session: NEMO_TOKEN is refused; set another one" in ran.output
    assert "--    reading a session: not reached" in ran.output
    assert "bind=" not in ran.output
    assert "nmv_usr_wrong" not in ran.output + ran.errors


@pytest.mark.parametrize(
    ("operation", "code", "told"),
    [
        ("token", 429, "FAIL  the account: the cloud asks to wait"),
        ("state", 1002, "FAIL  reading a session: the cloud does not know the session"),
        ("credits", 400, "FAIL  the credits: refused (HTTP 400 code 400: refused)"),
    ],
)
async def test_each_fault_is_told_at_its_station(
    cloud: Cloud, tmp_path: Path, operation: str, code: int, told: str
) -> None:
    cloud.refuse(operation, Refused(code), times=9)
    ran = await examined(tmp_path, cloud.url, "--cloud")
    assert ran.code == 1
    assert told in ran.output


async def test_a_cloud_that_is_away_is_told(tmp_path: Path) -> None:
    ran = await examined(tmp_path, "http://127.0.0.1:9", "--cloud")
    assert ran.code == 1
    assert "FAIL  the account: no answer; check NEMO_API_URL and the network" in ran.output
    assert ran.output.count("not reached") == 3


async def test_tokens_that_are_accepted_are_told_with_the_bots_names(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as telegram, discord_server(tmp_path / "discord") as discord:
        ran = await examined(tmp_path, "http://127.0.0.1:9", **on(telegram), **on(discord))
        asked = [call.method for call in telegram.log]
        identifies = discord.gateway.identifies
    assert ran.code == 0, ran
    assert ran.output.splitlines()[0] == "ok    Telegram: the token is accepted, the bot is @cutdesk_bot"
    assert ran.output.splitlines()[1].startswith("ok    Discord: the token is accepted, the bot is Cutdesk")
    assert (asked, identifies) == (["getMe"], 0)
    assert not (tmp_path / "data").exists()


async def test_tokens_that_are_refused_are_told_with_their_mend(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as telegram, discord_server(tmp_path / "discord") as discord:
        wrong = {"TELEGRAM_BOT_TOKEN": f"1{telegram.token}", "DISCORD_BOT_TOKEN": f"{discord.token}x"}
        with telegram.expect_refusals("Unauthorized"), discord.expect_refusals("Unauthorized"):
            ran = await examined(tmp_path, "http://127.0.0.1:9", **{**on(telegram), **on(discord), **wrong})
    assert ran.code == 1
    assert (
        "FAIL  Telegram: the server at TELEGRAM_API_URL knows no such bot: check it, and TELEGRAM_BOT_TOKEN"
        in ran.output
    )
    assert "FAIL  Discord: DISCORD_BOT_TOKEN was refused by Discord: reset it in the developer portal" in ran.output
    assert not any(token in ran.output + ran.errors for token in wrong.values())


async def test_platforms_that_are_away_or_not_used_are_told(tmp_path: Path) -> None:
    away = {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:9"}
    ran = await examined(tmp_path, "http://127.0.0.1:9", **away)
    assert ran.code == 1
    assert ran.output.splitlines() == [
        "FAIL  Telegram: no answer; check TELEGRAM_API_URL and the network",
        "--    Discord: not used, DISCORD_BOT_TOKEN is not set",
        "The NemoVideo cloud is examined by: python -m bot doctor --cloud",
    ]
