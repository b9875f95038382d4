"""A server, a real python-telegram-bot that talks to it, and a way to call it with any nonsense."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from tests.fakes.clock import FakeClock
from tests.platforms.telegram.server import TelegramServer, telegram_server


class Raw:
    """Calls as no library would make them."""

    def __init__(self, server: TelegramServer, client: httpx.AsyncClient) -> None:
        self.server = server
        self.client = client

    async def __call__(self, method: str, files: dict | None = None, **params: object) -> dict:
        """A form or a multipart form; the answer's JSON."""
        url = f"{self.server.base_url}{self.server.token}/{method}"
        return (await self.client.post(url, data=params, files=files)).json()

    async def refusal(self, method: str, files: dict | None = None, **params: object) -> str:
        """The description of a refusal."""
        answer = await self(method, files, **params)
        assert not answer["ok"], answer
        return answer["description"]


def server_at(server: TelegramServer) -> dict:
    """The arguments that point a bot at the server; certificates are not read, for there is no TLS."""
    requests = {name: HTTPXRequest(httpx_kwargs={"verify": False}) for name in ("request", "get_updates_request")}
    return {"base_url": server.base_url, "base_file_url": server.base_file_url} | requests


@pytest.fixture(autouse=True)
def lengths_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise python-telegram-bot warns at each length of time it is asked for."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def server(tmp_path: Path, clock: FakeClock) -> AsyncGenerator[TelegramServer, None]:
    async with telegram_server(tmp_path / "server", clock=clock) as running:
        yield running


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncGenerator[telegram.Bot, None]:
    async with telegram.Bot(server.token, **server_at(server)) as started:
        yield started


@pytest.fixture
async def raw(server: TelegramServer) -> AsyncGenerator[Raw, None]:
    async with httpx.AsyncClient() as client:
        yield Raw(server, client)
