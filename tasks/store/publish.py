"""Puts a checked copy of the working file in place of the published one, whole or not at all."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from tasks.errors import ChecksFailed, WarehouseError
from tasks.settings import settings
from tasks.store.checks import CheckResult, run_checks
from warehouse.connection import open_copyable, open_writer
from warehouse.parts import moved_into_place

BY_HAND = "by hand"


def publish(working: Path, published: Path, *, run_id: str = BY_HAND, wait_s: float | None = None) -> tuple[CheckResult, ...]:
    """Check the working file, keep in it what was found, then put a copy of it in place of the published one.

    Readers of the published file are not disturbed: those who hold it keep the old one, those who open it get the new one.

    Args:
        working: the writer's file.
        published: the file that people query; replaced.
        run_id: the run whose loads are checked.
        wait_s: how long to wait, in seconds, for another process to let go of the working file; without it, as the settings say.

    Returns:
        What each check found; there are warnings among them at most.

    Raises:
        ChecksFailed: a check found errors; the published file is as it was.
        WarehouseError: there is nothing to publish yet, the working file cannot be opened, or the copy cannot be written.
    """
    if not working.exists():
        raise WarehouseError(f"There is nothing to publish: {working} does not exist. Run `dateline ingest` first.")
    patience_s = settings().lock_wait_s if wait_s is None else wait_s
    with open_writer(working, wait_s=patience_s) as con:
        results = run_checks(con, run_id, datetime.now(UTC))
        _refuse_errors(results, published)
        con.checkpoint()
    with open_copyable(working, wait_s=patience_s):
        put_in_place(working, published)
    return results


def _refuse_errors(results: tuple[CheckResult, ...], published: Path) -> None:
    errors = [result for result in results if result.is_error]
    if errors:
        words = [f"{published} was left as it is, because the working file does not pass its checks:", *map(str, errors)]
        raise ChecksFailed("\n".join([*words, "Then run `dateline publish`."]), results)


def put_in_place(working: Path, published: Path) -> None:
    """Put a copy of the working file in place of the published one, without looking at what is in it.

    Raises:
        WarehouseError: the copy cannot be written; the published file is as it was.
    """
    try:
        with moved_into_place(published) as part:
            shutil.copyfile(working, part)
            # The log of someone who wrote to the old published file must not be applied to the new one.
            published.with_name(published.name + ".wal").unlink(missing_ok=True)
    except OSError as error:
        raise WarehouseError(
            f"{published} cannot be replaced: {error.strerror}. It is as it was; check the folder's permissions and free space."
        ) from error
