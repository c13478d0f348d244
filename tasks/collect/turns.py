"""Whose turn it is to ask a host, among all runs on this machine that share a folder.

A run by hand beside a scheduled one must not double what a site is asked for. Each host has a file: who asks has it locked, which
ends with the process, however that ends; its time of change tells when the host may be asked again, and what is in it that a host
asked for a longer rest (Retry-After).
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import portalocker

from tasks.models import Outcome, stable_id

LOOK_AGAIN_S = 0.05
# No request takes so long: who holds a turn for longer is stopped, or stuck.
LONGEST_HELD_S = 600.0
# The longest delay that can be configured. What is further off was written when the clock was another.
LONGEST_PAUSE_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Rest:
    """A host is to be left alone for `left_s` seconds more; `outcome` is how what is wanted of it ends meanwhile."""

    left_s: float
    outcome: Outcome
    reason: str


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
    async def held(self) -> AsyncIterator[Rest | None]:
        """Wait until no other run asks the host or has just asked it, and keep others from it for the length of a `with` block.

        Yields:
            The rest that the host asked any run for, if that is not over.

        Raises:
            StillHeld: another run asks it for longer than any request takes.
        """
        if self._file is None:
            yield None
            return
        give_up_at = time.monotonic() + self._longest_held_s
        while True:
            with FileIO(self._file, "a+") as file:
                is_ours = _is_locked(file)
                known = os.fstat(file.fileno())
                wait_s = known.st_mtime - time.time() if is_ours else LOOK_AGAIN_S
                if is_ours and not 0 < wait_s <= LONGEST_PAUSE_S:
                    yield _rest(file) if known.st_size else None
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

    def leave_alone(self, rest: Rest) -> None:
        """Say, while the turn is held, that the host asked for a rest."""
        if self._file:
            told = {"until": time.time() + rest.left_s, "outcome": rest.outcome, "reason": rest.reason}
            Path(self._file).write_text(json.dumps(told), encoding="utf-8")


def _rest(file: FileIO) -> Rest | None:
    file.seek(0)
    try:
        told = json.loads(file.read())
        left_s, outcome, reason = float(told["until"]) - time.time(), Outcome[told["outcome"].upper()], str(told["reason"])
    except (ValueError, KeyError, TypeError, AttributeError):  # cut short by a full disk
        return None
    return Rest(left_s, outcome, reason) if left_s > 0 else None


def _is_locked(file: FileIO) -> bool:
    """Lock a file until it is closed, and return whether that could be done at once."""
    try:
        portalocker.lock(file, portalocker.LOCK_EX | portalocker.LOCK_NB)
    except portalocker.AlreadyLocked:
        return False
    return True
