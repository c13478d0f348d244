"""A wire between the two namespaces that loses, doubles, delays and reorders what goes through it, as `tc netem` would."""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path
from random import Random

from tests.collect.namespaces import Pair, enter, ip
from tests.collect.running import Running

TUN = Path("/dev/net/tun")
OURS, FAR = "198.51.100.129", "198.51.100.130"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def _end(namespace: str, address: str) -> int:
    """Plug an end of the wire into a namespace (this thread goes there) and return where its packets come out."""
    enter(namespace)
    end = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", b"bad", IFF_TUN | IFF_NO_PI))
    ip("-n", namespace, "addr", "add", f"{address}/25", "dev", "bad")
    ip("-n", namespace, "link", "set", "bad", "up")
    return end


class BadWire(Running):
    """The wire, for the length of a `with` block; it is good until it is told how to be bad. `FAR` is reached through it alone."""

    def __init__(self, pair: Pair) -> None:
        super().__init__()
        self._pair = pair
        self._chance = Random(1)
        self.loses_each = self.doubles_each = 0  # of so many packets, the last
        self.late_s = (0.0, 0.0)
        self._carried = 0
        self.longest_bytes = 65_535
        self.lost = 0

    def take_small_packets_only(self, most_bytes: int) -> None:
        """Let both ends know that packets may be no larger."""
        for namespace in (self._pair.us, self._pair.web):
            ip("-n", namespace, "link", "set", "bad", "mtu", str(most_bytes))
        self.longest_bytes = most_bytes

    async def opened(self) -> None:
        self._ends = ours, far = _end(self._pair.us, OURS), _end(self._pair.web, FAR)
        self.loop.add_reader(ours, self._carry, ours, far)
        self.loop.add_reader(far, self._carry, far, ours)

    async def closed(self) -> None:
        for end in self._ends:
            self.loop.remove_reader(end)
            os.close(end)

    def _carry(self, here: int, there: int) -> None:
        packet = os.read(here, 65_535)
        self._carried += 1
        if len(packet) > self.longest_bytes or self._is_turn(self.loses_each):
            self.lost += 1
            return
        for _ in range(2 if self._is_turn(self.doubles_each) else 1):
            self.loop.call_later(self._chance.uniform(*self.late_s), os.write, there, packet)

    def _is_turn(self, each: int) -> bool:
        return each > 0 and self._carried % each == 0
