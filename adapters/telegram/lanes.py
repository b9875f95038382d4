"""The marking of updates as handled, many in one commit."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable


class Receipts:
    """Collects the updates that were handled and marks them while ``run`` runs; what is left over is handled again."""

    def __init__(self, mark: Callable[[Collection[int]], Awaitable[None]]) -> None:
        self._mark = mark
        self._handled: set[int] = set()
        self._news = asyncio.Event()

    def add(self, updates: Iterable[int]) -> None:
        """These were handled."""
        self._handled.update(updates)
        self._news.set()

    async def run(self) -> None:
        """Mark until cancelled: what was handled while a commit ran goes into the next. Raises StorageFailed."""
        while True:
            await self._news.wait()
            self._news.clear()
            handled, self._handled = self._handled, set()
            await self._mark(handled)
