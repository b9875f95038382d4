"""Inbox, turns and steps in SQLite: each change is on the disk before its method returns."""

import sqlite3
from datetime import datetime

from bot.core.errors import StorageFailed
from bot.core.model import (
    ChatRef,
    Handed,
    IncomingMessage,
    JsonObject,
    MediaId,
    MessageId,
    MessageRef,
    SeenMedia,
    SessionId,
    Step,
    StepState,
    Turn,
    TurnId,
    TurnState,
    new_id,
)
from storage import records
from storage.database import Database, Statement

_ACCEPT = """
INSERT INTO turns (id, platform, event_id, chat, state, message)
SELECT ?1, ?2, ?3, ?4, 'waiting', ?5
WHERE NOT EXISTS (SELECT 1 FROM amendments WHERE platform = ?2 AND event_id = ?3)
ON CONFLICT (platform, event_id) DO NOTHING RETURNING position"""

_AMEND = """
INSERT INTO amendments (platform, event_id, turn)
SELECT ?1, ?2, id FROM turns WHERE id = ?3 AND state = 'waiting'
AND NOT EXISTS (SELECT 1 FROM turns WHERE platform = ?1 AND event_id = ?2)
ON CONFLICT (platform, event_id) DO NOTHING"""

# Right after the statement above: changes() tells whether that one took the amendment.
_REPLACE = "UPDATE turns SET message = ?2 WHERE id = ?1 AND changes() = 1 RETURNING id"

_SEE_REPLACED = """
INSERT INTO seen_media (chat, message_id, ordinal, attachment, seen_at) SELECT ?, ?, ?, ?, ?
WHERE EXISTS (SELECT 1 FROM turns WHERE id = ? AND message = ?)
ON CONFLICT (chat, message_id, ordinal) DO UPDATE SET attachment = excluded.attachment"""

# The expressions are those of the indexes.
_TURNS_OF = """
SELECT id, message, state, position FROM turns
WHERE chat = ? AND json_extract(message, '$.ref.message') = ? ORDER BY position"""

# CROSS JOIN keeps the planner from walking all turns of a chat, of which there may be very many.
_POSTED_BY = """
SELECT turns.id, message, turns.state, turns.position FROM steps CROSS JOIN turns ON turns.id = steps.turn
WHERE json_extract(result, '$.message') = ? AND chat = ? ORDER BY turns.position DESC LIMIT 1"""

_UNDELIVERED = """
SELECT DISTINCT turns.id, message, turns.state, turns.position FROM steps CROSS JOIN turns ON turns.id = steps.turn
WHERE name > 'undelivered/' AND name < 'undelivered0' AND chat = ? AND turns.state NOT IN ('waiting', 'working')
AND NOT EXISTS (SELECT 1 FROM steps AS other WHERE other.turn = turns.id AND other.name = 'offered')
ORDER BY turns.position"""

_SEE = """
INSERT INTO seen_media (chat, message_id, ordinal, attachment, seen_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (chat, message_id, ordinal) DO UPDATE SET attachment = excluded.attachment"""

# A result, once known, is never taken back: a step that is done stays done.
_INTEND = """
INSERT INTO steps (turn, name, state, before) VALUES (?, ?, 'intended', ?)
ON CONFLICT (turn, name) DO UPDATE SET state = 'intended', before = excluded.before WHERE state != 'done'"""

_COMPLETE = """
INSERT INTO steps (turn, name, state, before, result)
SELECT ?1, ?2, 'done', '{}', ?3 WHERE EXISTS (SELECT 1 FROM turns WHERE id = ?1)
ON CONFLICT (turn, name) DO UPDATE SET state = 'done', result = excluded.result"""

# A turn that has ended stays as it ended, also when its cancel meets its last step.
_MOVE = """
UPDATE turns SET state = CASE WHEN state IN ('waiting', 'working') THEN ? ELSE state END WHERE id = ? RETURNING id"""

_GIVE_UP = """
INSERT INTO steps (turn, name, state, before) VALUES (?, ?, 'unknown', '{}')
ON CONFLICT (turn, name) DO UPDATE SET state = 'unknown' WHERE state != 'done'"""


