"""The strict Discord in a process of its own, with people in a hurry: ``python -m tests.flood.discord_load JOB``.

It prints its address, waits until a bot is connected (and has synced its commands, if one is used), plays the scene,
and writes what it saw as JSON into the job's ``report``. The job: ``scene``, ``report``, ``folder``, and what the scene
asks for.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.platforms.discord.server import DiscordServer, discord_server

_LATEST_S = 90.0


async def slash(server: DiscordServer, job: dict[str, Any]) -> dict[str, Any]:
    """``count`` uses of ``command`` with ``options`` within ``seconds``, by ``people`` in as many channels.

    With ``answer`` it also waits until the bot has said that so often.
    """
    people = [server.person(f"P{number}") for number in range(job["people"])]
    team = server.server("Team", *people)
    rooms = [team.channel(f"c{number}") for number in range(len(people))]
    used, late = [], []
    began = time.monotonic()
    for number in range(job["count"]):
        due = began + number * job["seconds"] / job["count"]
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late.append(time.monotonic() - due)
        place = number % len(people)
        used.append(await people[place].runs(rooms[place], job["command"], **job["options"]))
    await _patiently(lambda: all(each.id in server.world.acknowledged for each in used), 3.5)
    if words := job.get("answer"):
        await _patiently(lambda: sum(words in each.words for each in server.messages) >= len(used))
    acknowledged = server.world.acknowledged
    return {
        "asked": len(used),
        "acknowledged_after_s": [acknowledged[each.id] for each in used if each.id in acknowledged],
        "late_s": late,
        "took_s": time.monotonic() - began,
        "calls": len(server.log),
        "refusals": server.refusals,
    }


async def pour(server: DiscordServer, job: dict[str, Any]) -> dict[str, Any]:
    """``messages`` with these ``words`` at ``rate`` a second, in turn in ``chats`` direct messages."""
    people = [server.person(f"P{number}") for number in range(job["chats"])]
    began = time.monotonic()
    for number in range(job["messages"]):
        await asyncio.sleep(max(0.0, began + number / job["rate"] - time.monotonic()))
        person = people[number % len(people)]
        await person.sends(server.dm(person), job["words"])
    return {"asked": job["messages"]}


SCENES: dict[str, Callable[[DiscordServer, dict[str, Any]], Awaitable[dict[str, Any]]]] = {"slash": slash, "pour": pour}


async def _patiently(happened: Callable[[], object], limit_s: float = _LATEST_S) -> None:
    until = time.monotonic() + limit_s
    while not happened() and time.monotonic() < until:
        await asyncio.sleep(0.02)


async def main(job: dict[str, Any]) -> None:
    """Serve, play the scene, report, and go on serving until ended."""
    with tempfile.TemporaryDirectory(prefix="cutdesk-discord-", dir=job.get("folder")) as name:
        async with discord_server(Path(name)) as server:
            print(f"serving on {server.url}", flush=True)
            await _patiently(lambda: server.gateway.is_ready and (server.world.commands or not job.get("command")))
            found = await SCENES[job["scene"]](server, job)
            report = Path(job["report"])
            report.with_suffix(".part").write_text(json.dumps(found))
            report.with_suffix(".part").replace(report)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
