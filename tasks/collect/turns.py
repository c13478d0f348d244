"""Whose turn it is to ask a host, among all runs on this machine that share a folder.

A run by hand beside a scheduled one must not double what a site is asked for. Each host has a file: who asks has it locked, which
ends with the process, however that ends; its time of change tells when the host may be asked again.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import FileIO
from pathlib import Path

import portalocker

from tasks.models import stable_id

LOOK_AGAIN_S = 0.05
# No request takes so long: who holds a turn for longer is stopped, or stuck.
LONGEST_HELD_S = 600.0
# What is further off was written when the clock was another.
LONGEST_PAUSE_S = 60.0


class StillHeld(Exception):
    """Another run does not let go of its turn."""


class Turns:
    """The turns of hosts, shared by way of files in `folder`; without one they are not shared."""

    def __init__(self, folder: Path | None, longest_held_s: float = LONGEST_HELD_S) -> None:
        self._folder = folder
        self._longest_held_s = longest_held_s
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def of(self, host: str) -> Turn:
        """Return the turn of a host."""
        file = str(self._folder / f"{stable_id('turn', host)}.turn") if self._folder else None
        return Turn(host, file, self._longest_held_s)


class Turn:
    """The turn of one host; `file` is what runs share, if they do."""

    def __init__(self, host: str, file: str | None, longest_held_s: float) -> None:
        self._host, self._file, self._longest_held_s = host, file, longest_held_s

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Wait until no other run asks the host or has just asked it, and keep others from it for the length of a `with` block.

        Raises:
            StillHeld: another run asks it for longer than any request takes.
        """
        if self._file is None:
            yield
            return
        give_up_at = time.monotonic() + self._longest_held_s
        while True:
            with FileIO(self._file, "a") as file:
                is_ours = _is_locked(file)
                wait_s = os.fstat(file.fileno()).st_mtime - time.time() if is_ours else LOOK_AGAIN_S
                if is_ours and not 0 < wait_s <= LONGEST_PAUSE_S:
                    yield
                    return
            if is_ours:
                give_up_at = time.monotonic() + self._longest_held_s
            elif time.monotonic() > give_up_at:
                raise StillHeld(
                    f"another run has had its turn at {self._host} for over {self._longest_held_s:g} s. If one is stuck, end it."
                )
            await asyncio.sleep(wait_s)

    def free_in(self, pause_s: float) -> None:
        """Say, while the turn is held, in how many seconds the host may be asked again."""
        if self._file:
            os.utime(self._file, (now := time.time(), now + pause_s))


def _is_locked(file: FileIO) -> bool:
    """Lock a file until it is closed, and return whether that could be done at once."""
    try:
        portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
    except portalocker.AlreadyLocked:
        return False
    return True
