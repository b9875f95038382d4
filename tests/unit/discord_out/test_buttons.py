"""Buttons in the book: kept for half a year, and not for ever."""

import asyncio

from adapters.discord.buttons import Rows
from bot.core.model import Button
from tests.fakes.chat import ROOM
from tests.fakes.clock import FakeClock
from tests.fakes.discord_book import MemoryDiscordBook

DAY_S = 86_400


async def test_buttons_of_half_a_year_ago_are_tidied_away_every_day_the_bot_runs() -> None:
    book, clock = MemoryDiscordBook(), FakeClock()
    rows = Rows(book, clock)
    async with asyncio.TaskGroup() as group:
        tidying = group.create_task(rows.keep_tidy())
        await rows.buttons(ROOM, "m", [Button("Undo", "undo")])
        await clock.advance(179 * DAY_S)
        await rows.buttons(ROOM, "n", [Button("Undo", "undo")])
        await clock.advance(2 * DAY_S)
        assert len(book.buttons) == 1
        tidying.cancel()
