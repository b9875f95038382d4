"""Our side of ``telegram_intake``: updates from the poll to the ledger, and no further.

The adapter, the core's inbox and the database are the bot's own; what was accepted is left lying.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.client import TelegramOptions
from benchmarks.usage import Usage
from bot import wiring
from bot.core.dispatcher import Dispatcher
from bot.core.model import Turn
from bot.lock import data_folder
from bot.settings import Settings
from storage.telegram import SqliteTelegramBook


class Counter:
    """CPU of the updates after the first few."""

    def __init__(self, warm_up: int, updates: int) -> None:
        self._warm_up, self._updates = warm_up, updates
        self._count = 0
        self._before: Usage | None = None
        self.used: dict[str, float] = {}
        self.done = asyncio.Event()

    def add(self) -> None:
        """One more was seen to."""
        self._count += 1
        if self._count == self._warm_up:
            self._before = Usage.now()
        if self._count == self._warm_up + self._updates and self._before is not None:
            self.used = Usage.now().per(self._before, self._updates)
            self.done.set()


class Deaf(Dispatcher):
    """Accepts, and answers nothing."""

    counter: Counter

    def take_up(self, turn: Turn, *, at_once: bool) -> None:
        del turn, at_once
        self.counter.add()


async def main(job: dict[str, Any]) -> dict[str, float]:
    """Take updates in until there were enough; what one of them used."""
    folder = Path(job["folder"])
    settings = Settings(_env_file=None, backend="studio", studio_url="http://127.0.0.1:9", data_dir=folder)  # type: ignore[call-arg]
    options = TelegramOptions(job["token"], job["telegram"])
    counter = Counter(job["warm_up"], job["updates"])
    with data_folder(folder):
        async with (
            wiring.open_parts(settings, folder) as parts,
            TelegramAdapter.opened(options, SqliteTelegramBook(parts.database), parts.clock) as adapter,
            asyncio.TaskGroup() as group,
        ):
            inbox = Deaf(parts.dispatcher([adapter], None)._ports)  # noqa: SLF001  # the same core, made deaf
            inbox.counter = counter
            tasks = [group.create_task(inbox.run()), group.create_task(adapter.run(inbox))]
            await counter.done.wait()
            for task in tasks:
                task.cancel()
    return counter.used


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))), flush=True)
    os._exit(0)
