"""Servers, and things in front of servers, that answer what no Bot API answers."""

import json
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from telegram.error import TelegramError

from adapters.telegram.backoff import Backoff
from adapters.telegram.client import TelegramClient, TelegramOptions
from tests.fakes.clock import FakeClock
from tests.fakes.telegram_bot import telegram_bot
from tests.fakes.telegram_canary import SECRET
from tests.platforms.telegram.http import Receive, Scope, Send, Uvicorn
from tests.platforms.telegram.server import TOKEN, telegram_server

_HOOK = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
_ME = {"id": 7000000001, "is_bot": True, "first_name": "Cutdesk", "username": "cutdesk_bot"}


@asynccontextmanager
async def answering(answer: Callable[[str], Response]) -> AsyncGenerator[str, None]:
    """A server that answers every path so; its address."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await answer(scope["path"])(scope, receive, send)

    uvicorn = Uvicorn(app)
    try:
        yield await uvicorn.start()
    finally:
        await uvicorn.stop()


async def test_an_answer_without_a_result_is_an_error_of_the_library_like_any_other() -> None:
    async with (
        answering(lambda _: Response('{"ok": true}')) as url,
        aclosing(TelegramClient(TelegramOptions(TOKEN, url))) as client,
    ):
        with pytest.raises(TelegramError):
            await client.bot.get_me()
        with pytest.raises(TelegramError):
            await client.updates(None, 0, ["message"])


async def test_a_page_that_repeats_the_address_does_not_bring_the_token_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pages = [403, 400, 500]

    def answer(path: str) -> Response:
        if pages:
            return Response(f"<p>Nothing at {path} for you</p>", pages.pop())
        return Response(json.dumps({"ok": True, "result": _HOOK if path.endswith("Info") else _ME}))

    clock = FakeClock()
    async with answering(answer) as url, aclosing(TelegramClient(TelegramOptions(TOKEN, url))) as client:
        backoff = Backoff(clock, first_s=0.0)
        assert (await client.start(backoff)).username == "cutdesk_bot"
    assert pages == []
    assert [record.levelno for record in caplog.records if record.name.startswith("adapters")] == [logging.WARNING] * 3
    assert SECRET not in caplog.text


async def test_a_server_that_knows_no_webhooks_has_none_set(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as server:
        server.state.missing_methods.add("getWebhookInfo")
        with server.expect_refusals("getWebhookInfo"):
            async with telegram_bot(server, tmp_path) as bot:
                await bot.until(lambda: server.updates.is_polled)
