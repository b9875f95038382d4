"""The real bot on Telegram, to be killed: ``python -m tests.crash.telegram_process JOB``, the token in its environment.

Adapter, core and database are the real ones. It gives up on a silent line within seconds, says all its libraries
will say into its log, and notes every commit, so that a judge knows which films were on their way when it was killed.
``wrong`` in the job makes it one of the bots that the judge must find out.
"""

import asyncio
import json
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from adapters.telegram import admins, client, downloads, files, films
from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.client import TelegramOptions
from adapters.telegram.failures import Fault
from adapters.telegram.polling import Poller, PollingPace
from adapters.telegram.posting import Post
from adapters.telegram.sender import TelegramSender
from bot import wiring
from bot.lock import data_folder
from bot.settings import Settings
from storage.telegram import SqliteTelegramBook

TOKEN = "CRASH_TELEGRAM_TOKEN"
PATIENCE_S = 2.0
_PACE = PollingPace(wait_s=4, watchdog_s=8.0, pause_s=(0.1, 1.0), rival_s=(0.1, 1.0))


class CommitLog:
    """The ``on_commit`` hook: a line for every commit that was made."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    def __call__(self, moment: str, label: str) -> None:
        if moment == "after":
            self._file.write(f"{time.monotonic():.4f} {label}\n")


def be_impatient() -> None:
    """Seconds where minutes are right on a real line."""
    client._ANSWER_S = PATIENCE_S
    client._KEPT_OPEN = client._CONNECTIONS  # a line that ends shall mean something
    films._ANSWER_S = PATIENCE_S
    files._ANSWER_S = PATIENCE_S
    admins._ANSWER_S = PATIENCE_S
    downloads._TIMEOUT = httpx.Timeout(PATIENCE_S)


def repeat_what_may_have_arrived() -> None:
    """Wrong: takes no answer for a no."""
    attempt = TelegramSender._attempt

    async def insisting(self: TelegramSender, post: Post) -> Any:
        while getattr(outcome := await attempt(self, post), "fault", None) is Fault.RECEIPT_UNKNOWN:
            pass
        return outcome

    TelegramSender._attempt = insisting


def let_telegram_forget() -> None:
    """Wrong: confirms updates before they are kept anywhere, and sees to them when there is time."""
    waiting: asyncio.Queue[Any] = asyncio.Queue()
    beside: list[asyncio.Task[None]] = []

    async def see_to_them(poller: Poller, taker: Any) -> None:
        while True:
            raw = await waiting.get()
            await asyncio.sleep(0.4)
            await poller._book.keep(poller._bot, [raw], raw["update_id"] + 1)
            await taker.take(raw)

    async def keep(self: Poller, updates: list[Any], _offset: int | None, taker: Any) -> int:
        if not beside:
            beside.append(asyncio.ensure_future(see_to_them(self, taker)))
        for raw in updates:
            waiting.put_nowait(raw)
        return updates[-1]["update_id"] + 1

    Poller._keep = keep


async def run(job: dict[str, Any]) -> None:
    """Serve until killed."""
    folder = Path(job["folder"])
    settings = Settings(_env_file=None, studio_url=job["backend"], data_dir=folder)
    options = TelegramOptions(os.environ.pop(TOKEN), api_url=job["telegram"])
    log = CommitLog(Path(job["commits"]))
    with data_folder(folder):
        async with wiring.open_parts(settings, folder, log) as parts:
            book = SqliteTelegramBook(parts.database)
            async with TelegramAdapter.opened(options, book, parts.clock, _PACE) as adapter:
                dispatcher = parts.dispatcher([adapter], None)
                async with asyncio.TaskGroup() as group:
                    group.create_task(dispatcher.run())
                    group.create_task(adapter.run(dispatcher))


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    job = json.loads(sys.argv[1])
    threading.Thread(target=_end_with_parent, daemon=True).start()
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    be_impatient()
    match job["wrong"]:
        case "repeats":
            repeat_what_may_have_arrived()
        case "forgets":
            let_telegram_forget()
    asyncio.run(run(job))


if __name__ == "__main__":
    main()
