"""Files from Discord's media servers, resumed where they were cut, a piece in memory at a time. No token goes there."""

import re
from enum import Enum, auto
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from bot.core.ports import PercentListener, ReceivedFile

_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_RANGE = re.compile(r"bytes (\d+)-")
_STALE = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_HOSTS = ("discordapp.com", "discordapp.net", "discord.com")


class End(Enum):
    """How a download ended: whole, cut short, or with an address that is not good any more."""

    COMPLETE = auto()
    CUT = auto()
    STALE = auto()


def may_fetch(url: str, own_server: str | None) -> bool:
    """Whether the address is one of Discord's, or of the operator's own server in its place (``own_server``)."""
    address = urlsplit(url)
    host = address.hostname or ""
    if own_server is not None and host == urlsplit(own_server).hostname:
        return address.scheme in {"http", "https"}
    return address.scheme == "https" and any(host == known or host.endswith(f".{known}") for known in _HOSTS)


async def pour(
    url: str, received: ReceivedFile, at: int, size_bytes: int | None, progress: PercentListener, *, is_cloud: bool
) -> tuple[End, int]:
    """Write the file from byte ``at`` on; how it ended, and how many bytes are written now.

    ``size_bytes``: the whole file's, if known. ``is_cloud``: it may be reachable only through the machine's proxy.
    Raises what ``received`` raises.
    """
    pouring = _Pouring(received, at, size_bytes, progress)
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={at}-"} if at else {})}
    try:
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT, trust_env=is_cloud) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            end = await pouring.take(response)
    except (httpx.HTTPError, httpx.InvalidURL):
        end = End.CUT
    return end, pouring.at


class _Pouring:
    """One answer of a media server on its way into a file."""

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
        if "content-length" in response.headers:  # the server's word: what was declared with the message may be wrong
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
