"""Who was paired as an owner, on which platform."""

from bot.core.model import PlatformName, SenderId
from storage import records
from storage.database import Database


class SqliteAccessBook:
    """Owners by platform and person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def owners(self) -> frozenset[tuple[PlatformName, SenderId]]:
        rows = await self._database.read("SELECT platform, sender FROM owners")
        return frozenset((PlatformName(row["platform"]), SenderId(row["sender"])) for row in rows)

    async def add_owner(self, platform: PlatformName, person: SenderId) -> None:
        sql = "INSERT OR IGNORE INTO owners (platform, sender) VALUES (?, ?)"
        await self._database.write("owner", (sql, (records.clean(platform), records.clean(person))))
