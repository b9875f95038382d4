"""A ledger whose process ends at one of its durable writes: just before it, or just after."""

import asyncio
from typing import Any

from tests.fakes.ledger import MemoryLedger

_WRITES = ("accept", "replace", "set_state", "intend", "complete", "withdraw", "give_up", "note_upload", "remember")


class StoppingLedger(MemoryLedger):
    """``stop_at`` is ("before" | "after", number of the write); ``labels`` are the writes so far; ``armed`` False, none
    is counted. A process that has stopped does nothing any more: whatever it writes afterwards hangs."""

    def __init__(self) -> None:
        super().__init__()
        self.stop_at: tuple[str, int] | None = None
        self.armed = True
        self.labels: list[str] = []
        self.stopped = asyncio.Event()

    def revive(self) -> None:
        """The next process: it is not stopped again."""
        self.stop_at, self.armed = None, False
        self.stopped = asyncio.Event()

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name not in _WRITES:
            return value

        async def write(*details: Any) -> Any:
            if not self.armed:
                return await value(*details)
            self.labels.append(f"{name} {details[1] if len(details) > 1 else ''}")
            number = len(self.labels)
            if self.stopped.is_set() or self.stop_at == ("before", number):
                await self._stop()
            result = await value(*details)
            if self.stop_at == ("after", number):
                await self._stop()
            return result

        return write

    async def _stop(self) -> None:
        self.stopped.set()
        await asyncio.Event().wait()
