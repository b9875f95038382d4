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
from tests.platforms.telegram.faults import Trouble


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


async def test_where_a_chat_is_followed_from_is_on_disk_before_its_first_message_is_taken(town: Town) -> None:
    book = MemoryDiscordBook()
    async with listening_bot(town.server, book=book, clock=FakeClock()) as bot:
        await town.ann.sends(town.server.dm(town.ann), "one")
        await town.server.until(lambda: book.read_to and not bot.seen.is_behind)
        second = await town.ann.sends(town.films, "two", mention=True)
        await bot.asked(2)
        assert book.read_to[chat_of(town.films.id, town.team.id)] == second.id - 1
        shorts = town.team.channel("shorts")
        used = await town.ann.uses(shorts, "status")
        assert book.read_to[chat_of(shorts.id, town.team.id)] == used.id


async def test_what_was_missed_is_looked_up_until_it_is_found_and_no_command_moves_the_mark_past_it(town: Town) -> None:
    core, book, clock = ListeningCore(), MemoryDiscordBook(), BriskClock(100)
    chat = chat_of(town.films.id, town.team.id)
    first = await town.ann.sends(town.films, "one", mention=True)
    await book.note_seen({chat: first.id})
    missed = await town.ann.sends(town.films, "two", mention=True)
    town.server.fail("list_messages", Trouble.ERROR, status=503, times=1_000)
    async with listening_bot(town.server, core=core, book=book, clock=clock) as bot:
        await town.ann.sends(town.films, "four", mention=True)
        await town.ann.uses(town.films, "status")
        await town.server.until(lambda: len(town.server.calls("list_messages")) > 6)
        assert core.texts == ["/status"]
        assert book.read_to[chat] == first.id
        town.server.state.rest.faults.clear()
        await bot.asked(3)
        await town.server.until(lambda: book.read_to[chat] > missed.id)
    assert core.texts == ["/status", "two", "four"]


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
