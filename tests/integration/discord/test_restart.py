"""What was missed: looked up after a restart, replayed after a broken line, and never taken twice."""

import asyncio
from datetime import timedelta

from adapters.discord.identify import DAY
from adapters.discord.routes import chat_of
from tests.fakes.clock import FakeClock
from tests.fakes.discord_book import MemoryDiscordBook
from tests.fakes.discord_core import listening_bot
from tests.fakes.telegram_core import ListeningCore
from tests.integration.discord.conftest import Town
from tests.integration.telegram_out.brisk import BriskClock


async def test_what_was_written_meanwhile_is_taken_in_its_order_and_once(town: Town) -> None:
    core, book, room, clock = ListeningCore(), MemoryDiscordBook(), town.server.dm(town.ann), BriskClock()
    async with listening_bot(town.server, core=core, book=book, clock=clock) as bot:
        await town.ann.sends(room, "one")
        await town.ann.sends(town.films, "first", mention=True)
        await bot.asked(2)
        await town.server.until(lambda: len(book.read_to) == 2)
    await town.ann.sends(room, "two")
    await town.olga.sends(town.films, "not for us")
    await town.olga.sends(town.films, "second", mention=True)
    await town.ann.sends(room, "three")
    async with listening_bot(town.server, core=core, book=book, clock=clock) as bot:
        await town.ann.sends(room, "four")
        asked = await bot.asked(6)
        await town.server.until(lambda: not bot.seen.is_behind)
    assert [each.text for each in asked if not each.within] == ["one", "two", "three", "four"]
    assert [each.text for each in asked if each.within] == ["first", "second"]
    assert asked[-1].event_id != asked[0].event_id
    late = next(each for each in asked if each.text == "second")
    assert (late.sender.is_admin, late.sender.name) == (True, "Olga"), "asked for: the history tells no member"
    assert sorted(core.known) == sorted({each.event_id for each in asked})


async def test_a_chat_that_is_gone_or_shut_is_let_go_and_the_others_are_looked_up(town: Town) -> None:
    book, room = MemoryDiscordBook(), town.server.dm(town.ann)
    gone, shut = town.team.channel("gone"), town.team.channel("shut")
    for each in (gone, shut, room):
        await book.note_seen({chat_of(each.id, None if each is room else town.team.id): 1})
    gone.vanishes()
    shut.forbid("view_channel")
    await town.ann.sends(room, "hello")
    with town.server.expect_refusals():
        async with listening_bot(town.server, book=book) as bot:
            await bot.asked()
            await town.server.until(lambda: len(bot.seen.marks) == 1)
    assert bot.core.texts == ["hello"]


async def test_a_dropped_line_is_resumed_and_nothing_is_missed(town: Town) -> None:
    room = town.server.dm(town.ann)
    async with listening_bot(town.server) as bot:
        town.server.gateway.drop()
        await town.ann.sends(room, "while it was broken")
        await bot.asked()
        town.server.gateway.ask_to_reconnect()
        await town.ann.sends(room, "while it was changed")
        await bot.asked(2)
    assert (town.server.gateway.identifies, town.server.gateway.resumed) == (1, 2)


async def test_a_session_that_is_over_is_begun_anew_and_the_gap_is_looked_up(town: Town) -> None:
    clock, book, room = FakeClock(), MemoryDiscordBook(), town.server.dm(town.ann)
    async with listening_bot(town.server, clock=clock, book=book) as bot:
        await town.ann.sends(room, "before")
        await bot.asked()
        town.server.gateway.refuses = 2
        town.server.gateway.forget_sessions()
        town.server.gateway.drop()
        await town.server.until(lambda: not town.server.gateway.is_ready)
        await town.ann.sends(room, "in the gap")
        while len(bot.core.asked) < 2:
            await clock.advance(1.0)
            await asyncio.sleep(0.01)
    assert bot.core.texts == ["before", "in the gap"]
    assert town.server.gateway.identifies == 2
    said = await book.identifies_since(bot.me, clock.now() - DAY)
    assert said[1] - said[0] >= timedelta(seconds=5)
