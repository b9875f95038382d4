"""The installation's account with each backend: one client id for ever, one token a backend."""

from bot.core.model import new_id
from storage.database import Database


class SqliteAccounts:
    """The account, in a file only its owner can read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def client_id(self) -> str:
        rows = await self._database.read("SELECT client_id FROM account")
        if not rows:
            # One transaction: whoever asks first makes it, everybody gets the same.
            _, rows = await self._database.write(
                "client id",
                ("INSERT OR IGNORE INTO account (id, client_id) VALUES (1, ?)", (new_id(),)),
                ("SELECT client_id FROM account", ()),
            )
        client_id: str = rows[0]["client_id"]
        return client_id

    async def token(self, backend: str) -> str | None:
        rows = await self._database.read("SELECT token FROM tokens WHERE backend = ?", backend)
        return rows[0]["token"] if rows else None

    async def put_token(self, backend: str, token: str, user_id: str | None) -> None:
        sql = "INSERT OR REPLACE INTO tokens (backend, token, user_id) VALUES (?, ?, ?)"
        await self._database.write("token", (sql, (backend, token, user_id)))
