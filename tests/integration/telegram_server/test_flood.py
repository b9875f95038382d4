"""Flood control: allowances, what counts, penalties that grow."""

import pytest
import telegram

from tests.fakes.clock import FakeClock
from tests.platforms.telegram.flood import Allowance, EarlyCall
from tests.platforms.telegram.rooms import Room
from tests.platforms.telegram.server import TelegramServer


@pytest.fixture
def team(server: TelegramServer) -> Room:
    server.flood.group = Allowance(20, 60.0)
    server.flood.private = Allowance(3, 3.0)
    return server.group("Team", server.person("Ann"))


async def retry_after(bot: telegram.Bot, chat: Room, text: str = "more") -> float:
    """The seconds a refused message has to wait."""
    with pytest.raises(telegram.error.RetryAfter) as refused:
        await bot.send_message(chat.id, text)
    wait = refused.value.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()


async def test_sends_and_edits_share_twenty_a_minute(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock, team: Room
) -> None:
    sent = await bot.send_message(team.id, "0")
    for number in range(1, 20):
        await bot.edit_message_text(str(number), team.id, sent.message_id)
        await clock.advance(1)
    for _ in range(5):
        await bot.send_chat_action(team.id, "typing")
    assert await retry_after(bot, team) == 60 - 19
    assert team.last.text == "19"
    await clock.advance(60 - 19)
    await bot.send_message(team.id, "after the wait")
    assert not server.flood.early_calls
    assert server.flood.refused == [(team.id, "sendMessage", 41)]


async def test_calls_made_too_early_are_noted_and_lengthen_the_penalty(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock, team: Room
) -> None:
    for number in range(20):
        await bot.send_message(team.id, str(number))
    assert await retry_after(bot, team) == 60
    await clock.advance(10)
    assert await retry_after(bot, team) == 120
    await clock.advance(119)
    assert await retry_after(bot, team) == 240
    assert server.flood.early_calls == [
        EarlyCall(team.id, "sendMessage", 50.0),
        EarlyCall(team.id, "sendMessage", 1.0),
    ]
    await clock.advance(240)
    await bot.send_message(team.id, "at last")


async def test_one_chats_penalty_is_not_anothers(server: TelegramServer, bot: telegram.Bot, team: Room) -> None:
    other = server.group("Other", server.person("Ben"))
    server.flood.park(team.chat, 200)
    assert await retry_after(bot, team) == 200
    await bot.send_message(other.id, "hello")


async def test_calls_that_crossed_with_the_first_refusal_are_not_held_against_the_bot(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock, team: Room
) -> None:
    server.flood.park(team.chat, 200)
    assert [await retry_after(bot, team) for _ in range(3)] == [200, 200, 200]
    assert not server.early_calls
    await clock.advance(1)
    assert await retry_after(bot, team) == 400
    assert len(server.early_calls) == 1


async def test_penalties_end_growing(server: TelegramServer, bot: telegram.Bot, clock: FakeClock, team: Room) -> None:
    server.flood.park(team.chat, 10_000)
    assert await retry_after(bot, team) == 10_000
    await clock.advance(1)
    assert await retry_after(bot, team) == 4 * 3600


async def test_an_album_counts_as_its_messages(server: TelegramServer, bot: telegram.Bot) -> None:
    server.flood.private = Allowance(3, 3.0)
    ann = server.person("Ann")
    chat = server.private(ann)
    await bot.send_media_group(ann.id, [telegram.InputMediaVideo(b"film") for _ in range(3)])
    assert await retry_after(bot, chat) == 3


async def test_a_limit_over_all_chats_stops_every_chat(
    server: TelegramServer, bot: telegram.Bot, clock: FakeClock, team: Room
) -> None:
    server.flood.overall = Allowance(2, 1.0)
    other = server.group("Other", server.person("Ben"))
    await bot.send_message(team.id, "one")
    await bot.send_message(other.id, "two")
    assert await retry_after(bot, team) == 1
    await clock.advance(1)
    await bot.send_message(team.id, "three")


async def test_questions_are_free(server: TelegramServer, bot: telegram.Bot, team: Room) -> None:
    server.flood.group = Allowance(1, 60.0)
    await bot.send_message(team.id, "one")
    await bot.get_chat(team.id)
    await bot.get_chat_administrators(team.id)
    await bot.delete_message(team.id, team.last.id)
