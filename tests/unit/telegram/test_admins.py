"""Who administers a group, when Telegram answers oddly, when the group has moved, and when there are very many."""

import pytest

from adapters.telegram.admins import Admins
from bot.core.model import Button
from tests.fakes.clock import FakeClock
from tests.fakes.telegram_core import SmallBot, listening
from tests.fakes.telegram_updates import GROUP, MEI, TOM, arriving, chat_ref, message, update

UNDO = ("/undo", ("/undo", "bot_command"))
OLD = {"id": -55, "type": "group", "title": "Film club"}


@pytest.mark.parametrize("surprise", [KeyError("result"), TypeError("no user"), ValueError("a date")])
async def test_an_answer_that_cannot_be_read_costs_the_rights_and_not_the_message(surprise: Exception) -> None:
    async with listening() as at:
        at.bot.failure = surprise
        await at.take(arriving(message(*UNDO, chat=GROUP, sender=TOM)))
        assert [asked.sender.is_admin for asked in at.core.asked] == [False]


async def test_a_button_of_before_a_move_knows_the_admins_of_after_it() -> None:
    async with listening() as at:
        (name,) = await at.book.put_buttons(chat_ref(OLD), "m", [Button("Cancel", "cancel")], at.clock.now())
        at.routes.move(OLD["id"], GROUP["id"])
        at.bot.admins[GROUP["id"]] = [TOM["id"]]
        shown = {"message_id": 7, "date": 1, "chat": OLD}
        pressed = {"id": "q", "from": TOM, "message": shown, "chat_instance": "1", "data": name}
        await at.take(update("callback_query", **pressed))
        assert at.bot.asked == [GROUP["id"]]
        assert [asked.sender.is_admin for asked in at.core.asked] == [True]


async def test_groups_that_were_asked_about_long_ago_are_forgotten() -> None:
    clock, bot = FakeClock(), SmallBot()
    admins = Admins(bot, clock)
    for number in range(2000):
        bot.admins[-number] = [MEI["id"]]
        assert await admins.is_admin(-number, MEI["id"])
        await clock.advance(1.0)
    assert len(admins._known) < 600
    assert len(admins._asking) < 600
