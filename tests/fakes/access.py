"""The book of owners in memory, and an open door."""

from bot.core.access import Access, Rules
from bot.core.model import PlatformName, SenderId


class MemoryAccessBook:
    """Owners in a set."""

    def __init__(self) -> None:
        self._owners: set[tuple[PlatformName, SenderId]] = set()

    async def owners(self) -> frozenset[tuple[PlatformName, SenderId]]:
        return frozenset(self._owners)

    async def add_owner(self, platform: PlatformName, person: SenderId) -> None:
        self._owners.add((platform, person))


def open_to_all() -> Access:
    """The bot works for everybody."""
    return Access(Rules(), MemoryAccessBook())
