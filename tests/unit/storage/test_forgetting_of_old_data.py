"""What was kept before chats could be forgotten is known as theirs after the upgrade."""

import sqlite3
from pathlib import Path

import pytest

from bot.core.model import ChatId, ChatRef, PlatformName
from storage import database as storage_database
from storage.database import Database
from storage.media_uses import SqliteMediaUses
from storage.sessions import SqliteSessions

CHAT = ChatRef(PlatformName("web"), ChatId('c"1'))
CLIP, FILM, POSTER = "c" * 64, "f" * 64, "p" * 64


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the version before wrote it."""
    path = tmp_path / "bot.sqlite3"
    connection = sqlite3.connect(path)
    migrations = Path(storage_database.__file__).parent / "migrations"
    for script in sorted(migrations.glob("*.sql"))[:2]:
        connection.executescript(script.read_text("utf-8"))
    connection.execute("PRAGMA user_version=2")
    at = "2026-11-20T12:00:00.000000+00:00"
    connection.execute("INSERT INTO sessions VALUES (?, 's1', ?)", ('["web","c\\"1",null]', at))
    connection.execute("INSERT INTO web_uploads VALUES (?, 'u1', 'clip.mp4', 1, ?)", (CHAT.chat_id, CLIP))
    film = f'{{"text": "done", "film": {{"media": "{FILM}", "poster": "{POSTER}"}}}}'
    connection.execute("INSERT INTO web_messages VALUES (?, 'm1', 1, 1, 'bot', ?, ?)", (CHAT.chat_id, at, film))
    connection.execute("INSERT INTO web_messages VALUES (?, 'm2', 2, 2, 'bot', ?, '{}')", (CHAT.chat_id, at))
    connection.commit()
    connection.close()
    return path


async def test_sessions_uploads_and_films_are_found(old: Path) -> None:
    database = await Database.open(old)
    try:
        session = await SqliteSessions(database).get(CHAT)
        assert session is not None
        assert session.opened_by is None
        assert await SqliteSessions(database).opened(CHAT) == ("s1",)
        assert await SqliteMediaUses(database).only_of(CHAT) == {CLIP, FILM, POSTER}
    finally:
        await database.close()
