"""What Discord's book promises, in memory or on the disk."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.discord.book import DiscordBook
from adapters.discord.routes import chat_of
from bot.core.model import Button
from storage.database import Database
from storage.discord import SqliteDiscordBook
from tests.fakes.discord_book import MemoryDiscordBook

BOT, OTHER = 4242, 4243
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ROOM = chat_of(1_300_000_000_000_000_001, None)
CHANNEL = chat_of(1_300_000_000_000_000_002, 1_200_000_000_000_000_000)
CANCEL, UNDO = Button("Cancel", "cancel"), Button("Undo", "undo")


@pytest.fixture(params=["memory", "sqlite"])
async def book(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[DiscordBook, None]:
    if request.param == "memory":
        yield MemoryDiscordBook()
        return
    database = await Database.open(tmp_path / "bot.db")
    try:
        yield SqliteDiscordBook(database)
    finally:
        await database.close()


async def test_an_empty_book_knows_nothing(book: DiscordBook) -> None:
    assert await book.seen() == {}
    assert await book.fact("commands") is None
    assert await book.button("nobody") is None
    assert await book.identifies_since(BOT, NOON) == []


async def test_what_was_seen_never_goes_back(book: DiscordBook) -> None:
    await book.note_seen({ROOM: 1_400_000_000_000_000_007, CHANNEL: 5})
    await book.note_seen({ROOM: 1_400_000_000_000_000_006, CHANNEL: 6})
    await book.note_seen({})
    assert await book.seen() == {ROOM: 1_400_000_000_000_000_007, CHANNEL: 6}


async def test_the_same_buttons_of_a_message_keep_their_ids_and_others_get_others(book: DiscordBook) -> None:
    first = await book.put_buttons(ROOM, "t1.status", [CANCEL, UNDO], NOON)
    assert await book.put_buttons(ROOM, "t1.status", [CANCEL, UNDO], NOON) == first
    assert await book.put_buttons(ROOM, "t1.status", [UNDO], NOON) == first[1:]
    others = await book.put_buttons(ROOM, "t2.status", [CANCEL, UNDO], NOON)
    elsewhere = await book.put_buttons(CHANNEL, "t1.status", [CANCEL], NOON)
    assert len({*first, *others, *elsewhere}) == 5
    assert all(name.isascii() and 0 < len(name) <= 32 for name in [*first, *others, *elsewhere])


async def test_a_button_tells_where_it_was_shown_and_what_it_says(book: DiscordBook) -> None:
    (name,) = await book.put_buttons(CHANNEL, "t1.film", [Button("撤销", "撤销", once=False)], NOON)
    button = await book.button(name)
    assert button is not None
    assert (button.chat, button.says, button.once) == (CHANNEL, "撤销", False)


async def test_old_buttons_are_gone_and_those_still_shown_are_not_old(book: DiscordBook) -> None:
    (old,) = await book.put_buttons(ROOM, "t1", [CANCEL], NOON - timedelta(days=1))
    (shown,) = await book.put_buttons(ROOM, "t2", [CANCEL], NOON - timedelta(days=1))
    await book.put_buttons(ROOM, "t2", [CANCEL], NOON)
    await book.drop_buttons(NOON)
    assert [await book.button(name) is not None for name in (old, shown)] == [False, True]


async def test_a_forgotten_chat_leaves_nothing_and_others_stay(book: DiscordBook) -> None:
    (gone,) = await book.put_buttons(ROOM, "t1", [CANCEL], NOON)
    (kept,) = await book.put_buttons(CHANNEL, "t1", [CANCEL], NOON)
    await book.note_seen({ROOM: 7, CHANNEL: 8})
    await book.forget(ROOM)
    assert [await book.button(name) is not None for name in (gone, kept)] == [False, True]
    assert await book.seen() == {CHANNEL: 8}


async def test_of_facts_the_last_one_counts(book: DiscordBook) -> None:
    await book.note("commands", "a")
    await book.note("commands", "b")
    assert await book.fact("commands") == "b"


async def test_identifies_are_told_in_order_each_bots_own_and_old_ones_are_let_go(book: DiscordBook) -> None:
    moments = [NOON - timedelta(days=3), NOON - timedelta(hours=5), NOON]
    for moment in moments:
        await book.identified(BOT, moment)
    await book.identified(OTHER, NOON)
    assert await book.identifies_since(BOT, NOON - timedelta(days=1)) == moments[1:]
    assert await book.identifies_since(BOT, NOON - timedelta(days=9)) == moments[1:]
    assert await book.identifies_since(OTHER, NOON - timedelta(days=9)) == [NOON]
