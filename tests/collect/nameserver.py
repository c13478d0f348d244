"""A name server that says what a test wants said, over UDP and TCP.

    with NameServer("192.0.2.2", enter) as server:
        server.zone["paper.example"] = [says("203.0.113.10"), says("10.0.0.1")]

Each look-up of a name takes the next of what is said of it, the last again and again. `zone["paper.example", AAAA]` holds for one
type of question only. Of any other name it is said that there is none.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from tests.collect.running import Running

A, CNAME, AAAA = 1, 5, 28
SERVFAIL, NXDOMAIN, REFUSED = 2, 3, 5
UDP_BYTES = 512  # RFC 1035, 4.2.1: what is longer is cut, and asked for again over TCP


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a name: addresses, another name for it, an error (RFC 1035, 4.1.1), bytes that are no answer, or nothing."""

    addresses: tuple[str, ...] = ()
    alias: str | None = None
    code: int = 0
    raw: bytes | None = None
    silent: bool = False
    late_s: float = 0.0


def says(*addresses: str, late_s: float = 0.0) -> Said:
    """Say that a name has these addresses."""
    return Said(addresses, late_s=late_s)


def _name(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".")) + b"\0"


def _record(name: str, kind: int, data: bytes) -> bytes:
    return _name(name) + struct.pack("!HHIH", kind, 1, 0, len(data)) + data


@dataclass(frozen=True, slots=True)
class _Question:
    number: bytes
    name: str
    kind: int
    asked: bytes

    @classmethod
    def parsed(cls, packet: bytes) -> _Question:
        at, labels = 12, []
        while packet[at]:
            labels.append(packet[at + 1 : at + 1 + packet[at]].decode())
            at += 1 + packet[at]
        return cls(packet[:2], ".".join(labels).lower(), int.from_bytes(packet[at + 1 : at + 3], "big"), packet[12 : at + 5])

    def answer(self, code: int, records: list[bytes], most_bytes: int) -> bytes:
        def packet(flags: int, answers: list[bytes]) -> bytes:
            return self.number + struct.pack("!HHHHH", flags | code, 1, len(answers), 0, 0) + self.asked + b"".join(answers)

        whole = packet(0x8180, records)
        return whole if len(whole) <= most_bytes else packet(0x8380, [])


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer) -> None:
        self._server = server

    def connection_made(self, transport: Any) -> None:
        self._transport: asyncio.DatagramTransport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        said = self._server.said(data, UDP_BYTES)
        if said:
            late_s, packet = said
            self._server.loop.call_later(late_s, self._transport.sendto, packet, addr)


class NameServer(Running):
    """The server, for the length of a `with` block. `asked` counts the look-ups of each name (its questions for A)."""

    def __init__(self, address: str, enter: Callable[[], None]) -> None:
        super().__init__(enter)
        self._address = address
        self._questions: Counter[tuple[str, int]] = Counter()
        self.zone: dict[str | tuple[str, int], list[Said]] = {}

    def asked(self, name: str) -> int:
        """Return how often `name` was looked up."""
        return self._questions[name, A]

    def said(self, packet: bytes, most_bytes: int) -> tuple[float, bytes] | None:
        """Return what is to be said to a question, and after how many seconds; None is silence."""
        question = _Question.parsed(packet)
        said = self._next(question.name, question.kind)
        if said.silent:
            return None
        if said.raw is not None:
            return said.late_s, question.number + said.raw
        code, records = self._records(question.name, question.kind, said)
        return said.late_s, question.answer(code, records, most_bytes)

    def _next(self, name: str, kind: int) -> Said:
        script = self.zone.get((name, kind)) or self.zone.get(name) or [Said(code=NXDOMAIN)]
        at = self._questions[name, kind]
        self._questions[name, kind] += 1
        return script[min(at, len(script) - 1)]

    def _records(self, name: str, kind: int, said: Said) -> tuple[int, list[bytes]]:
        """Return the records of a name, and of the one that it is an alias for, as a resolver would."""
        if said.alias:
            first = _record(name, CNAME, _name(said.alias))
            if said.alias == name:
                return 0, [first]
            code, others = self._records(said.alias, kind, self._next(said.alias, kind))
            return code, [first, *others]
        found = [ip_address(address) for address in said.addresses]
        return said.code, [_record(name, kind, one.packed) for one in found if (one.version == 4) == (kind == A)]

    async def opened(self) -> None:
        at = (self._address, 53)
        self._datagrams, _ = await self.loop.create_datagram_endpoint(lambda: _Datagrams(self), at)
        self._streams = await asyncio.start_server(self._met, *at)

    async def closed(self) -> None:
        self._datagrams.close()
        self._streams.close()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):  # one connection may bring several questions
            while True:
                size = int.from_bytes(await reader.readexactly(2), "big")
                if said := self.said(await reader.readexactly(size), 65_535):
                    writer.write(len(said[1]).to_bytes(2, "big") + said[1])
        writer.close()
