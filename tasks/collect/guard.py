"""Which network addresses may be spoken to. A page must not be able to send us into the network that we run in."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# Not every Python counts these as private: carrier-grade NAT (RFC 6598), 6to4 (RFC 3056), Teredo (RFC 4380), NAT64 (RFC 6052).
ALWAYS_REFUSED = tuple(map(ip_network, ("100.64.0.0/10", "2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")))

Network = IPv4Network | IPv6Network


def networks(allowed: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that a source opted in to."""
    return tuple(ip_network(entry, strict=False) for entry in allowed)


def may_reach(address: str, allowed: tuple[Network, ...] = ()) -> bool:
    """Whether `address`, as DNS returned it, is public or one that the source opted in to."""
    found = _unmapped(ip_address(address.partition("%")[0]))
    if any(found in network for network in allowed if network.version == found.version):
        return True
    return (
        found.is_global
        and not found.is_multicast
        and not any(found in net for net in ALWAYS_REFUSED if net.version == found.version)
    )


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
