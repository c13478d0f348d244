"""Keeps a copy of the warehouse that can be put back: both database files, and what the archive held, with their sums.

The archive itself is not copied: its files only ever grow, and any tool can mirror them. The backup lists how long each was and the
SHA-256 of that much of it, so that a restore can tell which of them are missing or damaged.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tasks.errors import ConfigurationError, NotAWarehouse, WarehouseError
from tasks.settings import Settings
from warehouse.connection import open_copyable, open_reader
from warehouse.parts import moved_into_place

MANIFEST = "backup.json"
BEFORE: Final = ".before-restore"
CHUNK_BYTES = 1 << 20


def back_up(of: Settings, folder: Path, now: datetime) -> list[Path]:
    """Write the working and the published file to a new folder, with a manifest; nobody writes to them meanwhile.

    Args:
        of: says where the warehouse and the archive lie, and how long to wait for a writer.
        folder: made; it must not be there yet, or be empty.
        now: when that is (UTC).

    Returns:
        The files written.

    Raises:
        ConfigurationError: the folder is there already or cannot be written.
        WarehouseError: there is nothing to back up, or a writer held the file all the time.
    """
    if not of.working_file.exists():
        raise WarehouseError(f"There is nothing to back up: {of.working_file} does not exist. Run `dateline ingest` first.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"{folder} is there already, and was left as it is. Give a new folder, or move it away.")
    try:
        with moved_into_place(folder) as part:
            part.mkdir()
            with open_copyable(of.working_file, wait_s=of.lock_wait_s):
                files = [_copied(file, part) for file in (of.working_file, of.published_file) if file.exists()]
            # After the database: what it points at in the archive was there before.
            archive = [_entry(file, of.archive_dir) for file in sorted(of.archive_dir.rglob("*")) if file.is_file()]
            manifest = {"created": now.isoformat(), "files": [_entry(file, part) for file in files], "archive": archive}
            (part / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written ({error.strerror}). Give a folder with room on it.") from error
    return sorted(folder.iterdir())


def restore(of: Settings, folder: Path) -> list[str]:
    """Put the files of a backup in place of the present ones, after every one of them was verified.

    The present files stay beside them as `….before-restore`.

    Returns:
        What of the archive is not as it was when the backup was made, as sentences; those pages cannot be replayed.

    Raises:
        ConfigurationError: there is no backup in the folder.
        NotAWarehouse: a file of the backup is missing, damaged or no warehouse. Nothing was replaced.
        WarehouseError: the present file is in use, the backup is a newer Dateline's, or a file cannot be written.
    """
    manifest = _manifest(folder)
    targets = {file.name: file for file in (of.working_file, of.published_file)}
    for entry in manifest["files"]:
        _verify(folder, entry, targets)
    problems = [problem for entry in manifest["archive"] for problem in _archive_problems(of.archive_dir, entry)]
    try:
        _refuse_used(of)
        for entry in manifest["files"]:
            _put_back(folder / entry["path"], targets[entry["path"]])
    except OSError as error:
        raise WarehouseError(f"{of.home} cannot be written ({error.strerror}). Free some space and restore again.") from error
    return problems


def _copied(file: Path, folder: Path) -> Path:
    return Path(shutil.copyfile(file, folder / file.name))


def _entry(file: Path, root: Path) -> dict[str, Any]:
    size = file.stat().st_size
    return {"path": file.relative_to(root).as_posix(), "bytes": size, "sha256": _sum(file, size)}


def _sum(file: Path, size: int) -> str:
    """Return the SHA-256 of the first `size` bytes."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while size and (chunk := opened.read(min(size, CHUNK_BYTES))):
            digest.update(chunk)
            size -= len(chunk)
    return digest.hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {"files": list(found["files"]), "archive": list(found["archive"])}
    except OSError as error:
        raise ConfigurationError(f"{folder} holds no backup: {path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path} is damaged, so this backup cannot be verified. Nothing was replaced.") from error


def _verify(folder: Path, entry: dict[str, Any], targets: dict[str, Path]) -> None:
    file = folder / str(entry["path"])
    if entry["path"] not in targets or not file.is_file():
        raise NotAWarehouse(f"{file} of the backup is missing. Nothing was replaced; take another backup.")
    if file.stat().st_size != entry["bytes"] or _sum(file, entry["bytes"]) != entry["sha256"]:
        raise NotAWarehouse(f"{file} is not as it was when the backup was made. Nothing was replaced; take another backup.")
    with open_reader(file):
        pass


def _archive_problems(archive: Path, entry: dict[str, Any]) -> Iterator[str]:
    file = archive / entry["path"]
    if not file.is_file():
        yield f"{file} is missing: pages in it cannot be replayed."
    elif file.stat().st_size < entry["bytes"] or _sum(file, entry["bytes"]) != entry["sha256"]:
        yield f"{file} is not as it was when the backup was made: pages in it may not be replayed."


def _refuse_used(of: Settings) -> None:
    if of.working_file.exists():
        # Damaged, or another's: that is why it is to be replaced.
        with suppress(NotAWarehouse), open_copyable(of.working_file, wait_s=of.lock_wait_s):
            pass


def _put_back(copy: Path, target: Path) -> None:
    log = target.with_name(target.name + ".wal")
    aside = target.with_name(target.name + BEFORE)
    with moved_into_place(target) as part:
        shutil.copyfile(copy, part)
        if target.exists():
            aside.unlink(missing_ok=True)
            os.link(target, aside)
        if log.exists():
            # It belongs to the file that is replaced, and must not be applied to the other one.
            log.replace(aside.with_name(aside.name + ".wal"))
