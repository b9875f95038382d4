"""Which backend session and which profile a chat has, and which language a person asked for."""

from bot.core.model import ChatRef, ChatSession, Language, Sender, SenderId, SessionId
from storage import records
from storage.database import Database


class SqliteSessions:
    """Sessions and profiles by chat; languages by person and platform, whatever chat they write in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, chat: ChatRef) -> ChatSession | None:
        rows = await self._database.read(
            "SELECT session_id, opened_at, opened_by FROM sessions WHERE chat = ?", records.chat_key(chat)
        )
        if not rows:
            return None
        row = rows[0]
        opened_by = None if row["opened_by"] is None else SenderId(row["opened_by"])
        return ChatSession(chat, SessionId(row["session_id"]), records.load_moment(row["opened_at"]), opened_by)

    async def put(self, session: ChatSession) -> None:
        chat, id_ = records.chat_key(session.chat), session.session_id
        opened_by = None if session.opened_by is None else records.clean(session.opened_by)
        sql = "INSERT OR REPLACE INTO sessions (chat, session_id, opened_at, opened_by) VALUES (?, ?, ?, ?)"
        known = "INSERT OR IGNORE INTO opened_sessions (chat, session_id) VALUES (?, ?)"
        values = (chat, id_, records.dump_moment(session.opened_at), opened_by)
        await self._database.write("session", (sql, values), (known, (chat, id_)))

    async def forget(self, chat: ChatRef) -> None:
        await self._database.write("forget session", ("DELETE FROM sessions WHERE chat = ?", (records.chat_key(chat),)))

    async def opened(self, chat: ChatRef) -> tuple[SessionId, ...]:
        sql = "SELECT session_id FROM opened_sessions WHERE chat = ? ORDER BY rowid"
        rows = await self._database.read(sql, records.chat_key(chat))
        return tuple(SessionId(row["session_id"]) for row in rows)

    async def erase(self, chat: ChatRef) -> None:
        key = (records.chat_key(chat),)
        await self._database.write(
            "erase sessions",
            ("DELETE FROM sessions WHERE chat = ?", key),
            ("DELETE FROM opened_sessions WHERE chat = ?", key),
            ("DELETE FROM profiles WHERE chat = ?", key),
        )

    async def profile(self, chat: ChatRef) -> str | None:
        rows = await self._database.read("SELECT profile FROM profiles WHERE chat = ?", records.chat_key(chat))
        return str(rows[0]["profile"]) if rows else None

    async def set_profile(self, chat: ChatRef, name: str) -> None:
        sql = "INSERT OR REPLACE INTO profiles (chat, profile) VALUES (?, ?)"
        await self._database.write("profile", (sql, (records.chat_key(chat), records.clean(name))))

    async def language(self, sender: Sender, chat: ChatRef) -> Language | None:
        rows = await self._database.read(
            "SELECT language FROM languages WHERE platform = ? AND sender = ?", *_person(sender, chat)
        )
        return Language(rows[0]["language"]) if rows else None

    async def set_language(self, sender: Sender, chat: ChatRef, language: Language | None) -> None:
        person = _person(sender, chat)
        if language is None:
            statement = ("DELETE FROM languages WHERE platform = ? AND sender = ?", person)
        else:
            sql = "INSERT OR REPLACE INTO languages (platform, sender, language) VALUES (?, ?, ?)"
            statement = (sql, (*person, language.value))
        await self._database.write("language", statement)


def _person(sender: Sender, chat: ChatRef) -> tuple[str, ...]:
    return records.clean(chat.platform), records.clean(sender.id)
