"""The real bot on Discord, to be killed: ``python -m tests.crash.discord_process JOB``, the token in its environment.

Adapter, core and database are the real ones. It gives up on a silent server within seconds, and may begin as many
sessions as it likes (what holds a crash loop back is tested by itself). ``kill`` in the job is a ``LabelSwitch``'s
specification, ``shift_s`` how far its clock is put forward. ``wrong`` makes it one of the bots that the judge must
find out.
"""

import asyncio
import json
import logging
import os
import secrets
import sys
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.discord import calls, identify, posting, traces
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.catch_up import CatchUp
from adapters.discord.client import DiscordOptions
from adapters.discord.interactions import Interactions
from bot import wiring
from bot.core.model import IncomingMessage
from bot.lock import data_folder
from bot.settings import Settings
from storage.discord import SqliteDiscordBook
from tests.crash.kill_switch import LabelSwitch
from tests.crash.shifted_clock import ShiftedClock

TOKEN = "CRASH_DISCORD_TOKEN"
PATIENCE_S = 5.0


def be_impatient() -> None:
    """Seconds where minutes are right on a real line."""
    calls._ANSWER_S = PATIENCE_S
    calls.FILM_ANSWER_S = PATIENCE_S
    identify.MOST = ((timedelta(seconds=0.2), 1),)


def send_under_a_new_name_each_time() -> None:
    """Wrong: every attempt has a nonce of its own, and nothing is looked for."""
    posting.nonce = lambda _chat, _key: secrets.token_hex(12)
    trust_the_nonce()


def trust_the_nonce() -> None:
    """Wrong: what was sent before a long downtime is not looked for."""
    traces.Traces._is_settled_by_nonce = lambda _self, _post: True


def look_nothing_up() -> None:
    """Wrong: what was written while it was down is never seen."""

    def begin(_self: CatchUp, _marks: Mapping[Any, int]) -> None:
        return

    CatchUp.begin = begin


def answer_before_it_is_kept() -> None:
    """Wrong: a command is acknowledged, and kept when there is time."""

    async def take_in(self: Interactions, _interaction: Any, message: IncomingMessage) -> bool:
        async def later() -> None:
            await asyncio.sleep(30)
            await self._h.inbox.accept(message)

        _BESIDE.append(asyncio.ensure_future(later()))
        return True

    Interactions._take_in = take_in


_BESIDE: list[asyncio.Task[None]] = []
WRONG = {
    "renames": send_under_a_new_name_each_time,
    "trusts": trust_the_nonce,
    "looks nothing up": look_nothing_up,
    "answers first": answer_before_it_is_kept,
}


async def run(job: dict[str, Any]) -> None:
    """Serve until killed."""
    folder = Path(job["folder"])
    settings = Settings(_env_file=None, studio_url=job["backend"], data_dir=folder)
    options = DiscordOptions(os.environ.pop(TOKEN), job["discord"])
    switch = LabelSwitch(job["kill"], Path(job["commits"]))
    wiring.SystemClock = lambda: ShiftedClock(job["shift_s"])
    with data_folder(folder):
        async with wiring.open_parts(settings, folder, switch) as parts:
            book = SqliteDiscordBook(parts.database)
            async with DiscordAdapter.opened(options, book, parts.clock) as adapter:
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
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    be_impatient()
    if job["wrong"]:
        WRONG[job["wrong"]]()
    asyncio.run(run(job))


if __name__ == "__main__":
    main()
