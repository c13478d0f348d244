"""What may be said of a name, and how a page there must then end."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.models import Outcome
from tests.collect.nameserver import NXDOMAIN, REFUSED, SERVFAIL, Said, says
from tests.collect.namespaces import (
    DROPPED,
    DROPPED_V6,
    LOOPED,
    NO_ROUTE,
    NOBODY_BY_ARP,
    PROHIBITED,
    UNREACHABLE,
    UNREACHABLE_V6,
)
from tests.collect.world import HANGING_S, PAPER, PAPER_V6, PATIENT_S, PRIVATE, REFUSING, REFUSING_V6


@dataclass(frozen=True, slots=True)
class Case:
    """What is said of a name, look-up after look-up, and how a page there must end."""

    name: str
    says: list[Said]
    outcome: Outcome
    six: list[Said] | None = None
    deadline_s: float = PATIENT_S

    @property
    def host(self) -> str:
        return "".join(letter if letter.isalnum() else "-" for letter in self.name.lower())[:60] + ".example"


SILENCE = Said(silent=True)
GARBAGE = Said(raw=b"\xff" * 300)
LOOPING = Said(raw=b"\x81\x80\0\1\0\1\0\0\0\0\xc0\x0c\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\0\0\4\xcb\0\x71\x0a")
SIXTY = [f"203.0.113.{n}" for n in range(100, 160)]

CASES = [
    # ---------------------------------------------------------------- what DNS says
    Case("private from the second look-up on", [says(PAPER), says("10.0.0.1")], Outcome.BLOCKED_ADDRESS),
    Case("private from the second look-up on, by IPv6", [says(PAPER_V6), says("fd00::1")], Outcome.BLOCKED_ADDRESS),
    Case("private and back", [says(PAPER), says("192.168.0.1"), says(PAPER)], Outcome.OK),
    Case("a public and a private address", [says("10.0.0.1", PAPER, "169.254.169.254")], Outcome.OK),
    Case("a refusing and a private address", [says("10.0.0.1", REFUSING)], Outcome.CONNECT_FAILURE),
    Case("a private IPv6 address and a public IPv4 one", [says("fd00::1", PAPER)], Outcome.OK),
    Case("alias of a private name", [Said(alias="intranet.example")], Outcome.BLOCKED_ADDRESS),
    Case("alias of a public name", [Said(alias="paper.example")], Outcome.OK),
    Case("alias of itself", [Said(alias="alias-of-itself.example")], Outcome.DNS_FAILURE),
    Case("alias of no name", [Said(alias="nowhere.example")], Outcome.DNS_FAILURE),
    Case("no such name", [Said(code=NXDOMAIN)], Outcome.DNS_FAILURE),
    Case("name without an address", [says()], Outcome.DNS_FAILURE),
    Case("the name server fails", [Said(code=SERVFAIL)], Outcome.DNS_FAILURE),
    Case("the name server refuses", [Said(code=REFUSED)], Outcome.DNS_FAILURE),
    Case("the name server is silent", [SILENCE], Outcome.DNS_FAILURE, deadline_s=HANGING_S),
    Case("the name server talks garbage", [GARBAGE], Outcome.DNS_FAILURE, deadline_s=HANGING_S),
    Case("the name server points back at itself", [LOOPING], Outcome.DNS_FAILURE),
    Case("the name server is slow", [says(PAPER, late_s=0.15)], Outcome.OK),
    Case("the name server is too slow", [says(PAPER, late_s=3)], Outcome.DNS_FAILURE, deadline_s=HANGING_S),
    Case("the name server fails for IPv6 only", [says(PAPER)], Outcome.OK, six=[Said(code=SERVFAIL)]),
    Case("sixty addresses, the first of which answers", [says(PAPER, *SIXTY)], Outcome.OK),
    Case("sixty addresses, none of which answers", [says(*SIXTY)], Outcome.CONNECT_FAILURE),
    Case("sixty private addresses and a public one", [says(*(f"10.0.0.{n}" for n in range(60)), PAPER)], Outcome.OK),
    # ---------------------------------------------------------------- addresses that are not of the internet
    *(
        Case(f"address {address}", [says(address)], Outcome.BLOCKED_ADDRESS)
        for address in (
            *PRIVATE,
            "0.0.0.0",
            "127.0.0.1",
            "172.16.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:0:a00:1::",
            "fe80::1",
            "ff02::1",
        )
    ),
    # ---------------------------------------------------------------- paths
    Case("IPv6 only", [says(PAPER_V6)], Outcome.OK),
    Case("IPv6 a black hole beside IPv4", [says(DROPPED_V6, PAPER)], Outcome.OK),
    Case("IPv6 unreachable beside IPv4", [says(UNREACHABLE_V6, PAPER)], Outcome.OK),
    Case("IPv6 refusing beside IPv4", [says(REFUSING_V6, PAPER)], Outcome.OK),
    Case("two black holes and an address that answers", [says(DROPPED, DROPPED_V6, PAPER)], Outcome.OK),
    Case("IPv4 a black hole and IPv6 too", [says(DROPPED, DROPPED_V6)], Outcome.TIMEOUT, deadline_s=HANGING_S),
    Case("nobody answers to the address", [says(NOBODY_BY_ARP)], Outcome.TIMEOUT, deadline_s=HANGING_S),
    Case("a firewall drops everything", [says(DROPPED)], Outcome.TIMEOUT, deadline_s=HANGING_S),
    Case("a firewall drops everything by IPv6", [says(DROPPED_V6)], Outcome.TIMEOUT, deadline_s=HANGING_S),
    Case("a firewall says no", [says(PROHIBITED)], Outcome.CONNECT_FAILURE),
    Case("a router says that the host is unreachable", [says(UNREACHABLE)], Outcome.CONNECT_FAILURE),
    Case("there is no way from here", [says(NO_ROUTE)], Outcome.CONNECT_FAILURE),
    Case("the way leads round in a circle", [says(LOOPED)], Outcome.TIMEOUT, deadline_s=HANGING_S),
    Case("connection refused", [says(REFUSING)], Outcome.CONNECT_FAILURE),
    Case("connection refused by IPv6", [says(REFUSING_V6)], Outcome.CONNECT_FAILURE),
]
