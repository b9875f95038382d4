"""What Telegram's book promises, in memory or on the disk."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.telegram.book import TelegramBook
from bot.core.errors import StorageFailed
from bot.core.model import Button, JsonObject
from storage.database import Database
from storage.telegram import SqliteTelegramBook
from tests.fakes.telegram_book import MemoryTelegramBook
from tests.fakes.telegram_updates import GROUP, PRIVATE, arriving, chat_ref, message

BOT, OTHER = 4242, 4243
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ROOM = chat_ref(PRIVATE)
TOPIC = chat_ref(GROUP, "7")
CANCEL, UNDO = Button("Cancel", "cancel"), Button("Undo", "undo")


@pytest.fixture(params=["memory", "sqlite"])
async def book(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[TelegramBook, None]:
    if request.param == "memory":
        yield MemoryTelegramBook()
        return
    database = await Database.open(tmp_path / "bot.db")
    try:
        yield SqliteTelegramBook(database)
    finally:
        await database.close()


def updates(*numbers: int, text: str = "hello") -> list[JsonObject]:
    return [arriving(message(text), number=number) for number in numbers]


async def test_an_empty_book_knows_nothing(book: TelegramBook) -> None:
    assert await book.offset(BOT) is None
    assert await book.pending(BOT) == []
    assert await book.moves() == {}
    assert await book.fact("commands") is None
    assert await book.button("nobody") is None


async def test_updates_are_kept_as_they_came_and_in_their_order(book: TelegramBook) -> None:
    batch = updates(7, 8, 9, text="剪短 🎬 \u0000")
    assert await book.keep(BOT, batch, 10) == {7, 8, 9}
    assert await book.pending(BOT) == batch
    assert await book.offset(BOT) == 10


async def test_an_update_that_comes_again_is_known_also_when_it_was_handled(book: TelegramBook) -> None:
    await book.keep(BOT, updates(7, 8), 9)
    await book.handled(BOT, [7])
    assert await book.keep(BOT, updates(7, 8, 9), 10) == {9}
    assert [raw["update_id"] for raw in await book.pending(BOT)] == [8, 9]


async def test_ids_that_begin_anew_lower_are_new_updates_and_come_last(book: TelegramBook) -> None:
    await book.keep(BOT, updates(900), 901)
    assert await book.keep(BOT, updates(3), 4) == {3}
    assert await book.offset(BOT) == 4
    assert [raw["update_id"] for raw in await book.pending(BOT)] == [900, 3]


async def test_another_bot_has_updates_of_its_own(book: TelegramBook) -> None:
    await book.keep(BOT, updates(7), 8)
    assert await book.keep(OTHER, updates(7), 8) == {7}
    await book.handled(OTHER, [7])
    assert len(await book.pending(BOT)) == 1
    assert await book.pending(OTHER) == []


async def test_the_same_buttons_of_a_message_keep_their_ids_and_others_get_others(book: TelegramBook) -> None:
    first = await book.put_buttons(ROOM, "t1.status", [CANCEL, UNDO], NOON)
    assert await book.put_buttons(ROOM, "t1.status", [CANCEL, UNDO], NOON) == first
    assert await book.put_buttons(ROOM, "t1.status", [UNDO], NOON) == first[1:]
    others = await book.put_buttons(ROOM, "t2.status", [CANCEL, UNDO], NOON)
    elsewhere = await book.put_buttons(TOPIC, "t1.status", [CANCEL], NOON)
    assert len({*first, *others, *elsewhere}) == 5
    assert all(name.isascii() and 0 < len(name) <= 32 for name in [*first, *others, *elsewhere])


async def test_a_button_tells_where_it_was_shown_and_what_it_says(book: TelegramBook) -> None:
    (name,) = await book.put_buttons(TOPIC, "t1.film", [Button("撤销", "撤销", once=False)], NOON)
    button = await book.button(name)
    assert button is not None
    assert (button.chat, button.says, button.once) == (TOPIC, "撤销", False)


async def test_old_buttons_and_those_of_a_forgotten_chat_are_gone(book: TelegramBook) -> None:
    (old,) = await book.put_buttons(ROOM, "t1", [CANCEL], NOON - timedelta(days=1))
    (new,) = await book.put_buttons(ROOM, "t2", [CANCEL], NOON)
    (other,) = await book.put_buttons(TOPIC, "t3", [CANCEL], NOON)
    await book.drop_buttons(NOON)
    assert [await book.button(name) is not None for name in (old, new, other)] == [False, True, True]
    await book.forget(ROOM)
    assert [await book.button(name) is not None for name in (new, other)] == [False, True]


async def test_a_button_still_shown_is_not_old(book: TelegramBook) -> None:
    (name,) = await book.put_buttons(ROOM, "t1", [CANCEL], NOON - timedelta(days=1))
    await book.put_buttons(ROOM, "t1", [CANCEL], NOON)
    await book.drop_buttons(NOON)
    assert await book.button(name) is not None


async def test_moves_and_facts_are_kept_and_the_last_one_counts(book: TelegramBook) -> None:
    for _ in range(2):
        await book.move(-5, -100_5)
    await book.note("commands/1", "a")
    await book.note("commands/1", "b")
    assert await book.moves() == {-5: -100_5}
    assert await book.fact("commands/1") == "b"


async def test_words_of_a_handled_update_are_nowhere_in_the_database(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "bot.db")
    book = SqliteTelegramBook(database)
    await book.keep(BOT, updates(7, text="a private sentence"), 8)
    await book.handled(BOT, [7])
    rows = await database.read("SELECT update_id, body FROM telegram_updates")
    await database.close()
    assert [tuple(row) for row in rows] == [(7, None)]


async def test_only_so_many_handled_updates_are_remembered(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "bot.db")
    book = SqliteTelegramBook(database)
    many = [{"update_id": number} for number in range(1, 10_051)]
    await book.keep(BOT, many, 10_051)
    await book.handled(BOT, range(2, 10_051))
    await book.keep(BOT, [{"update_id": 20_000}], 20_001)
    (counted,) = await database.read("SELECT count(*) AS n, min(update_id) AS first FROM telegram_updates")
    await database.close()
    assert counted["n"] == 10_001, "the last ten thousand, and the one that waits"
    assert counted["first"] == 1


async def test_a_batch_and_its_offset_are_durable_together(tmp_path: Path) -> None:
    labels = []

    def fail(moment: str, label: str) -> None:
        labels.append((moment, label))
        if (moment, label) == ("before", "telegram updates"):
            raise OSError("the disk is gone")

    database = await Database.open(tmp_path / "bot.db", fail)
    book = SqliteTelegramBook(database)
    with pytest.raises(StorageFailed):
        await book.keep(BOT, updates(7), 8)
    assert await book.pending(BOT) == []
    assert await book.offset(BOT) is None
    await database.close()
