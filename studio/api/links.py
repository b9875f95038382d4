"""Fetching a person's link without letting it reach anything but the public internet.

Every hop is vetted anew: scheme, port, no user information, and every address its name resolves to. The connection then
goes to a vetted address and nowhere else, so a name that resolves differently the second time gains nothing; Host and
the TLS server name stay those of the link. httpcore (what httpx stands on) is used directly, because httpx has no
public way to choose the address that is connected to.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpcore
import httpx

from studio.api.addresses import IPAddress, is_public, parse_address
from studio.store.errors import FileTooLarge
from studio.store.media import Incoming

MAX_REDIRECTS = 3
CONNECT_S = 10.0
GAP_S = 30.0
TOTAL_S = 600.0
LONGEST_LINK = 4096

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = ((b"User-Agent", b"Cutdesk"), (b"Accept", b"*/*"), (b"Accept-Encoding", b"identity"))
_TIMEOUTS = {"connect": CONNECT_S, "read": GAP_S, "write": GAP_S, "pool": CONNECT_S}

_NETWORK_ERRORS = (
    TimeoutError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)

Resolver = Callable[[str, int], Awaitable[list[str]]]


class ProtectedLink(Exception):
    """The link leads, or tries to lead, to something that is not the public web."""


class UnreachableLink(Exception):
    """The link could not be fetched."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses the system knows for a name. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class LinkFetcher:
    """Fetches links into files. ``backend`` opens the connections; tests put their own there."""

    def __init__(
        self,
        resolver: Resolver = resolve,
        backend: httpcore.AsyncNetworkBackend | None = None,
        *,
        total_s: float = TOTAL_S,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._resolver = resolver
        self._backend = backend or httpcore.AnyIOBackend()
        self._total_s = total_s
        self._ssl_context = ssl_context

    async def fetch(self, link: str, into: Incoming, max_bytes: int) -> None:
        """Write what the link leads to. Raises ProtectedLink, UnreachableLink, FileTooLarge, DiskNearlyFull."""
        try:
            async with asyncio.timeout(self._total_s):
                await self._follow(link, into, max_bytes)
        except _NETWORK_ERRORS as error:
            raise UnreachableLink(type(error).__name__) from error

    async def _follow(self, link: str, into: Incoming, max_bytes: int) -> None:
        url = vetted_url(link)
        for _ in range(MAX_REDIRECTS + 1):
            async with self._get(url, await self._vet(url)) as response:
                if response.status not in _REDIRECTS:
                    await _receive(response, into, max_bytes)
                    return
                url = vetted_url(_header(response, b"location"), base=url)
        raise UnreachableLink("too many redirects")

    async def _vet(self, url: httpx.URL) -> IPAddress:
        """The address to connect to. All addresses of the name must be public, not only the one taken."""
        try:
            found = await self._resolver(url.raw_host.decode("ascii"), _PORTS[url.scheme])
        except (OSError, UnicodeError) as error:
            raise UnreachableLink("no such host") from error
        addresses = [address for address in map(parse_address, found) if address is not None]
        if len(addresses) < len(found) or not all(map(is_public, addresses)):
            raise ProtectedLink
        if not addresses:
            raise UnreachableLink("no such host")
        # IPv4 first: a machine without IPv6 may still be told such addresses.
        return min(addresses, key=lambda address: address.version)

    @asynccontextmanager
    async def _get(self, url: httpx.URL, address: IPAddress) -> AsyncGenerator[httpcore.Response, None]:
        pinned = _PinnedBackend(self._backend, str(address))
        async with httpcore.AsyncConnectionPool(ssl_context=self._ssl_context, network_backend=pinned) as pool:
            target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
            headers = [(b"Host", url.netloc), *_HEADERS]
            async with pool.stream(b"GET", target, headers=headers, extensions={"timeout": _TIMEOUTS}) as response:
                yield response


class _PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the one vetted address, whatever name it is asked for."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, address: str) -> None:
        self._backend = backend
        self._address = address

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del host
        return await self._backend.connect_tcp(
            self._address, port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def vetted_url(link: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """The link as far as its text alone can be judged. Raises ProtectedLink where it is no link to the public web."""
    if len(link) > LONGEST_LINK:
        raise ProtectedLink
    try:
        url = httpx.URL(link) if base is None else base.join(link)
    except (httpx.InvalidURL, ValueError):
        raise ProtectedLink from None
    # The usual port is left out by httpx: any that is still there is another.
    has_odd_host = not url.raw_host or b"%" in url.raw_host
    if url.scheme not in _PORTS or has_odd_host or url.userinfo or url.port is not None:
        raise ProtectedLink
    return url


def name_of(link: str) -> str:
    """A name to show for what a link leads to: the last part of its path, or its host."""
    url = vetted_url(link)
    return url.path.rsplit("/", 1)[-1] or url.host


async def _receive(response: httpcore.Response, into: Incoming, max_bytes: int) -> None:
    if response.status != 200:
        raise UnreachableLink(f"status {response.status}")
    declared = _header(response, b"content-length")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise FileTooLarge
    async for chunk in response.aiter_stream():
        await into.write(chunk)


def _header(response: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for known, value in response.headers if known.lower() == name), "")
