"""The durable transcript: numbered changes, messages that change in place, uploads by chat."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.model import ChatId, MediaId, MessageId
from storage.database import Database
from storage.web_log import SqliteWebLog

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CHAT, OTHER = ChatId("one"), ChatId("two")


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteWebLog]:
    database = await Database.open(tmp_path / "bot.db")
    yield SqliteWebLog(database)
    await database.close()


async def say(log: SqliteWebLog, name: str, text: str = "hello", chat: ChatId = CHAT) -> bool:
    return await log.append(chat, MessageId(name), "bot", NOON, {"text": text})


async def texts(log: SqliteWebLog, after: int = 0) -> list[tuple[int, str]]:
    return [(entry.event, entry.content["text"]) for entry in await log.changes(CHAT, after)]


async def test_messages_are_numbered_in_the_order_they_came(log: SqliteWebLog) -> None:
    await say(log, "a", "first")
    await say(log, "b", "second")
    assert await texts(log) == [(1, "first"), (2, "second")]
    assert await log.last_event(CHAT) == 2


async def test_a_message_appended_twice_stands_once_as_it_was(log: SqliteWebLog) -> None:
    assert await say(log, "a", "first")
    assert not await say(log, "a", "again")
    assert await texts(log) == [(1, "first")]


async def test_an_edit_takes_the_next_number_and_keeps_the_place(log: SqliteWebLog) -> None:
    await say(log, "a", "working")
    await say(log, "b", "second")
    assert await log.replace(CHAT, MessageId("a"), {"text": "done"})
    edited = (await log.changes(CHAT, 2))[0]
    assert (edited.event, edited.position, edited.content, edited.at) == (3, 1, {"text": "done"}, NOON)


async def test_a_message_edited_often_is_replayed_once(log: SqliteWebLog) -> None:
    await say(log, "a", "0 %")
    for percent in range(1, 101):
        await log.replace(CHAT, MessageId("a"), {"text": f"{percent} %"})
    assert await texts(log) == [(101, "100 %")]


async def test_the_same_content_again_is_success_and_no_event(log: SqliteWebLog) -> None:
    await say(log, "a", "done")
    assert await log.replace(CHAT, MessageId("a"), {"text": "done"})
    assert await log.last_event(CHAT) == 1


async def test_an_unknown_message_cannot_be_edited(log: SqliteWebLog) -> None:
    await say(log, "a")
    assert not await log.replace(CHAT, MessageId("b"), {"text": "x"})
    assert not await log.replace(OTHER, MessageId("a"), {"text": "x"})


async def test_chats_are_numbered_and_read_apart(log: SqliteWebLog) -> None:
    await say(log, "a")
    await say(log, "a", chat=OTHER)
    assert [entry.event for entry in await log.changes(OTHER, 0)] == [1]
    assert await log.last_event(ChatId("three")) == 0


async def test_halves_of_characters_do_not_stop_the_log(log: SqliteWebLog) -> None:
    await say(log, "a", "broken \ud83d emoji, 完整的中文")
    assert await texts(log) == [(1, "broken \ufffd emoji, 完整的中文")]


async def test_an_upload_belongs_to_its_chat(log: SqliteWebLog) -> None:
    await log.put_upload(CHAT, "upload-1", "我的视频.mp4", 42, MediaId("abc"))
    entry = await log.upload(CHAT, "upload-1")
    assert entry is not None
    assert (entry.name, entry.size_bytes, entry.media) == ("我的视频.mp4", 42, "abc")
    assert await log.upload(OTHER, "upload-1") is None


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "bot.db")
    await say(SqliteWebLog(database), "a", "kept")
    await database.close()
    database = await Database.open(tmp_path / "bot.db")
    assert await texts(SqliteWebLog(database)) == [(1, "kept")]
    await database.close()