class SqliteLedger:
    """The ledger over one database.

    A step intended again keeps its place and gets the new ``before``; one that is done stays done. A turn that was
    never accepted is a broken ledger: StorageFailed. Media are kept per place in their message, so an edited
    message replaces its own; ``recent_media`` is the exact reverse of the order of arrival, also within an album.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def accept(self, message: IncomingMessage) -> Turn | None:
        turn, text = TurnId(new_id()), records.dump_message(message)
        chat = message.ref.chat
        values = (turn, records.clean(chat.platform), records.clean(message.event_id), records.chat_key(chat), text)
        accepted, *_ = await self._database.write("accept", (_ACCEPT, values), *_sightings(message))
        if not accepted:
            return None
        return Turn(turn, records.load_message(text), TurnState.WAITING, accepted[0]["position"])

    async def replace(self, turn: TurnId, message: IncomingMessage) -> bool:
        text = records.dump_message(message)
        event = (records.clean(message.ref.chat.platform), records.clean(message.event_id))
        sightings = [(_SEE_REPLACED, (*values, turn, text)) for _, values in _sightings(message)]
        _, replaced, *_ = await self._database.write(
            "replace", (_AMEND, (*event, turn)), (_REPLACE, (turn, text)), *sightings
        )
        return bool(replaced)

    async def remember(self, message: IncomingMessage) -> None:
        sightings = _sightings(message)
        if sightings:
            await self._database.write("remember", *sightings)

    async def open_turns(self) -> list[Turn]:
        rows = await self._database.read(
            "SELECT id, message, state, position FROM turns WHERE state IN ('waiting', 'working') ORDER BY position"
        )
        return [_turn(row) for row in rows]

    async def turns_of(self, message: MessageRef) -> list[Turn]:
        return [_turn(row) for row in await self._database.read(_TURNS_OF, *_place(message))]

    async def posted_by(self, message: MessageRef) -> Turn | None:
        rows = await self._database.read(_POSTED_BY, *reversed(_place(message)))
        return _turn(rows[0]) if rows else None

    async def undelivered(self, chat: ChatRef) -> list[Turn]:
        return [_turn(row) for row in await self._database.read(_UNDELIVERED, records.chat_key(chat))]

    async def set_state(self, turn: TurnId, state: TurnState) -> None:
        (changed,) = await self._database.write(f"turn {state}", (_MOVE, (state.value, turn)))
        if not changed:
            raise StorageFailed(f"turn {turn} was never accepted")

    async def steps(self, turn: TurnId) -> dict[str, Step]:
        rows = await self._database.read(
            "SELECT name, state, before, result FROM steps WHERE turn = ? ORDER BY position", turn
        )
        return {row["name"]: _step(row) for row in rows}

    async def intend(self, turn: TurnId, name: str, before: JsonObject) -> None:
        await self._database.write(f"intend {name}", (_INTEND, (turn, name, records.dump(before))))

    async def complete(self, turn: TurnId, name: str, result: JsonObject) -> None:
        await self._database.write(f"complete {name}", (_COMPLETE, (turn, name, records.dump(result))))

    async def withdraw(self, turn: TurnId, name: str) -> None:
        sql = "DELETE FROM steps WHERE turn = ? AND name = ? AND state = 'intended'"
        await self._database.write(f"withdraw {name}", (sql, (turn, name)))

    async def give_up(self, turn: TurnId, name: str) -> None:
        await self._database.write(f"give up {name}", (_GIVE_UP, (turn, name)))

    async def media_of(self, message: MessageRef) -> list[SeenMedia]:
        rows = await self._database.read(
            "SELECT message_id, attachment, seen_at FROM seen_media WHERE chat = ? AND message_id = ? ORDER BY ordinal",
            *_place(message),
        )
        return [_seen(message.chat, row) for row in rows]

    async def recent_media(self, chat: ChatRef, since: datetime) -> list[SeenMedia]:
        rows = await self._database.read(
            "SELECT message_id, attachment, seen_at FROM seen_media WHERE chat = ? AND seen_at >= ?"
            " ORDER BY seen_at DESC, position DESC",
            records.chat_key(chat),
            records.dump_moment(since),
        )
        return [_seen(chat, row) for row in rows]

    async def note_upload(self, chat: ChatRef, session: SessionId, handed: Handed) -> None:
        sql = (
            "INSERT OR IGNORE INTO session_uploads (chat, session_id, identity, attachment, media)"
            " VALUES (?, ?, ?, ?, ?)"
        )
        attachment = handed.attachment
        file = (records.clean(attachment.identity), records.dump_attachment(attachment), handed.media)
        await self._database.write("note upload", (sql, (records.chat_key(chat), records.clean(session), *file)))

    async def uploads(self, chat: ChatRef, session: SessionId) -> frozenset[str]:
        sql = "SELECT identity FROM session_uploads WHERE chat = ? AND session_id = ?"
        rows = await self._database.read(sql, records.chat_key(chat), records.clean(session))
        return frozenset(row["identity"] for row in rows)

    async def handed(self, chat: ChatRef, session: SessionId) -> tuple[Handed, ...]:
        # Of files handed over by older versions only the identity is known.
        sql = (
            "SELECT attachment, media FROM session_uploads"
            " WHERE chat = ? AND session_id = ? AND attachment IS NOT NULL ORDER BY rowid"
        )
        rows = await self._database.read(sql, records.chat_key(chat), records.clean(session))
        return tuple(_handed(row) for row in rows)

    async def forget(self, chat: ChatRef, before: int) -> None:
        key = records.chat_key(chat)
        await self._database.write(
            "forget",
            (
                "DELETE FROM turns WHERE chat = ? AND position < ? AND state NOT IN ('waiting', 'working')",
                (key, before),
            ),
            ("DELETE FROM seen_media WHERE chat = ?", (key,)),
            ("DELETE FROM session_uploads WHERE chat = ?", (key,)),
        )


def _place(message: MessageRef) -> tuple[str, str]:
    return records.chat_key(message.chat), records.clean(message.message_id)


def _turn(row: sqlite3.Row) -> Turn:
    message = records.load_message(row["message"])
    return Turn(TurnId(row["id"]), message, TurnState(row["state"]), row["position"])


def _sightings(message: IncomingMessage) -> list[Statement]:
    chat, message_id = records.chat_key(message.ref.chat), records.clean(message.ref.message_id)
    seen_at = records.dump_moment(message.received_at)
    return [
        (_SEE, (chat, message_id, ordinal, records.dump_attachment(attachment), seen_at))
        for ordinal, attachment in enumerate(message.attachments)
    ]


def _step(row: sqlite3.Row) -> Step:
    return Step(row["name"], StepState(row["state"]), records.load(row["before"]), records.load(row["result"]))


def _handed(row: sqlite3.Row) -> Handed:
    return Handed(records.load_attachment(row["attachment"]), None if row["media"] is None else MediaId(row["media"]))


def _seen(chat: ChatRef, row: sqlite3.Row) -> SeenMedia:
    ref = MessageRef(chat, MessageId(row["message_id"]))
    return SeenMedia(ref, records.load_attachment(row["attachment"]), records.load_moment(row["seen_at"]))
