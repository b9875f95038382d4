"""Which chats use which files of the media store."""

from bot.core.model import ChatRef, MediaId
from storage import records
from storage.database import Database, Statement

_ONLY = """
SELECT media FROM media_uses AS mine WHERE chat = ?
AND NOT EXISTS (SELECT 1 FROM media_uses AS others WHERE others.media = mine.media AND others.chat <> mine.chat)"""


class SqliteMediaUses:
    """One row for each chat and file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, chat: ChatRef, media: MediaId) -> None:
        await self._database.write("media use", use_of(chat, media))

    async def only_of(self, chat: ChatRef) -> frozenset[MediaId]:
        rows = await self._database.read(_ONLY, records.chat_key(chat))
        return frozenset(MediaId(row["media"]) for row in rows)

    async def forget(self, chat: ChatRef) -> None:
        sql = "DELETE FROM media_uses WHERE chat = ?"
        await self._database.write("forget media uses", (sql, (records.chat_key(chat),)))


def use_of(chat: ChatRef, media: MediaId) -> Statement:
    """The statement that notes a use, for a transaction with others."""
    return "INSERT OR IGNORE INTO media_uses (chat, media) VALUES (?, ?)", (records.chat_key(chat), media)
