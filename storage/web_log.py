"""The web page's transcript and uploads. A message is one row: its content and the event that last changed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import ChatId, ChatRef, JsonObject, MediaId, MessageId, PlatformName
from storage import records
from storage.database import Database
from storage.media_uses import use_of

_PLATFORM = PlatformName("web")

_LAST = """
    SELECT max(coalesce((SELECT max(event) FROM web_messages WHERE chat = ?1), 0),
               coalesce((SELECT event FROM web_forgotten WHERE chat = ?1), 0)) AS last
"""
_APPEND = f"""
    INSERT INTO web_messages (chat, message_id, position, event, author, at, content)
    SELECT ?1, ?2, last + 1, last + 1, ?3, ?4, ?5 FROM ({_LAST}) WHERE true
    ON CONFLICT (chat, message_id) DO NOTHING RETURNING event
"""  # noqa: S608  # our own words
_FORGET = f"INSERT OR REPLACE INTO web_forgotten (chat, event) SELECT ?1, last FROM ({_LAST})"  # noqa: S608
_REPLACE = """
    UPDATE web_messages
    SET content = ?, event = (SELECT max(event) + 1 FROM web_messages WHERE chat = ?)
    WHERE chat = ? AND message_id = ? AND content <> ?
"""


@dataclass(frozen=True, slots=True)
class WebMessage:
    """One message as it stands."""

    message_id: MessageId
    position: int
    event: int
    author: str
    at: datetime
    content: JsonObject


@dataclass(frozen=True, slots=True)
class WebUpload:
    """One complete upload."""

    name: str
    size_bytes: int
    media: MediaId


class SqliteWebLog:
    """Transcripts by chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, chat: ChatId, message_id: MessageId, author: str, at: datetime, content: JsonObject) -> bool:
        values = (chat, message_id, author, records.dump_moment(at), records.dump(content))
        [added] = await self._database.write("web message", (_APPEND, values))
        return bool(added)

    async def replace(self, chat: ChatId, message_id: MessageId, content: JsonObject) -> bool:
        text = records.dump(content)
        exists = "SELECT 1 FROM web_messages WHERE chat = ? AND message_id = ?"
        _, found = await self._database.write(
            "web edit", (_REPLACE, (text, chat, chat, message_id, text)), (exists, (chat, message_id))
        )
        return bool(found)

    async def changes(self, chat: ChatId, after: int) -> Sequence[WebMessage]:
        rows = await self._database.read(
            "SELECT message_id, position, event, author, at, content FROM web_messages"
            " WHERE chat = ? AND event > ? ORDER BY event",
            chat,
            after,
        )
        return [
            WebMessage(
                MessageId(row["message_id"]),
                row["position"],
                row["event"],
                row["author"],
                records.load_moment(row["at"]),
                records.load(row["content"]),
            )
            for row in rows
        ]

    async def last_event(self, chat: ChatId) -> int:
        [row] = await self._database.read(_LAST, chat)
        return int(row["last"])

    async def forget(self, chat: ChatId) -> None:
        await self._database.write(
            "forget web chat",
            (_FORGET, (chat,)),
            ("DELETE FROM web_messages WHERE chat = ?", (chat,)),
            ("DELETE FROM web_uploads WHERE chat = ?", (chat,)),
        )

    async def forgotten(self, chat: ChatId) -> int:
        rows = await self._database.read("SELECT event FROM web_forgotten WHERE chat = ?", chat)
        return int(rows[0]["event"]) if rows else 0

    async def put_upload(self, chat: ChatId, upload: str, name: str, size_bytes: int, media: MediaId) -> None:
        sql = "INSERT OR REPLACE INTO web_uploads (chat, upload, name, size_bytes, media) VALUES (?, ?, ?, ?, ?)"
        # The bytes are here before a message speaks of them: the chat holds them from now on.
        use = use_of(ChatRef(_PLATFORM, chat), media)
        await self._database.write("web upload", (sql, (chat, upload, records.clean(name), size_bytes, media)), use)

    async def upload(self, chat: ChatId, upload: str) -> WebUpload | None:
        rows = await self._database.read(
            "SELECT name, size_bytes, media FROM web_uploads WHERE chat = ? AND upload = ?", chat, upload
        )
        return WebUpload(rows[0]["name"], rows[0]["size_bytes"], MediaId(rows[0]["media"])) if rows else None
