"""A chat platform whose server survives every kill: what was posted stands in its own file, one JSON line an event.

It keeps keys apart (a send repeated with the same key is shown once), and delivers its one message again until the
bot has accepted it.
"""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from bot.core.errors import MessageGone
from bot.core.model import Attachment, Capabilities, ChatRef, MessageId, MessageRef, Reply, StoredMedia
from bot.core.ports import Inbox, MediaStore, PercentListener, SendWatch

CAPABILITIES = Capabilities(
    text_chars=4096,
    caption_chars=1024,
    edit_interval_s=0.1,
    upload_bytes=1 << 40,
    download_bytes=1 << 40,
    idempotent_send=True,
    life_sign_s=1.0,
)


class LoggedPlatform:
    """The adapter of that platform."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._messages = {event["key"]: event for event in read_log(log) if event["kind"] == "send"}

    @property
    def platform(self) -> str:
        return "logged"

    def capabilities(self, _chat: ChatRef) -> Capabilities:
        return CAPABILITIES

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        if key not in self._messages:
            film = None if reply.film is None else str(reply.film.media.path)
            event = {"kind": "send", "key": key, "text": reply.text, "film": film}
            self._append(event)
            self._messages[key] = event
        return MessageRef(chat, MessageId(key))

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        if ref.message_id not in self._messages:
            raise MessageGone
        self._append({"kind": "edit", "key": ref.message_id, "text": reply.text})

    async def fetch(
        self, _chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        async with store.receive(1 << 40) as received:
            await received.write(Path(attachment.id).read_bytes())
            progress(100.0)
            return await received.keep()

    async def forget(self, _chat: ChatRef) -> None:
        """The log is what the person sees, which a platform keeps."""

    async def run(self, _inbox: Inbox) -> None:
        await asyncio.Event().wait()

    def _append(self, event: dict[str, Any]) -> None:
        with self._log.open("a") as file:
            file.write(json.dumps(event) + "\n")
            file.flush()
            os.fsync(file.fileno())


def read_log(log: Path) -> list[dict[str, Any]]:
    """All events, oldest first."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def as_seen(log: Path) -> list[dict[str, Any]]:
    """The messages as a person sees them now."""
    shown: dict[str, dict[str, Any]] = {}
    for event in read_log(log):
        if event["kind"] == "send":
            shown[event["key"]] = dict(event)
        else:
            shown[event["key"]]["text"] = event["text"]
    return list(shown.values())
