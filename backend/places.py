"""Where a film may be fetched from, and where the token may go: to the backend's own origin, and nowhere else."""

import asyncio
import ipaddress
import socket
from typing import Protocol

import httpx


class Places(Protocol):
    """Which strangers a film may be fetched from."""

    async def may_ask(self, url: httpx.URL) -> bool:
        """Whether to connect at all."""

    def may_read(self, address: str) -> bool:
        """Whether to read from the address the connection really went to."""


def same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    return (one.scheme, one.host, _port(one)) == (other.scheme, other.host, _port(other))


class PublicHttps:
    """Public hosts over https on its own port, judged before connecting and again by the address connected to.

    The second look is for names that change their answer between the two.
    """

    async def may_ask(self, url: httpx.URL) -> bool:
        if url.scheme != "https" or _port(url) != 443 or url.userinfo or not url.host:
            return False
        try:
            found = await asyncio.get_running_loop().getaddrinfo(url.host, 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return False
        return bool(found) and all(self.may_read(str(address[4][0])) for address in found)

    def may_read(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
        return _is_public(mapped or parsed)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not address.is_multicast


def _port(url: httpx.URL) -> int | None:
    return url.port or {"http": 80, "https": 443}.get(url.scheme)
