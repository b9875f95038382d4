"""getUpdates as bots depend on it: held polls, confirmation, redelivery, one poller, what is wanted, what expires."""

import asyncio
from pathlib import Path

import httpx
import pytest
import telegram

from tests.fakes.clock import FakeClock
from tests.integration.telegram_server.conftest import Raw, server_at
from tests.platforms.telegram import updates
from tests.platforms.telegram.people import Person
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer, telegram_server


@pytest.fixture
def ann(server: TelegramServer) -> Person:
    return server.person("Ann")


@pytest.fixture
def chat(server: TelegramServer, ann: Person) -> Room:
    return server.private(ann)


async def test_a_poll_is_held_for_the_asked_time(server: TelegramServer, bot: telegram.Bot, clock: FakeClock) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=30, read_timeout=60))
        await clock.until_asleep()
        await clock.advance(29)
        assert not poll.done()
        await clock.advance(1)
    assert poll.result() == ()


async def test_no_poll_is_held_longer_than_the_real_server_does(bot: telegram.Bot, clock: FakeClock) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(bot.get_updates(timeout=3600, read_timeout=60))
        await clock.until_asleep()
        await clock.advance(updates.LONGEST_POLL_S)


async def test_a_held_poll_is_answered_when_something_happens(
    server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room
) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=30, read_timeout=60))
        while not server.updates.is_polled:
            await asyncio.sleep(0.001)
        await ann.sends(chat, "hello")
    assert [each.message.text for each in poll.result() if each.message] == ["hello"]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(
    server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room
) -> None:
    for text in ("one", "two", "three"):
        await ann.sends(chat, text)
    first, second, _ = await bot.get_updates()
    again = await bot.get_updates(offset=second.update_id, limit=1)
    assert [each.update_id for each in again] == [second.update_id]
    assert server.updates.confirmed == {first.update_id}
    assert server.updates.served[second.update_id] == 2
    assert server.updates.unconfirmed == 2
    (last,) = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "three"
    assert server.updates.unconfirmed == 1


async def test_a_second_poller_ends_the_first(server: TelegramServer, bot: telegram.Bot, clock: FakeClock) -> None:
    rival = telegram.Bot(server.token, **server_at(server))
    async with rival, asyncio.TaskGroup() as group:
        with server.expect_refusals("terminated by other getUpdates"):
            first = group.create_task(_conflict(bot))
            await clock.until_asleep()
            second = group.create_task(rival.get_updates(timeout=10, read_timeout=60))
            said = await first
            await clock.until_asleep()
        await clock.advance(10)
    assert said == f"Conflict: {updates.TERMINATED}"
    assert second.result() == ()


async def _conflict(bot: telegram.Bot) -> str:
    with pytest.raises(telegram.error.Conflict) as refused:
        await bot.get_updates(timeout=10, read_timeout=60)
    return str(refused.value)


async def test_a_poller_that_left_is_no_rival(
    server: TelegramServer, bot: telegram.Bot, ann: Person, chat: Room
) -> None:
    async with httpx.AsyncClient() as client:
        url = f"{server.base_url}{server.token}/getUpdates"
        with pytest.raises(httpx.ReadTimeout):
            await client.post(url, data={"timeout": 30}, timeout=0.2)
    while server.updates.is_polled:
        await asyncio.sleep(0.001)
    await ann.sends(chat, "hello")
    assert len(await bot.get_updates(timeout=10)) == 1
    assert server.calls("getUpdates")[0].reply_lost


async def test_a_webhook_shuts_polling_out(server: TelegramServer, bot: telegram.Bot) -> None:
    await bot.set_webhook("https://bot.example/hook")
    with server.expect_refusals("webhook is active"), pytest.raises(telegram.error.Conflict, match="webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "https://bot.example/hook"
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_only_what_was_asked_for_is_queued_and_the_wish_is_remembered(
    bot: telegram.Bot, ann: Person, chat: Room
) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    said = await ann.sends(chat, "hello")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    await ann.edits(said, "hello again")
    (update,) = await bot.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.text == "hello again"


async def test_presses_wait_150_seconds_and_messages_a_day(
    server: TelegramServer, bot: telegram.Bot, raw: Raw, clock: FakeClock, ann: Person, chat: Room
) -> None:
    buttons = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Undo", callback_data="u")]])
    await bot.send_message(chat.id, "done", reply_markup=buttons)
    press = await ann.taps(chat.last, "Undo")
    await ann.sends(chat, "hello")
    await clock.advance(151)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert len(server.updates.expired) == 1
    with server.expect_refusals("query is too old"), pytest.raises(telegram.error.BadRequest, match="Query is too old"):
        await bot.answer_callback_query(press.id)
    await clock.advance(24 * 3600)
    assert await bot.get_updates() == ()


async def test_updates_of_a_future_kind_get_through(server: TelegramServer, bot: telegram.Bot) -> None:
    server.updates.push({"stopped_thinking": {"draft_id": 7}})
    (update,) = await bot.get_updates()
    assert update.api_kwargs == {"stopped_thinking": {"draft_id": 7}}


async def test_after_log_out_the_cloud_refuses_for_ten_minutes(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock
) -> None:
    assert await bot.log_out()
    with server.expect_refusals("Logged out"), pytest.raises(telegram.error.BadRequest, match="Logged out"):
        await bot.get_me()
    await clock.advance(600)
    assert (await bot.get_me()).username == "cutdesk_bot"


async def test_eight_hundred_updates_are_served_within_seconds(tmp_path: Path) -> None:
    async with telegram_server(tmp_path) as server:
        ann = server.person("Ann")
        chat = server.private(ann)
        for number in range(800):
            await ann.sends(chat, f"message {number}")
        async with telegram.Bot(server.token, **server_at(server)) as bot, asyncio.timeout(20):
            offset, seen = 0, 0
            while batch := await bot.get_updates(offset=offset):
                seen, offset = seen + len(batch), batch[-1].update_id + 1
        assert (seen, server.updates.unconfirmed, len(server.updates.confirmed)) == (800, 0, 800)


async def test_a_bot_may_be_asked_who_it_is(bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (7000000001, "cutdesk_bot", True)
