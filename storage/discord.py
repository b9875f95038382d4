"""Discord's book in SQLite: buttons that were shown, how far each chat was seen to, and when IDENTIFY was said."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.model import Button, ChatId, ChatRef, PlatformName
from storage import records
from storage.database import Database, Statement

_REMEMBERED = timedelta(days=2)

_SEEN = """
INSERT INTO discord_seen (chat, message) VALUES (?, ?)
ON CONFLICT (chat) DO UPDATE SET message = max(message, excluded.message)"""

_NOTE = """
INSERT INTO discord_facts (name, value) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""

_BUTTON = """
INSERT INTO discord_buttons (id, chat, message, says, once, made_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (chat, message, says, once) DO UPDATE SET made_at = excluded.made_at RETURNING id"""


@dataclass(frozen=True, slots=True)
class DiscordButton:
    """A button that was shown once."""

    chat: ChatRef
    says: str
    once: bool


class SqliteDiscordBook:
    """The book over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note_seen(self, seen: Mapping[ChatRef, int]) -> None:
        statements: list[Statement] = [(_SEEN, (records.chat_key(chat), message)) for chat, message in seen.items()]
        await self._database.write("discord seen", *statements)

    async def seen(self) -> dict[ChatRef, int]:
        rows = await self._database.read("SELECT chat, message FROM discord_seen")
        return {_chat(row["chat"]): row["message"] for row in rows}

    async def put_buttons(
        self, chat: ChatRef, message: str, buttons: Sequence[Button], made_at: datetime
    ) -> Sequence[str]:
        key, moment = records.chat_key(chat), records.dump_moment(made_at)
        statements: list[Statement] = [
            (_BUTTON, (secrets.token_urlsafe(12), key, message, records.clean(button.says), button.once, moment))
            for button in buttons
        ]
        rows = await self._database.write("discord buttons", *statements)
        return [row[0]["id"] for row in rows]

    async def button(self, button: str) -> DiscordButton | None:
        rows = await self._database.read(
            "SELECT chat, says, once FROM discord_buttons WHERE id = ?", records.clean(button)
        )
        return DiscordButton(_chat(rows[0]["chat"]), rows[0]["says"], bool(rows[0]["once"])) if rows else None

    async def drop_buttons(self, made_before: datetime) -> None:
        sql = "DELETE FROM discord_buttons WHERE made_at < ?"
        await self._database.write("discord old buttons", (sql, (records.dump_moment(made_before),)))

    async def fact(self, name: str) -> str | None:
        rows = await self._database.read("SELECT value FROM discord_facts WHERE name = ?", name)
        return str(rows[0]["value"]) if rows else None

    async def note(self, name: str, value: str) -> None:
        await self._database.write("discord fact", (_NOTE, (name, value)))

    async def identified(self, bot: int, at: datetime) -> None:
        old = records.dump_moment(at - _REMEMBERED)
        await self._database.write(
            "discord identify",
            ("DELETE FROM discord_identifies WHERE at < ?", (old,)),
            ("INSERT INTO discord_identifies (bot, at) VALUES (?, ?)", (bot, records.dump_moment(at))),
        )

    async def identifies_since(self, bot: int, moment: datetime) -> list[datetime]:
        sql = "SELECT at FROM discord_identifies WHERE bot = ? AND at >= ? ORDER BY at"
        rows = await self._database.read(sql, bot, records.dump_moment(moment))
        return [records.load_moment(row["at"]) for row in rows]

    async def forget(self, chat: ChatRef) -> None:
        key = records.chat_key(chat)
        await self._database.write(
            "discord forget",
            ("DELETE FROM discord_buttons WHERE chat = ?", (key,)),
            ("DELETE FROM discord_seen WHERE chat = ?", (key,)),
        )


def _chat(key: str) -> ChatRef:
    platform, chat, thread = json.loads(key)
    return ChatRef(PlatformName(platform), ChatId(chat), thread)
