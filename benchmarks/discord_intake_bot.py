"""Our side of ``discord_intake``: messages from the gateway to the ledger, and no further.

The adapter, the core's inbox and the database are the bot's own; what was accepted is left lying.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.client import DiscordOptions
from benchmarks.telegram_intake_bot import Counter, Deaf
from bot import wiring
from bot.lock import data_folder
from bot.settings import Settings
from storage.discord import SqliteDiscordBook


async def main(job: dict[str, Any]) -> dict[str, float]:
    """Take messages in until there were enough; what one of them used."""
    folder = Path(job["folder"])
    settings = Settings(_env_file=None, backend="studio", studio_url="http://127.0.0.1:9", data_dir=folder)  # type: ignore[call-arg]
    options = DiscordOptions(job["token"], f"{job['discord']}/api/v10")
    counter = Counter(job["warm_up"], job["messages"])
    with data_folder(folder):
        async with (
            wiring.open_parts(settings, folder) as parts,
            DiscordAdapter.opened(options, SqliteDiscordBook(parts.database), parts.clock) as adapter,
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
