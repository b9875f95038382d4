"""The strict server in a process of its own, with people who ask at a fixed pace: ``python -m tests.flood.load JOB``.

It prints its address, waits until a bot polls, and writes what it saw as JSON into the job's ``report``. What is
timed is timed from the moment a person was due to ask, by one clock for askers and answers.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.platforms.telegram.model import Message
from tests.platforms.telegram.server import TelegramServer, telegram_server

_WARM_UP_S = 2.0
_LATEST_S = 90.0


async def talk(server: TelegramServer, job: dict[str, Any]) -> dict[str, Any]:
    """``rate`` messages a second over ``chats`` private chats for ``seconds``; how long each waited for a sign."""
    people = [server.person(f"P{number}") for number in range(job["chats"])]
    rooms = [server.private(person) for person in people]
    asked: list[tuple[Message, float]] = []
    late: list[float] = []
    began = time.monotonic()
    for number in range(job["rate"] * job["seconds"]):
        due = began + number / job["rate"]
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        late.append(time.monotonic() - due)
        place = number % len(people)
        asked.append((await people[place].sends(rooms[place], job["words"]), due))
    await _patiently(lambda: _answers(server).keys() >= {_place(message) for message, _ in asked})
    ended = time.monotonic()
    answers, signs = _answers(server), _signs(server)
    return {
        "asked": len(asked),
        "messages_s": [answers[_place(message)] - due for message, due in asked if _place(message) in answers],
        "signs_s": [_first(signs.get(message.chat.id, []), due) for message, due in asked],
        "late_s": late,
        "took_s": ended - began,
        "calls": len(server.log),
    }


async def pour(server: TelegramServer, job: dict[str, Any]) -> dict[str, Any]:
    """``updates`` messages at ``rate`` a second; nothing is waited for but their being fetched."""
    people = [server.person(f"P{number}") for number in range(job["chats"])]
    rooms = [server.private(person) for person in people]
    began = time.monotonic()
    for number in range(job["updates"]):
        await asyncio.sleep(max(0.0, began + number / job["rate"] - time.monotonic()))
        place = number % len(people)
        await people[place].sends(rooms[place], f"{job['words']} {number}")
    await _patiently(lambda: server.updates.unconfirmed == 0)
    return {"took_s": time.monotonic() - began}


async def film(server: TelegramServer, job: dict[str, Any]) -> dict[str, Any]:
    """One big file: until its film is there, or until it is refused."""
    ann = server.person("Ann")
    room = server.private(ann)
    began = time.monotonic()
    asked = await ann.sends(room, video=Path(job["clip"]), caption=job["words"])
    if job["is_refused"]:
        await room.until(lambda here: _words_for(server, here.from_bot, asked), limit_s=job["limit_s"])
    else:
        await room.until(lambda here: here.videos, limit_s=job["limit_s"])
    first = _answers(server)[_place(asked)]
    return {
        "first_s": first - began,
        "took_s": time.monotonic() - began,
        "said": [message.words for message in room.from_bot],
        "film_bytes": [message.media.file.size for message in room.videos if message.media is not None],
        "square": len(server.square_videos),
        "asked_for_file": len(server.calls("getFile")),
    }


_SCENES: dict[str, Callable[[TelegramServer, dict[str, Any]], Awaitable[dict[str, Any]]]] = {
    "talk": talk,
    "pour": pour,
    "film": film,
}


def _words_for(server: TelegramServer, said: list[Message], asked: Message) -> bool:
    return any(message.reply_to is asked and "Cancel" not in message.buttons for message in said)


def _place(message: Message) -> tuple[int, int]:
    return message.chat.id, message.id


def _answers(server: TelegramServer) -> dict[tuple[int, int], float]:
    """When each message got its first answer."""
    firsts: dict[tuple[int, int], float] = {}
    for call in server.calls("sendMessage", "sendVideo"):
        quoted = call.params.get("reply_parameters")
        if call.ok and isinstance(quoted, dict):
            firsts.setdefault((int(str(call.params["chat_id"])), quoted["message_id"]), call.at_s)
    return firsts


def _signs(server: TelegramServer) -> dict[int, list[float]]:
    """When anything at all was to be seen in each chat."""
    signs: dict[int, list[float]] = {}
    for call in server.log:
        if call.ok and call.method in {"sendMessage", "sendVideo", "sendChatAction", "editMessageText"}:
            signs.setdefault(int(str(call.params["chat_id"])), []).append(call.at_s)
    return signs


def _first(signs: list[float], due: float) -> float:
    return next((at - due for at in signs if at >= due), _LATEST_S)


async def _patiently(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + _LATEST_S
    while not happened() and time.monotonic() < until:
        await asyncio.sleep(0.5)


async def main(job: dict[str, Any]) -> None:
    """Serve, play the scene, report, and go on serving until ended."""
    with tempfile.TemporaryDirectory(prefix="cutdesk-server-", dir=job.get("folder")) as name:
        async with telegram_server(Path(name), local=job.get("local", False)) as server:
            print(f"serving on {server.url}", flush=True)
            await _patiently(lambda: server.updates.is_polled)
            await asyncio.sleep(_WARM_UP_S)
            found = await _SCENES[job["scene"]](server, job)
            report = Path(job["report"])
            report.with_suffix(".part").write_text(json.dumps(found))
            report.with_suffix(".part").replace(report)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
