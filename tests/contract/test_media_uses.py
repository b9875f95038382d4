"""What every record of the uses of media does."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.core.books import MediaUses
from bot.core.model import ChatId, ChatRef, MediaId, PlatformName
from storage.database import Database
from storage.media_uses import SqliteMediaUses
from tests.fakes.media_uses import MemoryMediaUses

CHAT = ChatRef(PlatformName("telegram"), ChatId("-100"))
TOPIC = ChatRef(PlatformName("telegram"), ChatId("-100"), "7")
FILM, CLIP = MediaId("f" * 64), MediaId("c" * 64)


@pytest.fixture(params=["memory", "sqlite"])
async def uses(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[MediaUses, None]:
    if request.param == "memory":
        yield MemoryMediaUses()
        return
    database = await Database.open(tmp_path / "bot.db")
    try:
        yield SqliteMediaUses(database)
    finally:
        await database.close()


async def test_a_chat_that_used_nothing_has_nothing_of_its_own(uses: MediaUses) -> None:
    assert await uses.only_of(CHAT) == frozenset()


async def test_what_another_chat_uses_too_is_not_its_own(uses: MediaUses) -> None:
    await uses.note(CHAT, CLIP)
    await uses.note(CHAT, CLIP)
    await uses.note(CHAT, FILM)
    await uses.note(TOPIC, CLIP)
    assert await uses.only_of(CHAT) == {FILM}
    assert await uses.only_of(TOPIC) == frozenset()


async def test_what_the_last_other_chat_forgot_is_its_own_again(uses: MediaUses) -> None:
    await uses.note(CHAT, CLIP)
    await uses.note(TOPIC, CLIP)
    await uses.forget(TOPIC)
    await uses.forget(TOPIC)
    assert await uses.only_of(CHAT) == {CLIP}
    await uses.forget(CHAT)
    assert await uses.only_of(CHAT) == frozenset()
