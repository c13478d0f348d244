"""A process in a network namespace, with a resolver of its own, that does runs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from tests.collect.namespaces import enter, libc
from tests.collect.runs import Order, Ran, one_run

CLONE_NEWNS = 0x00020000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000


def _resolve_by(address: str, folder: Path) -> None:
    """Give this process, and no other, a resolver that asks `address` alone and gives up after a second."""
    files = {
        "resolv.conf": f"nameserver {address}\noptions timeout:1 attempts:1\nsearch .\n",
        "nsswitch.conf": "hosts: files dns\n",
    }
    libc("unshare", CLONE_NEWNS)
    libc("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    for name, text in files.items():
        ours = folder / f"{name}.{os.getpid()}"
        ours.write_text(text)
        libc("mount", bytes(ours), bytes(Path("/etc", name)), None, MS_BIND, None)


def _work(pipe: Connection, namespace: str, name_server: str, folder: Path) -> None:
    enter(namespace)
    _resolve_by(name_server, folder)
    while True:
        try:
            pipe.send(one_run(*pipe.recv()))
        except EOFError:
            return
        except Exception as error:  # noqa: BLE001 - the test that gave the order raises it
            pipe.send(error)


class Worker:
    """A process in a namespace that does runs, for the length of a `with` block."""

    def __init__(self, namespace: str, name_server: str, folder: Path) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, namespace, name_server, folder), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join(5)

    def run(self, folder: Path, settings: Mapping[str, Any], orders: Sequence[Order]) -> Ran:
        """Do one run and return what came of it."""
        self._pipe.send((folder, settings, orders))
        if not self._pipe.poll(60):
            raise TimeoutError("the run has not ended after a minute")
        came = self._pipe.recv()
        if isinstance(came, BaseException):
            raise came
        assert isinstance(came, Ran)
        return came
