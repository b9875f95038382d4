"""Attachments into the media store: streamed from the cloud, or taken from the folder of a server of one's own.

Sizes are looked at before Telegram is asked for a file: above its limit it would refuse anyway.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from telegram import Bot

from adapters.telegram.downloads import Address, Download, End
from adapters.telegram.failures import Fault, Refusal, attempt
from adapters.telegram.limits import LOCAL_DOWNLOAD_BYTES, Limits
from adapters.telegram.local_files import take
from bot.core.errors import AttachmentGone, FileTooLarge, PlatformError
from bot.core.model import Attachment, ChatRef, StoredMedia
from bot.core.ports import MediaStore, PercentListener

_log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]

_ANSWER_S = 60.0
_LOCAL_ANSWER_S = 1800.0
"""A server in local mode answers when it has the whole file; asked again, it goes on with the same download."""
_WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_UNREACHABLE_S = 5.0
_AWAY_TRIES = 3
_STALE_ADDRESSES = 3


class TelegramFiles:
    """The way in for files. ``local_folder``: where a server in local mode keeps them, under the same path as there."""

    def __init__(self, bot: Bot, local_folder: Path | None, sleep: Sleep = asyncio.sleep) -> None:
        self._bot = bot
        self._local_folder = local_folder
        self._sleep = sleep
        self._limit_bytes = Limits(local=bot.local_mode).download_bytes
        self._download = Download(Address(bot))

    async def fetch(
        self, _chat: ChatRef, attachment: Attachment, store: MediaStore, progress: PercentListener
    ) -> StoredMedia:
        """Bring an attachment into the store.

        Raises AttachmentGone, FileTooLarge, EmptyFile, DiskNearlyFull, and PlatformError when Telegram does not answer.
        """
        if attachment.size_bytes is not None and attachment.size_bytes > self._limit_bytes:
            raise FileTooLarge(limit_bytes=self._limit_bytes)
        file_id = attachment.id.rpartition("/")[2]
        if self._bot.local_mode:
            path, _ = await self._ask(file_id)
            media = await take(Path(path), self._bot.token, self._local_folder, store, self._limit_bytes)
        else:
            media = await self._streamed(file_id, store, progress)
        progress(100.0)
        return media

    async def _streamed(self, file_id: str, store: MediaStore, progress: PercentListener) -> StoredMedia:
        stale = 0
        waits = iter(_WAITS_S)
        # The store's own limit, not the server's: one that hands over more than expected is welcome to.
        async with store.receive(LOCAL_DOWNLOAD_BYTES) as received:
            at = 0
            path, size_bytes = await self._ask(file_id)
            while True:
                end, now_at = await self._download.pour(path, received, at, size_bytes, progress)
                if end is End.COMPLETE:
                    return await received.keep()
                if now_at > at:
                    waits, stale, at = iter(_WAITS_S), 0, now_at
                stale += end is End.STALE
                wait_s = next(waits, None)
                if stale >= _STALE_ADDRESSES:
                    if not self._download.is_from_cloud:
                        _log.error("your Bot API server hands over no files: run it with --local, TELEGRAM_LOCAL=true")
                    raise AttachmentGone
                if wait_s is None:
                    raise PlatformError("the file server does not answer")
                await self._sleep(wait_s)
                path, size_bytes = await self._ask(file_id)

    async def _ask(self, file_id: str) -> tuple[str, int | None]:
        """Where the file is on the server, and its size if told."""
        answer_s = _LOCAL_ANSWER_S if self._bot.local_mode else _ANSWER_S
        away, waits = 0, iter(_WAITS_S)
        while True:
            outcome = await attempt(lambda: self._bot.get_file(file_id, read_timeout=answer_s))
            if not isinstance(outcome, Refusal):
                # The library puts its own address in front of what it does not find on this disk.
                path = (outcome.file_path or "").removeprefix(f"{self._bot.base_file_url}/")
                return path, outcome.file_size
            away += outcome.fault is Fault.FILE_AWAY
            match outcome.fault:
                case Fault.TOO_LARGE:
                    raise FileTooLarge(limit_bytes=self._limit_bytes)
                case Fault.PENALTY:
                    await self._sleep(outcome.penalty_s)
                case Fault.REFUSED:
                    raise AttachmentGone
                case Fault.FILE_AWAY if away == _AWAY_TRIES:
                    raise AttachmentGone
                case Fault.NOT_SENT:  # the network is away, and nobody could be told: it is waited for
                    await self._sleep(_UNREACHABLE_S)
                case Fault.FILE_AWAY | Fault.SERVER | Fault.RECEIPT_UNKNOWN if (
                    wait_s := next(waits, None)
                ) is not None:
                    await self._sleep(wait_s)
                case _:
                    raise PlatformError(f"getFile: {outcome.fault}")
