"""Which network addresses a person's link may lead to: those of the public internet, and nothing else.

The registries are IANA's of special-purpose addresses. IPv6 is allowed only in 2000::/3, all that is given out so far.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IPAddress = IPv4Address | IPv6Address

_PUBLIC_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ip_network("2002::/16")
# ipaddress.is_global of Python 3.11 does not know all of these.
_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
    )
)


def parse_address(text: str) -> IPAddress | None:
    """An address as a resolver writes it; None for anything else, a zone (``%eth0``) included."""
    try:
        return ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def is_public(address: IPAddress) -> bool:
    """Whether it is a single host on the public internet; an IPv4 address inside an IPv6 one is judged as itself."""
    if isinstance(address, IPv6Address):
        inner = _inner_v4(address)
        if inner is not None:
            return is_public(inner)
        if address not in _PUBLIC_V6:
            return False
    if any(address.version == network.version and address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner_v4(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour if address in _SIX_TO_FOUR else None
