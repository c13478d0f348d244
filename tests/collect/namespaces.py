"""Two network namespaces joined by a wire: `us`, where the code under test runs, and `web`, where all its internet is.

    with Pair() as pair, HostileServer({}, at=(["203.0.113.10"], 80), enter=pair.into(pair.web)):
        ... fetch http://203.0.113.10/good/a in pair.us ...

From `us` every way leads into `web`, and from there none leads on: whatever address is asked for, no packet leaves the two. In
`web` one can listen on any address of `LOCAL`; what else is asked for comes to nothing, in the ways that `NOWHERE` gives.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Self

RUN_NETNS = Path("/run/netns")
OURS, NAME_SERVER = "192.0.2.1", "192.0.2.2"
LOCAL = ["203.0.113.0/24", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.168.0.0/16", "2001:db8::/33", "fd00::/8"]
NOBODY_BY_ARP, DROPPED, UNREACHABLE, PROHIBITED, LOOPED = (
    "192.0.2.77",
    "198.51.100.1",
    "198.51.100.2",
    "198.51.100.3",
    "198.51.100.4",
)
NO_ROUTE, DROPPED_V6, UNREACHABLE_V6 = "198.51.100.5", "2001:db8:dead::1", "2001:db8:beef::1"
# By side and kind of route; beside these, what is LOOPED goes back and forth until its time to live is over.
NOWHERE = [
    ("web", "blackhole", DROPPED),
    ("web", "unreachable", UNREACHABLE),
    ("web", "prohibit", PROHIBITED),
    ("us", "unreachable", NO_ROUTE),
    ("web", "blackhole", DROPPED_V6),
    ("web", "unreachable", UNREACHABLE_V6),
]
CLONE_NEWNET = 0x40000000


def missing() -> str | None:
    """Return why there can be no network namespaces here, and what to do about it."""
    if sys.platform != "linux":
        return "network namespaces are Linux's: run these tests there"
    if os.geteuid() != 0:
        return "network namespaces need root: run the tests as root to have these too"
    if shutil.which("ip") is None:
        return "network namespaces need the command `ip`: install iproute2"
    return None


def ip(*words: str) -> None:
    """Run iproute2's `ip`."""
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")


def libc(name: str, *arguments: object) -> None:
    """Call a function of the C library that Python does not offer."""
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def enter(namespace: str) -> None:
    """Move the calling thread, and threads that it starts later, into a namespace. (`os.setns` came with Python 3.12.)"""
    with (RUN_NETNS / namespace).open() as file:
        libc("setns", file.fileno(), CLONE_NEWNET)


class Pair:
    """The two namespaces, for the length of a `with` block. Their names end in the process's id: each process has its own."""

    def __init__(self) -> None:
        self.us, self.web = f"dateline-us-{os.getpid()}", f"dateline-web-{os.getpid()}"

    def __enter__(self) -> Self:
        remove_leftovers()
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in (self.us, self.web):
            _remove(name)

    def into(self, namespace: str) -> Callable[[], None]:
        """Return what moves a thread into one of the two."""
        return partial(enter, namespace)

    def plug(self, *, is_in: bool) -> None:
        """Pull the wire out of `web`, or put it back."""
        ip("-n", self.web, "link", "set", "wire", "up" if is_in else "down")

    @contextlib.contextmanager
    def cut_off(self) -> Iterator[None]:
        """Take our end of the wire down for the length of a `with` block, and with it all ways out."""
        ip("-n", self.us, "link", "set", "wire", "down")
        try:
            yield
        finally:
            ip("-n", self.us, "link", "set", "wire", "up")
            self._lead_out()

    def failed_connections(self) -> int:
        """Count the connections that were tried in `us` and not made."""
        told = subprocess.run(["ip", "netns", "exec", self.us, "cat", "/proc/net/snmp"], capture_output=True, text=True, check=True)
        keys, values = [line.split() for line in told.stdout.splitlines() if line.startswith("Tcp:")]
        return int(values[keys.index("AttemptFails")])

    def _make(self) -> None:
        for name in (self.us, self.web):
            ip("netns", "add", name)
            # Addresses outlive a wire that is pulled out; what is not for the namespace itself is handed on.
            for key in ("ipv6/conf/all/keep_addr_on_down", "ipv6/ip_nonlocal_bind", "ipv6/conf/all/forwarding", "ipv4/ip_forward"):
                self._sh(name, f"echo 1 > /proc/sys/net/{key}")
        ip("link", "add", "wire", "netns", self.us, "type", "veth", "peer", "name", "wire", "netns", self.web)
        for name, four, six in ((self.us, OURS, "2001:db8:ffff::1"), (self.web, NAME_SERVER, "2001:db8:ffff::2")):
            ip("-n", name, "addr", "add", f"{four}/24", "dev", "wire")
            ip("-n", name, "addr", "add", f"{six}/64", "dev", "wire", "nodad")
            for link in ("lo", "wire"):
                ip("-n", name, "link", "set", link, "up")
        for network in LOCAL:
            ip("-n", self.web, "route", "add", "local", network, "dev", "lo")
        for side, kind, address in NOWHERE:
            ip("-n", self.web if side == "web" else self.us, "route", "add", kind, address)
        ip("-n", self.web, "route", "add", LOOPED, "via", OURS)
        self._lead_out()

    def _lead_out(self) -> None:
        for gateway in (NAME_SERVER, "2001:db8:ffff::2"):
            ip("-n", self.us, "route", "replace", "default", "via", gateway)

    @staticmethod
    def _sh(namespace: str, command: str) -> None:
        subprocess.run(["ip", "netns", "exec", namespace, "sh", "-c", command], check=True)


def _remove(namespace: str) -> None:
    if (RUN_NETNS / namespace).exists():
        ip("netns", "del", namespace)


def remove_leftovers() -> None:
    """Remove the namespaces of processes that ended before they could."""
    for file in RUN_NETNS.glob("dateline-*"):
        owner = re.fullmatch(r"dateline-(?:us|web)-(\d+)", file.name)
        if owner and not Path("/proc", owner[1]).exists():
            with contextlib.suppress(OSError):  # another process of the suite was faster
                _remove(file.name)
