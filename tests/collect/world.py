"""An internet of names, sites, certificates and traps, in network namespaces, and processes that collect from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from tasks.models import Capture
from tests.collect.certificates import certificates
from tests.collect.hostile import Act, HostileServer, answer, saying
from tests.collect.nameserver import NameServer, says
from tests.collect.namespaces import NAME_SERVER, Pair
from tests.collect.runs import Order, Ran, source
from tests.collect.worker import Worker

INTERNET = ["203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "2001:db8::/32"]
PAPER, ODD, REFUSING = "203.0.113.10", "203.0.113.20", "203.0.113.66"
PAPER_V6, REFUSING_V6 = "2001:db8::10", "2001:db8::66"
PRIVATE = ["10.0.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "fd00::1"]
# The deadline where something hangs until then, and where nothing does but a busy machine may be slow.
HANGING_S, PATIENT_S = 1.0, 5.0
GONE: dict[str, Act] = {"/feed": saying(answer(b"", status="404 Not Found"))}


@dataclass(slots=True)
class World:
    """What there is. `traps` count who calls on the private network; `fresh_worker` has collected nothing yet."""

    pair: Pair
    names: NameServer
    worker: Worker
    fresh_worker: Worker
    odd: HostileServer
    acts: dict[str, Act]
    names_shown: list[str]
    traps: list[HostileServer]
    folder: Path

    def run(self, *orders: Order, deadline_s: float = PATIENT_S, worker: Worker | None = None, pages: int = 5) -> Ran:
        """Collect `orders` beside a paper whose pages must arrive. Memory is bounded; nobody may call on the private network."""
        paper = order("paper", "http://paper.example", *(f"/good/{n}" for n in range(pages)))
        ran = (worker or self.worker).run(self.folder, {"fetch_deadline_s": deadline_s}, [*orders, paper])
        assert ran.outcomes("paper") == {"ok": pages}, f"the paper's pages ended as {ran.outcomes('paper')}"
        assert ran.peak_mb < 300, f"the process has used {ran.peak_mb:.0f} MB"
        assert not any(trap.met for trap in self.traps), "somebody called on the private network"
        return ran

    def fetch(self, url: str, deadline_s: float = PATIENT_S, **changes: Any) -> Capture:
        """Fetch a page of an odd site."""
        home = urljoin(url, "/").rstrip("/")
        (capture,) = self.run(order("odd", home, url.removeprefix(home), **changes), deadline_s=deadline_s).captures["odd"]
        return capture


def order(name: str, home: str, *paths: str, **changes: Any) -> Order:
    """Return an order for pages of a source that may lie anywhere in this internet."""
    given = {"allow_addresses": INTERNET} | changes
    return Order(source(name, home, **given), tuple(home + path for path in paths))


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Make it, for the length of a `with` block. Its authority is `folder`/ca.pem.

    Raises:
        OSError: network namespaces cannot be made here.
    """
    acts = dict(GONE)
    names_shown: list[str] = []
    with ExitStack() as running:
        contexts = certificates(folder, "DNS:*.odd.example")
        contexts["good"].sni_callback = lambda _, name, __: names_shown.append(name)
        pair = running.enter_context(Pair())
        us, web = pair.into(pair.us), pair.into(pair.web)
        names = running.enter_context(NameServer(NAME_SERVER, web))
        names.zone |= {"paper.example": [says(PAPER)], "odd.example": [says(ODD)], "intranet.odd.example": [says("10.0.0.1")]}
        running.enter_context(HostileServer(GONE, at=([PAPER, PAPER_V6], 80), enter=web))
        odd = running.enter_context(HostileServer(acts, at=([ODD], 80), enter=web))
        for number, name in enumerate(("good", "misnamed", "expired", "self-signed", "strange")):
            address = f"203.0.113.{30 + number}"
            names.zone[f"{name}.odd.example"] = [says(address)]
            running.enter_context(HostileServer({}, contexts[name], at=([address], 443), enter=web))
        # What 0.0.0.0 and localhost mean is the machine that we run on.
        places = [(["0.0.0.0", "::"], 80, us), (PRIVATE, 80, web), (PRIVATE, 443, web)]
        traps = [running.enter_context(HostileServer({}, at=(at, port), enter=there)) for at, port, there in places]
        workers = [running.enter_context(Worker(pair.us, NAME_SERVER, folder)) for _ in range(2)]
        yield World(pair, names, workers[0], workers[1], odd, acts, names_shown, traps, folder)
