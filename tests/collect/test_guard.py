"""Addresses that no page may send us to."""

from __future__ import annotations

import pytest

from tasks.collect.guard import may_reach, networks

REFUSED = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_private_and_reserved_addresses_are_refused(address: str) -> None:
    assert not may_reach(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_reached(address: str) -> None:
    assert may_reach(address)


def test_a_source_may_opt_in_to_a_network_and_to_no_other() -> None:
    allowed = networks(["10.1.0.0/16", "::1"])
    assert may_reach("10.1.2.3", allowed)
    assert may_reach("::1", allowed)
    assert not may_reach("10.2.0.1", allowed)
    assert not may_reach("127.0.0.1", allowed)
