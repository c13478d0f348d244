"""Brings a database file to the present shape: migrations in order, each once; then the views."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tasks.errors import MigrationFailed, NotAWarehouse, WarehouseTooNew, WarehouseTooOld

MIGRATIONS = Path(__file__).parent / "migrations"
VIEWS = Path(__file__).parent / "views"
LEDGER = Path(__file__).parent / "ledger"

VIEWS_VERSION = 0


def is_behind(con: DuckDBPyConnection, path: Path) -> bool:
    """Whether the file lacks a migration.

    Raises:
        NotAWarehouse: the file holds tables, but not Dateline's.
        WarehouseTooNew: the file has been through migrations that this Dateline does not know.
    """
    applied, steps = _applied(con, path), _steps()
    _refuse_newer(applied, steps, path)
    return bool(steps.keys() - applied.keys())


def migrate(con: DuckDBPyConnection, path: Path) -> None:
    """Apply what a file of our own making lacks, each migration with its row in the ledger; its views are then to be made anew.

    It begins no transaction: DuckDB 1.5 cannot add a column with a default and then alter the table once more in one, when the
    table has rows. So this is for a new file, or for a copy that takes the old one's place when it is whole.

    Args:
        con: a connection to the new file or the copy.
        path: the file that it is to become, for messages.

    Raises:
        MigrationFailed: a statement failed; the file is of no use any more.
    """
    applied = _applied(con, path)
    for version, file in _steps().items():
        if version not in applied:
            _apply(con, path, file)
            _record(con, version, file.stem)


def renew_views(con: DuckDBPyConnection, path: Path) -> None:
    """Make the views anew when they are others than the file's.

    Raises:
        MigrationFailed: a view could not be made; those of the file are as they were.
    """
    if _applied(con, path).get(VIEWS_VERSION) != _views_digest():
        make_views(con, path)


def make_views(con: DuckDBPyConnection, path: Path) -> None:
    """Make the views anew, all or none.

    Raises:
        MigrationFailed: a view could not be made; those of the file are as they were.
    """
    con.begin()
    try:
        for file in _files(VIEWS):
            _apply(con, path, file)
        _record(con, VIEWS_VERSION, _views_digest())
        con.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a commit that failed for want of room has ended the transaction itself
            con.rollback()
        raise


def check_shape(con: DuckDBPyConnection, path: Path, *, exact: bool) -> None:
    """Refuse a database that a reader cannot make sense of; `exact`: also one of an earlier shape, whose views are others.

    Raises:
        NotAWarehouse: the file holds no ledger of Dateline's.
        WarehouseTooNew: the file has been through migrations that this Dateline does not know.
        WarehouseTooOld: the file has an earlier shape, or earlier views.
    """
    _check_is_ours(con, path)
    applied, steps = _applied(con, path), _steps()
    _refuse_newer(applied, steps, path)
    if exact and (steps.keys() - applied.keys() or applied.get(VIEWS_VERSION) != _views_digest()):
        raise WarehouseTooOld(
            f"{path} was written by another version of Dateline, whose tables or views were others. "
            "Run `dateline publish`, which brings the warehouse forward and publishes it anew."
        )


def _refuse_newer(applied: dict[int, str], steps: dict[int, Path], path: Path) -> None:
    newest = max(steps, default=0)
    if max(applied, default=0) > newest:
        raise WarehouseTooNew(
            f"{path} has shape {max(applied)}, and this Dateline knows shapes up to {newest}: a newer one wrote it. "
            "Update Dateline; the file was left as it is."
        )


def _check_is_ours(con: DuckDBPyConnection, path: Path) -> None:
    if not _state(con)[1]:
        raise NotAWarehouse(f"{path} is a DuckDB database, but not one that Dateline made. Choose another DATELINE_HOME.")


def _applied(con: DuckDBPyConnection, path: Path) -> dict[int, str]:
    has_tables, has_ledger = _state(con)
    if has_ledger:
        return dict(con.execute(_text(LEDGER / "applied.sql")).fetchall())
    if has_tables:
        _check_is_ours(con, path)
    return {}


def _state(con: DuckDBPyConnection) -> tuple[bool, bool]:
    row = con.execute(_text(LEDGER / "state.sql")).fetchone()
    assert row is not None
    return bool(row[0]), bool(row[1])


def _steps() -> dict[int, Path]:
    return {int(file.name.split("_", 1)[0]): file for file in _files(MIGRATIONS)}


def _apply(con: DuckDBPyConnection, path: Path, file: Path) -> None:
    try:
        con.execute(_text(file))
    except duckdb.Error as error:
        raise MigrationFailed(
            f"{path} could not be brought to the present shape: {file.parent.name}/{file.name} failed and nothing was changed. "
            f"Keep the file and report this. DuckDB says: {error}"
        ) from error


def _record(con: DuckDBPyConnection, version: int, name: str) -> None:
    con.execute(_text(LEDGER / "record.sql"), {"version": version, "name": name})


def _views_digest() -> str:
    return hashlib.sha256("".join(_text(file) for file in _files(VIEWS)).encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sql"))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
