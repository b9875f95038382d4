"""Downloads from the Bot API's file address, resumed where they were cut, a piece in memory at a time.

The address holds the bot's token. It is made here and stays here: in no log, no exception, no return value.
"""

import re
from enum import Enum, auto
from http import HTTPStatus
from urllib.parse import quote

import httpx
from telegram import Bot

from bot.core.ports import PercentListener, ReceivedFile

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_RANGE = re.compile(r"bytes (\d+)-")
_CLOUD = "https://api.telegram.org/"
_STALE = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}


class End(Enum):
    """How a download ended: whole, cut short, or with an address that is not good any more."""

    COMPLETE = auto()
    CUT = auto()
    STALE = auto()


class Address:
    """Where a bot's files are."""

    __slots__ = ("_base", "is_cloud")

    def __init__(self, bot: Bot) -> None:
        self._base = bot.base_file_url
        self.is_cloud = self._base.startswith(_CLOUD)

    def of(self, path: str) -> httpx.URL:
        """The address of a path that ``getFile`` told."""
        return httpx.URL(f"{self._base}/{quote(path.lstrip('/'))}")


class Download:
    """Pours files into the store."""

    def __init__(self, address: Address) -> None:
        self._address = address

    @property
    def is_from_cloud(self) -> bool:
        """Whether they come from Telegram itself, not from a server of the operator's own."""
        return self._address.is_cloud

    async def pour(
        self, path: str, received: ReceivedFile, at: int, size_bytes: int | None, progress: PercentListener
    ) -> tuple[End, int]:
        """Write the file from byte ``at`` on; how it ended, and how many bytes are written now.

        ``size_bytes``: the whole file's, if known. Raises what ``received`` raises.
        """
        pouring = _Pouring(received, at, size_bytes, progress)
        try:
            # A server of the operator's own is reached directly; the cloud perhaps only through the machine's proxy.
            async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=self._address.is_cloud) as client:
                headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={at}-"} if at else {})}
                async with client.stream("GET", self._address.of(path), headers=headers) as response:
                    end = await pouring.take(response)
        except httpx.HTTPError:
            end = End.CUT
        return end, pouring.at


class _Pouring:
    """One answer of the file server on its way into a file."""

    def __init__(self, received: ReceivedFile, at: int, size_bytes: int | None, progress: PercentListener) -> None:
        self._received = received
        self._size_bytes = size_bytes
        self._progress = progress
        self.at = at

    async def take(self, response: httpx.Response) -> End:
        if response.status_code in _STALE:
            return End.STALE
        if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self.at == self._size_bytes:
            return End.COMPLETE
        if response.status_code not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
            return End.CUT
        here = self._begins_at(response)
        if here is None:
            return End.CUT
        if self._size_bytes is None and "content-length" in response.headers:
            self._size_bytes = here + int(response.headers["content-length"])
        # As it comes: pieces of a wanted size would be lost with the connection before they are full.
        async for chunk in response.aiter_raw():
            fresh = chunk[max(0, self.at - here) :]
            here += len(chunk)
            if fresh:
                await self._received.write(fresh)
                self.at += len(fresh)
                self._tell()
        return End.COMPLETE if self._size_bytes is None or self.at >= self._size_bytes else End.CUT

    def _begins_at(self, response: httpx.Response) -> int | None:
        """Which byte the answer begins with; None for one that would leave a hole."""
        if response.status_code == HTTPStatus.OK:
            return 0
        told = _RANGE.match(response.headers.get("content-range", ""))
        begin = None if told is None else int(told[1])
        return begin if begin is not None and begin <= self.at else None

    def _tell(self) -> None:
        if self._size_bytes:
            self._progress(min(100.0, 100.0 * self.at / self._size_bytes))
