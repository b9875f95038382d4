"""Accounts and their tokens. A token leaves this module once, when it is made; only its hash is kept."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from studio.store.database import Database
from studio.store.model import Account

TOKEN_DAYS = 7
_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A fresh token, never to be seen again."""

    account: Account
    token: str
    expires_ms: int


class Accounts:
    """Who may call."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._now_ms = now_ms

    async def issue(self, client_id: str) -> IssuedToken:
        """A new token for this client's account, which is made at the first call; older tokens stay valid."""
        token = "nmv_usr_" + secrets.token_urlsafe(32)
        now = self._now_ms()
        expires = now + TOKEN_DAYS * _DAY_MS
        async with self._database.write("token.issue") as db:
            await db.execute(
                "INSERT INTO accounts (id, client_id, created_ms) VALUES (?, ?, ?) ON CONFLICT (client_id) DO NOTHING",
                ("anon_" + secrets.token_hex(10), client_id, now),
            )
            [row] = await db.execute_fetchall("SELECT id FROM accounts WHERE client_id = ?", (client_id,))
            await db.execute("DELETE FROM tokens WHERE expires_ms <= ?", (now,))
            await db.execute("INSERT INTO tokens VALUES (?, ?, ?)", (_hash(token), row["id"], expires))
        return IssuedToken(Account(row["id"]), token, expires)

    async def by_token(self, token: str) -> Account | None:
        """Whose token this is; None if it is unknown or has expired."""
        async with self._database.read() as db:
            rows = await db.execute_fetchall(
                "SELECT account FROM tokens WHERE hash = ? AND expires_ms > ?", (_hash(token), self._now_ms())
            )
        return next((Account(row["account"]) for row in rows), None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
