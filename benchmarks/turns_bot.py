"""The bot's side of ``turn_cpu``: the wired bot over a platform in memory answers the same message many times.

The clip lies in the media store before the first turn, as it does when the page has taken it.
"""

import asyncio
import cProfile
import json
import os
import pstats
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.usage import Usage
from bot import wiring
from bot.core.dispatcher import Dispatcher
from bot.core.errors import AttachmentGone
from bot.core.model import (
    Attachment,
    AttachmentId,
    Capabilities,
    ChatId,
    ChatRef,
    IncomingMessage,
    MediaId,
    MessageId,
    MessageRef,
    PlatformName,
    Reply,
    Sender,
    SenderId,
    StoredMedia,
    new_id,
)
from bot.core.ports import Inbox, MediaStore, PercentListener, SendWatch
from bot.lock import data_folder
from bot.settings import Settings

WORDS = "cut the pauses"
_CHAT = ChatRef(PlatformName("memory"), ChatId("room"))
_CAPABILITIES = Capabilities(
    text_chars=4096,
    caption_chars=1024,
    edit_interval_s=0.2,
    upload_bytes=1 << 40,
    download_bytes=1 << 40,
    idempotent_send=True,
    life_sign_s=1.0,
)


class MemoryPlatform:
    """A platform that costs next to nothing: what is sent is forgotten. ``films`` counts the films delivered."""

    def __init__(self) -> None:
        self.films = 0

    @property
    def platform(self) -> str:
        return _CHAT.platform

    def capabilities(self, _chat: ChatRef) -> Capabilities:
        return _CAPABILITIES

    async def send(self, chat: ChatRef, reply: Reply, *, key: str, watch: SendWatch | None = None) -> MessageRef:
        if watch is not None:
            await watch.going()
        self.films += reply.film is not None
        return MessageRef(chat, MessageId(key))

    async def edit(self, ref: MessageRef, reply: Reply) -> None:
        del ref, reply

    async def fetch(
        self, _chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        media = await store.get(MediaId(attachment.id))
        if media is None:
            raise AttachmentGone
        progress(100)
        return media

    async def forget(self, _chat: ChatRef) -> None:
        """Nothing is kept."""

    async def run(self, _inbox: Inbox) -> None:
        await asyncio.Event().wait()


async def main(job: dict[str, Any]) -> dict[str, Any]:
    """Answer the job's turns and tell what one of them used."""
    folder, turns = Path(job["folder"]), int(job["turns"])
    settings = Settings(backend="studio", studio_url=job["backend"], data_dir=folder)
    platform = MemoryPlatform()
    with data_folder(folder):
        async with wiring.open_parts(settings, folder) as parts, asyncio.TaskGroup() as group:
            dispatcher = parts.dispatcher([platform], None)
            core = group.create_task(dispatcher.run())
            clip = await _kept(parts.store, Path(job["clip"]))
            await _answer(dispatcher, clip, int(job["warm_up"]))
            profile = cProfile.Profile(time.thread_time) if job["profile"] else None
            before = Usage.now()
            if profile is not None:
                profile.enable()
            await _answer(dispatcher, clip, turns)
            if profile is not None:
                profile.disable()
            used = Usage.now().per(before, turns)
            core.cancel()
    if platform.films != int(job["warm_up"]) + turns:
        raise RuntimeError(f"{platform.films} films were delivered")
    return {"used": used, "rows": [] if profile is None else _rows(profile, turns)}


async def _kept(store: MediaStore, clip: Path) -> Attachment:
    async with store.receive(1 << 40) as received:
        await received.write(await asyncio.to_thread(clip.read_bytes))
        media = await received.keep()
    return Attachment(AttachmentId(media.id), "short.mp4", media.size_bytes)


async def _answer(dispatcher: Dispatcher, clip: Attachment, turns: int) -> None:
    for _ in range(turns):
        ref = MessageRef(_CHAT, MessageId(new_id()))
        sender = Sender(SenderId("mei"), "Mei", locale="en")
        await dispatcher.accept(IncomingMessage(ref, ref.message_id, sender, WORDS, datetime.now(UTC), (clip,)))
        await dispatcher.settled()


def _rows(profile: cProfile.Profile, turns: int) -> list[list[Any]]:
    """The main thread's functions: name, calls, own ms and ms with what they call, a turn."""
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return [
        [_named(file, line, name), calls / turns, own * 1000 / turns, total * 1000 / turns]
        for (file, line, name), (_, calls, own, total, _) in stats.items()
    ]


def _named(file: str, line: int, name: str) -> str:
    parts = Path(file).parts[-2:]
    return name if line == 0 else f"{'/'.join(parts)}:{name}"


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))), flush=True)
    os._exit(0)
