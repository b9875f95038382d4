"""Which backend session a chat has, and which language a person asked for."""

from bot.core.model import ChatRef, ChatSession, Language, Sender, SessionId
from storage import records
from storage.database import Database


class SqliteSessions:
    """Sessions by chat; languages by person and platform, whatever chat they write in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, chat: ChatRef) -> ChatSession | None:
        rows = await self._database.read(
            "SELECT session_id, opened_at FROM sessions WHERE chat = ?", records.chat_key(chat)
        )
        if not rows:
            return None
        return ChatSession(chat, SessionId(rows[0]["session_id"]), records.load_moment(rows[0]["opened_at"]))

    async def put(self, session: ChatSession) -> None:
        sql = "INSERT OR REPLACE INTO sessions (chat, session_id, opened_at) VALUES (?, ?, ?)"
        values = (records.chat_key(session.chat), session.session_id, records.dump_moment(session.opened_at))
        await self._database.write("session", (sql, values))

    async def forget(self, chat: ChatRef) -> None:
        await self._database.write("forget session", ("DELETE FROM sessions WHERE chat = ?", (records.chat_key(chat),)))

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
