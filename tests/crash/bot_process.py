"""The real bot with a kill switch and the logged platform.

It is handed the job's one message (again, if it was not accepted before it was killed), and ends when all is answered.
"""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import wiring
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
)
from bot.lock import data_folder
from bot.settings import Settings
from tests.crash.kill_switch import KillSwitch
from tests.crash.platform_log import LoggedPlatform


def message_of(job: dict[str, Any]) -> IncomingMessage:
    """The job's message, the same every time."""
    clip = Path(job["clip"])
    attachment = Attachment(AttachmentId(str(clip)), clip.name, clip.stat().st_size)
    ref = MessageRef(ChatRef(PlatformName("logged"), ChatId("room")), MessageId("asked"))
    at = datetime.fromisoformat(job["at"])
    return IncomingMessage(ref, "update-1", Sender(SenderId("mei"), "Mei"), job["words"], at, (attachment,))


async def run(job: dict[str, Any]) -> None:
    """Answer the message."""
    folder = Path(job["folder"])
    settings = Settings(_env_file=None, studio_url=job["studio_url"], data_dir=folder)
    switch = KillSwitch(job["kill"], folder.parent / "bot-commits")
    platform = LoggedPlatform(folder.parent / "platform.jsonl")
    with data_folder(folder):
        async with wiring.open_parts(settings, folder, switch) as parts:
            dispatcher = parts.dispatcher([platform], None)
            async with asyncio.TaskGroup() as group:
                core = group.create_task(dispatcher.run())
                await dispatcher.accept(message_of(job))
                await dispatcher.settled()
                core.cancel()


def main(job: str) -> int:
    """Answer the message of the job in this file; the process is to end with what is returned."""
    asyncio.run(run(json.loads(Path(job).read_text())))
    return 0


def started_at() -> str:
    """The moment a job's message was sent."""
    return datetime.now(UTC).isoformat()
