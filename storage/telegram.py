"""Telegram's book in SQLite: updates on their way in, the buttons that were shown, groups that moved."""

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Button, ChatId, ChatRef, JsonObject, PlatformName
from storage import records
from storage.database import Database, Statement

_REMEMBERED = 10_000

_KEEP = """
INSERT INTO telegram_updates (bot, update_id, body)
SELECT ?, value ->> 'update_id', value FROM json_each(?) WHERE true ORDER BY key
ON CONFLICT (bot, update_id) DO NOTHING RETURNING update_id"""

_PRUNE = """
DELETE FROM telegram_updates
WHERE body IS NULL AND position <= (SELECT max(position) FROM telegram_updates) - ?"""

_NOTE = """
INSERT INTO telegram_facts (name, value) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""

_HANDLED = """
UPDATE telegram_updates SET body = NULL
WHERE bot = ? AND update_id IN (SELECT value FROM json_each(?))"""

_BUTTON = """
INSERT INTO telegram_buttons (id, chat, message, says, once, made_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (chat, message, says, once) DO UPDATE SET made_at = excluded.made_at RETURNING id"""

_MOVE = """
INSERT INTO telegram_moves (old, new) VALUES (?, ?)
ON CONFLICT (old) DO UPDATE SET new = excluded.new"""


@dataclass(frozen=True, slots=True)
class TelegramButton:
    """A button that was shown once."""

    chat: ChatRef
    says: str
    once: bool


class SqliteTelegramBook:
    """The book over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, bot: int, updates: Sequence[JsonObject], offset: int) -> frozenset[int]:
        kept, *_ = await self._database.write(
            "telegram updates",
            (_KEEP, (bot, records.dump(updates))),
            (_NOTE, (_offset_of(bot), str(offset))),
            (_PRUNE, (_REMEMBERED,)),
        )
        return frozenset(row["update_id"] for row in kept)

    async def offset(self, bot: int) -> int | None:
        value = await self.fact(_offset_of(bot))
        return None if value is None else int(value)

    async def pending(self, bot: int) -> list[JsonObject]:
        rows = await self._database.read(
            "SELECT body FROM telegram_updates WHERE bot = ? AND body IS NOT NULL ORDER BY position", bot
        )
        return [records.load(row["body"]) for row in rows]

    async def handled(self, bot: int, updates: Collection[int]) -> None:
        await self._database.write("telegram handled", (_HANDLED, (bot, json.dumps(list(updates)))))

    async def put_buttons(
        self, chat: ChatRef, message: str, buttons: Sequence[Button], made_at: datetime
    ) -> Sequence[str]:
        key, moment = records.chat_key(chat), records.dump_moment(made_at)
        statements: list[Statement] = [
            (_BUTTON, (secrets.token_urlsafe(12), key, message, records.clean(button.says), button.once, moment))
            for button in buttons
        ]
        rows = await self._database.write("telegram buttons", *statements)
        return [row[0]["id"] for row in rows]

    async def button(self, button: str) -> TelegramButton | None:
        rows = await self._database.read(
            "SELECT chat, says, once FROM telegram_buttons WHERE id = ?", records.clean(button)
        )
        return TelegramButton(_chat(rows[0]["chat"]), rows[0]["says"], bool(rows[0]["once"])) if rows else None

    async def drop_buttons(self, made_before: datetime) -> None:
        sql = "DELETE FROM telegram_buttons WHERE made_at < ?"
        await self._database.write("telegram old buttons", (sql, (records.dump_moment(made_before),)))

    async def moves(self) -> dict[int, int]:
        return {row["old"]: row["new"] for row in await self._database.read("SELECT old, new FROM telegram_moves")}

    async def move(self, old: int, new: int) -> None:
        await self._database.write("telegram move", (_MOVE, (old, new)))

    async def fact(self, name: str) -> str | None:
        rows = await self._database.read("SELECT value FROM telegram_facts WHERE name = ?", name)
        return str(rows[0]["value"]) if rows else None

    async def note(self, name: str, value: str) -> None:
        await self._database.write("telegram fact", (_NOTE, (name, value)))

    async def forget(self, chat: ChatRef) -> None:
        sql = "DELETE FROM telegram_buttons WHERE chat = ?"
        await self._database.write("telegram forget", (sql, (records.chat_key(chat),)))


def _offset_of(bot: int) -> str:
    return f"offset/{bot}"


def _chat(key: str) -> ChatRef:
    platform, chat, thread = json.loads(key)
    return ChatRef(PlatformName(platform), ChatId(chat), thread)
