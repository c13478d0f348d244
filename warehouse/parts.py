"""Files and folders that come whole or not at all: made under a name that tells their maker, then moved into place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MARK = ".part-"
_MARKS = (_MARK, ".new-")  # the second one was a new warehouse's, in earlier releases


@contextmanager
def moved_into_place(path: Path) -> Iterator[Path]:
    """Yield a name beside `path` to write to, and move what lies there to `path` in the end, on the disk and in one step.

    A file replaces the one that was there; a folder can only take an empty folder's place. What makers that were killed left behind
    is removed.

    Raises:
        OSError: something cannot be written. `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_unfinished(path)
    part = part_of(path)
    try:
        yield part
        if part.is_dir():
            for file in part.rglob("*"):
                sync(file)
        sync(part)
        part.replace(path)
        sync(path.parent)
    finally:
        _remove(part)


def part_of(path: Path) -> Path:
    """Return the name beside `path` under which this process makes it."""
    return path.with_name(f".{path.name}{_MARK}{os.getpid()}")


def remove_unfinished(path: Path) -> None:
    """Remove what processes that run no more have left unfinished of `path`."""
    for part in [found for mark in _MARKS for found in path.parent.glob(f".{path.name}{mark}*")]:
        maker = part.name.removesuffix(".wal").rpartition("-")[2]
        if not maker.isdigit() or not _is_running(int(maker)):
            _remove(part)


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    with suppress(OSError):
        part.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False  # a number that was used before, by one that was killed
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
