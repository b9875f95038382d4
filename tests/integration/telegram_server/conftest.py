"""A server and a real python-telegram-bot that talks to it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import telegram

from tests.platforms.telegram.server import TelegramServer, telegram_server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[TelegramServer, None]:
    async with telegram_server(tmp_path) as running:
        yield running


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncGenerator[telegram.Bot, None]:
    async with telegram.Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url) as started:
        yield started
