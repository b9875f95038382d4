"""Attachments into the media store: streamed from Discord's media servers, over lines that break and links that end.

Discord's library would take a file into memory whole, and within five minutes; so this does not go through it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from adapters.discord.calls import Calls
from adapters.discord.downloads import End, may_fetch, pour
from adapters.discord.failures import Fault, Refusal, attempt
from adapters.discord.handles import FileHandle, read_handle
from adapters.discord.limits import DOWNLOAD_BYTES
from bot.core.errors import AttachmentGone, FileTooLarge, PlatformError
from bot.core.model import Attachment, ChatRef, StoredMedia
from bot.core.ports import MediaStore, PercentListener

_log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]

_WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_UNREACHABLE_S = 5.0
_STALE_LINKS = 3


class DiscordFiles:
    """The way in for files. ``own_server``: the API's address where it is not Discord itself."""

    def __init__(self, client: discord.Client, own_server: str | None, sleep: Sleep = asyncio.sleep) -> None:
        self._calls = Calls(client)
        self._own_server = own_server
        self._sleep = sleep

    async def fetch(
        self, _chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        """Bring an attachment into the store.

        Raises AttachmentGone, FileTooLarge, EmptyFile, DiskNearlyFull, and PlatformError when Discord does not answer.
        """
        if attachment.size_bytes is not None and attachment.size_bytes > DOWNLOAD_BYTES:
            raise FileTooLarge(limit_bytes=DOWNLOAD_BYTES)
        try:
            handle = read_handle(attachment.id)
        except ValueError:
            raise AttachmentGone("not a file of Discord's") from None
        media = await self._streamed(handle, attachment.size_bytes, store, progress)
        progress(100.0)
        return media

    async def _streamed(
        self, handle: FileHandle, size_bytes: int | None, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        url, at, stale, waits = handle.url, 0, 0, iter(_WAITS_S)
        async with store.receive(DOWNLOAD_BYTES) as received:
            while True:
                if not may_fetch(url, self._own_server):
                    raise AttachmentGone("not an address of Discord's")
                is_cloud = self._own_server is None
                end, now_at = await pour(url, received, at, size_bytes, progress, is_cloud=is_cloud)
                if end is End.COMPLETE:
                    return await received.keep()
                if now_at > at:
                    waits, stale, at = iter(_WAITS_S), 0, now_at
                if end is End.STALE:
                    stale += 1
                    if stale >= _STALE_LINKS:
                        raise AttachmentGone
                    url = await self._fresh(handle)
                wait_s = next(waits, None)
                if wait_s is None:
                    raise PlatformError("the media server does not answer")
                await self._sleep(wait_s)

    async def _fresh(self, handle: FileHandle) -> str:
        """A new link to the file, from the message it stands in. Raises AttachmentGone, PlatformError."""
        channel, message = handle.channel, handle.message
        if channel is None or message is None:  # given to a slash command: its first link was all there is
            raise AttachmentGone
        waits = iter(_WAITS_S)
        while True:
            outcome = await attempt(lambda: self._calls.message(channel, message))
            if not isinstance(outcome, Refusal):
                url = _url_in(outcome, str(handle.attachment))
                if url is None:
                    raise AttachmentGone
                return url
            match outcome.fault:
                case Fault.PENALTY:
                    await self._sleep(outcome.penalty_s)
                case Fault.NOT_SENT:  # the network is away, and nobody could be told: it is waited for
                    await self._sleep(_UNREACHABLE_S)
                case Fault.SERVER | Fault.RECEIPT_UNKNOWN if (wait_s := next(waits, None)) is not None:
                    await self._sleep(wait_s)
                case Fault.SERVER | Fault.RECEIPT_UNKNOWN:
                    raise PlatformError(f"no fresh link: {outcome.fault}")
                case _:
                    raise AttachmentGone


def _url_in(message: dict[str, Any], attachment: str) -> str | None:
    """Where the attachment is now, in the message itself or in one it forwards."""
    forwarded = [part["message"] for part in message.get("message_snapshots", [])]
    for part in [message, *forwarded]:
        for file in part.get("attachments", []):
            if file["id"] == attachment:
                return str(file["url"])
    return None
