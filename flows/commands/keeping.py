"""`dateline backup` and `dateline restore`: a copy of the warehouse, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flows.commands import show
from tasks.settings import settings
from tasks.store import backup as keeping


def backup(folder: Path, /) -> int:
    """Copy the warehouse to a new folder: both database files, with a list of the archive's files and the SHA-256 of each.

    It waits until no run writes. The archive's own files are not copied: mirror DATELINE_HOME/archive with a tool of your choice.

    Example: `dateline backup /mnt/backups/2026-03-01`

    Args:
        folder: folder to make.
    """
    for path in keeping.back_up(settings(), folder, datetime.now(UTC)):
        show.line(f"wrote {path}")
    return 0


def restore(folder: Path, /) -> int:
    """Put a backup's database files in place of the present ones, once every one of them has been verified.

    The present ones stay beside them, as `….before-restore`. Files of the archive that are missing or damaged are listed.

    Example: `dateline restore /mnt/backups/2026-03-01`

    Args:
        folder: folder that `dateline backup` made.
    """
    problems = keeping.restore(settings(), folder)
    show.line(f"restored {settings().home} from {folder}")
    for problem in problems:
        show.line(problem)
    return 1 if problems else 0
