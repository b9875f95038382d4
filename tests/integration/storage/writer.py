"""A process that keeps messages, steps and files, says so after each, and is killed at one exact commit.

Run as ``python -m tests.integration.storage.writer FOLDER before|after NUMBER``.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.core.model import (
    Attachment,
    AttachmentId,
    ChatId,
    ChatRef,
    IncomingMessage,
    MessageId,
    MessageRef,
    PlatformName,
    Sender,
    SenderId,
    TurnState,
)
from storage.database import Database
from storage.ledger import SqliteLedger
from storage.media_store import FolderMediaStore

MESSAGES = 3


def message(number: int) -> IncomingMessage:
    """The writer's message of that number."""
    ref = MessageRef(ChatRef(PlatformName("web"), ChatId("c")), MessageId(str(number)))
    files = (Attachment(AttachmentId("f"), "a.mp4"),)
    sender = Sender(SenderId("p"), "Ana")
    return IncomingMessage(ref, f"e{number}", sender, "cut it", datetime(2026, 11, 20, tzinfo=UTC), files)


def say(fact: str) -> None:
    print(fact, flush=True)


async def write(folder: Path, moment: str, number: int) -> None:
    commits = 0

    def kill(when: str, _label: str) -> None:
        nonlocal commits
        commits += when == moment
        if commits == number and when == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    database = await Database.open(folder / "bot.db", kill)
    ledger, store = SqliteLedger(database), FolderMediaStore(folder / "media", reserve_bytes=0)
    for each in range(MESSAGES):
        turn = await ledger.accept(message(each))
        if turn is None:
            continue
        say(f"accepted e{each}")
        await ledger.intend(turn.id, "edit", {"at": each})
        async with store.receive(1000) as file:
            await file.write(f"film {each}".encode())
            media = await file.keep()
        say(f"kept {media.id}")
        await ledger.complete(turn.id, "edit", {"media": media.id})
        await ledger.set_state(turn.id, TurnState.DONE)
        say(f"done e{each}")
    await database.close()


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
