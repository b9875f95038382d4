"""Updates nobody asked for, presses that carry nothing, and chats in unusual places."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.model import ChatRef, Reply
from tests.fakes.telegram_bot import RunningBot, telegram_bot
from tests.fakes.telegram_updates import GROUP, NOON, message
from tests.platforms.telegram.server import TelegramServer, telegram_server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[TelegramServer, None]:
    async with telegram_server(tmp_path / "telegram") as made:
        yield made


@pytest.fixture
async def bot(server: TelegramServer, tmp_path: Path) -> AsyncGenerator[RunningBot, None]:
    async with telegram_bot(server, tmp_path) as made:
        await made.until(lambda: server.updates.is_polled)
        yield made


async def test_updates_of_kinds_nobody_asked_for_are_let_go(server: TelegramServer, bot: RunningBot) -> None:
    ann = server.person("Ann")
    channel = {"id": -100_7, "type": "channel", "title": "News"}
    someone = {"id": ann.id, "is_bot": False, "first_name": "Ann"}
    for kind, body in {
        "channel_post": message("/edit it", sender=None, chat=channel),
        "edited_channel_post": message("/edit it", sender=None, chat=channel, edit_date=NOON),
        "business_message": message("/edit it", business_connection_id="b"),
        "inline_query": {"id": "1", "from": someone, "query": "x", "offset": ""},
        "of_the_year_2030": {"anything": [1, 2, 3]},
    }.items():
        server.updates.push({kind: body})
    await ann.sends(server.private(ann), "hello")
    await bot.asked(1)
    await bot.until_handled()
    assert bot.core.texts == ["hello"]
    assert server.calls("sendMessage") == []


async def test_presses_without_a_message_or_data_are_answered_and_do_nothing(
    server: TelegramServer, bot: RunningBot
) -> None:
    ann = server.person("Ann")
    someone = {"id": ann.id, "is_bot": False, "first_name": "Ann"}
    old = {"message_id": 5, "date": 0, "chat": GROUP}
    for number, body in enumerate(
        (
            {"inline_message_id": "abc", "data": "x"},
            {"message": old, "game_short_name": "chess"},
            {"message": old, "data": "\x00' OR 1=1 --"},
            {"message": old, "data": "中" * 64},
            {"data": ""},
        )
    ):
        press = {"id": f"q{number}", "from": someone, "chat_instance": "1"}
        server.updates.push({"callback_query": press | body})
    with server.expect_refusals():
        await bot.until(lambda: len(server.calls("answerCallbackQuery")) == 5)
        await bot.until_handled()
    assert bot.core.taken == []


async def test_a_topic_of_a_private_chat_is_a_chat_of_its_own(server: TelegramServer, bot: RunningBot) -> None:
    ann = server.person("Ann")
    room = server.private(ann)
    someone = {"id": ann.id, "is_bot": False, "first_name": "Ann"}
    private = {"id": ann.id, "type": "private", "first_name": "Ann"}
    server.updates.push(
        {"message": message("cut it", chat=private, sender=someone, message_thread_id=77, is_topic_message=True)}
    )
    (asked,) = await bot.asked(1)
    assert asked.ref.chat == ChatRef("telegram", str(room.id), "77")
    await bot.adapter.send(asked.ref.chat, Reply("done"), key="t1.answer")
    (sent,) = server.calls("sendMessage")
    assert sent.params["message_thread_id"] == 77
