"""What is told to Telegram at start, and what can be said of a chat."""

import asyncio
import json
from pathlib import Path

import pytest

from adapters.telegram.addressing import COMMANDS
from adapters.telegram.lanes import Receipts
from bot.core.model import ChatId, ChatRef, PlatformName
from storage.telegram import SqliteTelegramBook
from tests.fakes.telegram_bot import telegram_bot
from tests.platforms.telegram.faults import Trouble
from tests.platforms.telegram.server import telegram_server

PRIVATE = ChatRef(PlatformName("telegram"), ChatId("11"))
GROUP = ChatRef(PlatformName("telegram"), ChatId("-10011"), "7")


async def test_commands_are_listed_by_scope_and_language_and_told_once(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as server:
        for _ in range(2):
            async with telegram_bot(server, tmp_path) as bot:
                await bot.until(lambda: server.updates.is_polled and len(server.calls("setMyCommands")) >= 6)
                await bot.until(lambda: len(server.state.commands) == 6)
        assert len(server.calls("setMyCommands")) == 6
        lists = {
            (json.loads(scope)["type"], language): [command["command"] for command in told]
            for (scope, language), told in server.state.commands.items()
        }
        assert {kind for kind, _ in lists} == {"default", "all_private_chats", "all_group_chats"}
        assert {language for _, language in lists} == {"", "zh"}
        assert lists["default", ""] == lists["all_private_chats", "zh"] == list(COMMANDS)
        assert "start" not in lists["all_group_chats", ""]


async def test_a_server_that_is_away_is_told_the_commands_later(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as server:
        server.fail("setMyCommands", Trouble.ERROR)
        async with telegram_bot(server, tmp_path) as bot:
            await bot.until(lambda: len(server.state.commands) == 6)


async def test_a_server_without_commands_does_without(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as server:
        server.state.missing_methods.add("setMyCommands")
        with server.expect_refusals("setMyCommands"):
            async with telegram_bot(server, tmp_path) as bot:
                await bot.until(lambda: server.calls("setMyCommands"))
                ann = server.person("Ann")
                await ann.sends(server.private(ann), "hello")
                await bot.asked(1)


async def test_a_group_is_shared_and_spoken_to_by_our_name_which_the_next_start_knows_at_once(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as server:
        async with telegram_bot(server, tmp_path) as bot:
            await bot.until(lambda: bot.adapter.capabilities(GROUP).address)
        server.fail("getMe", Trouble.SILENCE)
        async with telegram_bot(server, tmp_path) as bot:
            group, private = (bot.adapter.capabilities(chat) for chat in (GROUP, PRIVATE))
            assert (group.shared, group.address) == (True, "/edit@cutdesk_bot")
            assert (private.shared, private.address) == (False, "")
            assert group.edit_interval_s > private.edit_interval_s


async def test_a_bot_that_was_logged_out_waits_until_it_may_come_back(tmp_path: Path) -> None:
    async with telegram_server(tmp_path / "telegram") as server:
        server.state.refused_until_s = server.state.clock.monotonic() + 1.5
        with server.expect_refusals("Logged out"):
            async with telegram_bot(server, tmp_path) as bot:
                await bot.until(lambda: server.updates.is_polled)


async def test_a_mistake_of_ours_interrupts_listening_and_does_not_end_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.telegram.adapter._ANEW_S", 0.01)
    mistakes = [RuntimeError("a mistake of ours")]
    original = SqliteTelegramBook.pending

    async def pending(book: SqliteTelegramBook, bot: int) -> list[dict[str, object]]:
        if mistakes:
            raise mistakes.pop()
        return await original(book, bot)

    monkeypatch.setattr(SqliteTelegramBook, "pending", pending)
    async with telegram_server(tmp_path / "telegram") as server, telegram_bot(server, tmp_path) as bot:
        ann = server.person("Ann")
        await ann.sends(server.private(ann), "hello")
        await bot.asked(1)
    assert "it begins anew" in caplog.text


async def test_a_mistake_of_ours_while_it_is_stopped_does_not_begin_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistakes = [RuntimeError("a mistake of ours")]
    run = Receipts.run

    async def stumble(receipts: Receipts) -> None:
        try:
            await run(receipts)
        except asyncio.CancelledError:
            if mistakes:
                raise mistakes.pop() from None
            raise

    monkeypatch.setattr(Receipts, "run", stumble)
    async with telegram_server(tmp_path / "telegram") as server, telegram_bot(server, tmp_path) as bot:
        await bot.until(lambda: server.updates.is_polled)
        bot.running.cancel()
        stopped, _ = await asyncio.wait([bot.running], timeout=2)
        assert stopped
