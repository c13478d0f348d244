"""Which addresses may be spoken to. A page must not be able to send us into the network that we run in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

# Not every Python counts these as private: carrier-grade NAT (RFC 6598), 6to4 (RFC 3056), Teredo (RFC 4380), NAT64 (RFC 6052).
ALWAYS_REFUSED = tuple(map(ip_network, ("100.64.0.0/10", "2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")))

WEB_PORTS = frozenset({80, 443})
MAX_URL_CHARS = 8_000  # what RFC 9110, 4.1 asks every recipient to bear
# Where parsers of addresses disagree on which host is meant, or on where a header ends.
_ODD = re.compile(r"[\x00-\x20\x7f\\]")

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Reach:
    """What one source may be fetched from: the networks that it opted in to, on any port, and the public internet on these."""

    networks: tuple[Network, ...] = ()
    ports: frozenset[int] = WEB_PORTS

    def port_is_open(self, address: str, port: int) -> bool:
        """Whether `port` of `address` may be spoken to; the address has been looked at already."""
        return port in self.ports or _opted_in(_unmapped(ip_address(address.partition("%")[0])), self.networks)


@lru_cache(maxsize=64)  # it is asked of each page at every stage of its fetch
def refusal(url: str) -> str | None:
    """Return why `url` is never asked for, whoever gave it, or None. The words hold nothing of a password."""
    if len(url) > MAX_URL_CHARS:
        return f"the address has {len(url)} characters; the longest that is asked for has {MAX_URL_CHARS}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"this is no address: {error}"
    if parts.scheme not in {"http", "https"} or not host or _ODD.search(url):
        return f"this is no http or https address: {without_credentials(url)[:200]!r}"
    return "the address holds a user name or a password" if "@" in parts.netloc else None


def without_credentials(url: str) -> str:
    """Return `url` without what names or opens an account: nothing of it is kept, and no site is asked with it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return re.sub(r"//[^/?#]*@", "//", url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def networks(allowed: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that a source opted in to."""
    return tuple(ip_network(entry, strict=False) for entry in allowed)


def may_reach(address: str, allowed: tuple[Network, ...] = ()) -> bool:
    """Whether `address`, as DNS returned it, is public or one that the source opted in to."""
    found = _unmapped(ip_address(address.partition("%")[0]))
    if _opted_in(found, allowed):
        return True
    return (
        found.is_global
        and not found.is_multicast
        and not any(found in net for net in ALWAYS_REFUSED if net.version == found.version)
    )


def _opted_in(address: IPv4Address | IPv6Address, allowed: tuple[Network, ...]) -> bool:
    return any(address in network for network in allowed if network.version == address.version)


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
