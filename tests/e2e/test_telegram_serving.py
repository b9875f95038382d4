"""`python -m bot` with Telegram beside the page: what it prints, who it serves, and how it ends with a wrong token."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from tests.e2e.server import Server, serving
from tests.film.clips import speech_clip
from tests.platforms.telegram.server import TelegramServer, telegram_server

EXIT_CONFIGURATION = 78


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncGenerator[TelegramServer, None]:
    async with telegram_server(tmp_path / "telegram") as server:
        yield server


def settings(telegram: TelegramServer, **more: str) -> dict[str, str]:
    return {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url, **more}


async def test_the_page_and_telegram_are_served_side_by_side(tmp_path: Path, telegram: TelegramServer) -> None:
    clip = await speech_clip(tmp_path, noise=False, sentences=2, width=320, height=240)
    ann = telegram.person("Ann", language="en")
    chat = telegram.private(ann)
    async with serving(tmp_path, **settings(telegram)) as server:
        assert await server.line("processed") == "Videos are processed by this computer."
        assert await server.line("Telegram") == "On Telegram: @cutdesk_bot (https://t.me/cutdesk_bot)"
        async with httpx.AsyncClient() as page:
            assert (await page.get(server.url)).status_code == 200
        await ann.sends(chat, video=clip.path, caption="cut the pauses")
        await chat.video()
        assert await server.stop() == 0
    assert telegram.token not in server.log
    assert telegram.token.partition(":")[2] not in server.log


async def test_a_wrong_token_ends_the_process_and_is_named_without_its_value(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    wrong = f"7000000002:{telegram.token.partition(':')[2]}"
    server = Server(tmp_path, **settings(telegram, TELEGRAM_BOT_TOKEN=wrong))
    with telegram.expect_refusals():
        await server.launch()
        assert await server.ended() == EXIT_CONFIGURATION
    assert "TELEGRAM_BOT_TOKEN" in server.log.splitlines()[-1]
    assert wrong not in server.log
    assert wrong.partition(":")[2] not in server.log


async def test_with_the_cloud_only_who_sends_the_code_is_served(tmp_path: Path, telegram: TelegramServer) -> None:
    ann, ben = telegram.person("Ann", language="en"), telegram.person("Ben", language="en")
    anns, bens = telegram.private(ann), telegram.private(ben)
    cloud = settings(telegram, BACKEND="nemo", NEMO_API_URL="http://127.0.0.1:9")
    async with serving(tmp_path, **cloud) as server:
        assert "NemoVideo cloud (not affiliated)" in await server.line("processed")
        code = re.search(r"\b[2-9A-Z]{8}\b", await server.line("its owner alone"))
        assert code is not None
        await ben.sends(bens, "hello")
        await bens.answer(containing="Sorry, I do not know you.")
        await ann.sends(anns, f"/start {code[0]}")
        welcome = await anns.answer(containing="You are this bot's owner now")
        assert "processed by" in welcome.text
        await ben.sends(bens, code[0])
        await ben.sends(bens, "please?")
    async with serving(tmp_path, **cloud) as server:
        await server.line("Telegram")
        assert "owner" not in server.log
        await ann.sends(anns, "help")
        await anns.until(lambda room: room.transcript().count("Your videos are processed by") == 2)
        assert bens.transcript().count("Sorry") == 1
    assert code[0] not in server.log
