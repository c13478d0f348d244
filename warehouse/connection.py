"""The one door to the database: opens the warehouse for one writer or for readers, and says in words why it cannot."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from tasks.errors import DiskFull, NotAWarehouse, WarehouseBusy, WarehouseError, WarehouseTooNew
from warehouse.migrate import check_shape, is_behind, make_views, migrate, renew_views
from warehouse.parts import moved_into_place, part_of, remove_unfinished

SQL_DIR = Path(__file__).parent
LOCK_RETRY_S = 0.1
COPY_BYTES = 1 << 20

# Nothing may be fetched or loaded in silence: every extension that is needed is built in.
NO_EXTENSIONS: dict[str, str] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
LOCKED_DOWN: dict[str, str] = {**NO_EXTENSIONS, "enable_external_access": "false"}

_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_TOO_NEW = ("can only read version", "newer version of DuckDB")
_NOT_OURS = (
    "not a valid DuckDB database file",
    "Corrupt database",
    "Could not read enough bytes",
    "sqlite",
    "Serialization Error",
    "Failed to deserialize",
    "checksum",
)
_NO_ROOM = ("No space left", "File too large", "Disk quota")


@lru_cache
def sql(name: str) -> str:
    """Return the text of `warehouse/<name>.sql`."""
    return (SQL_DIR / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def open_writer(path: Path, *, wait_s: float) -> Iterator[DuckDBPyConnection]:
    """Open the warehouse to write to it; create it, or bring it to the present shape, when that is needed.

    Args:
        path: the database file.
        wait_s: how long to wait, in seconds, for another process to let go of the file.

    Raises:
        WarehouseBusy: another process held the file all that time.
        WarehouseTooNew: a newer Dateline, or a newer DuckDB, wrote it.
        NotAWarehouse: the file is no DuckDB database, is damaged, or belongs to something else. It is left as it is.
        MigrationFailed: a migration stopped; the file is as it was.
        DiskFull: there is no room to write; what was committed before is safe.
        WarehouseError: the path cannot be written.
    """
    remove_unfinished(path)
    if not path.exists():
        _create(path)
    with _explaining(path), closing(_connect_forward(path, wait_s)) as con:
        con.execute(sql("session/writer"))
        renew_views(con, path)
        yield con


@contextmanager
def open_reader(path: Path, *, exact: bool = False) -> Iterator[DuckDBPyConnection]:
    """Open the warehouse to ask it questions: read-only, without any way to other files, the network or the settings.

    Args:
        path: the database file.
        exact: refuse a file of an earlier shape, for questions that need the present one.

    Raises:
        WarehouseBusy: a process is writing to the file.
        WarehouseTooNew: a newer Dateline, or a newer DuckDB, wrote it.
        WarehouseTooOld: an earlier Dateline wrote it.
        NotAWarehouse: the file is no DuckDB database, is damaged, or belongs to something else.
        WarehouseError: there is no such file, or it cannot be read.
    """
    if not path.exists():
        raise WarehouseError(
            f"There is no warehouse at {path} yet. `dateline ingest` fills one; DATELINE_HOME says in which folder."
        )
    with _explaining(path), closing(_connect(path, read_only=True)) as con:
        con.execute(sql("session/reader"))
        check_shape(con, path, exact=exact)
        yield con


@contextmanager
def open_copyable(path: Path, *, wait_s: float) -> Iterator[None]:
    """Hold the file so that no process writes to it while its bytes are copied; all that was committed is in the file itself.

    Copy it once: on POSIX systems closing the file gives up every lock that this process has on it, DuckDB's too.

    Raises:
        WarehouseBusy: another process wrote to the file all that time.
        WarehouseError: the file cannot be opened.
    """
    log = path.with_name(path.name + ".wal")
    if log.exists():
        _connect_within(path, wait_s).close()  # takes in what a writer that was killed had committed
    with closing(_connect_within(path, wait_s, read_only=True)):
        if log.exists():
            # A writer was killed between our checkpoint and our lock; the next one takes its log in.
            raise WarehouseBusy(f"{path} has been written to meanwhile. Run the command again.")
        yield


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    """Say in words what only shows in use: a block that is damaged, a disk that is full."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        if any(sign in said for sign in _NO_ROOM):
            raise DiskFull(
                f"There is no room left to write {path}; this step was undone, and what was there before is safe. "
                f"Free some space and run the command again: it goes on where it was. DuckDB says: {said}"
            ) from error
        if not isinstance(error, duckdb.ProgrammingError) and any(sign in said for sign in _NOT_OURS):
            raise _explained(error, path) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise WarehouseError(
                f"The memory does not suffice for this on {path}. Ask for less at once. DuckDB says: {said}"
            ) from error
        raise


def _connect_forward(path: Path, wait_s: float) -> DuckDBPyConnection:
    con = _connect_within(path, wait_s)
    try:
        if not is_behind(con, path):
            return con
    except BaseException:
        con.close()
        raise
    con.close()
    _bring_forward(path, wait_s)
    return _connect_within(path, wait_s)


def _bring_forward(path: Path, wait_s: float) -> None:
    """Migrate a copy of the file and put that in its place: a migration that fails or is killed costs nothing."""
    holder = _connect_within(path, wait_s)  # its log is taken in by now; from here on nobody else writes
    # Closed after the holder: on POSIX systems closing the file gives up every lock that this process has on it.
    with path.open("rb") as old, closing(holder):
        if path.with_name(path.name + ".wal").exists():
            raise WarehouseBusy(f"{path} has been written to meanwhile. Run the command again.")
        if not is_behind(holder, path):
            return  # another process did it meanwhile
        try:
            with moved_into_place(path.resolve()) as part:
                with part.open("wb") as copy:
                    shutil.copyfileobj(old, copy, COPY_BYTES)
                with closing(_connect(part)) as con:
                    con.execute(sql("session/writer"))
                    migrate(con, path)
                    make_views(con, path)
        except OSError as error:
            raise DiskFull(
                f"{path} could not be brought to the present shape ({error.strerror}) and was left as it is. "
                "That takes as much free space beside it as the file is large."
            ) from error


def _create(path: Path) -> None:
    """Make an empty warehouse under another name and link it into place, so that no half-made file is ever at `path`."""
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    except OSError as error:
        raise WarehouseError(_unusable(path, error.strerror or str(error))) from error
    try:
        with _explaining(path), closing(_connect(part)) as con:
            con.execute(sql("session/writer"))
            con.begin()
            migrate(con, path)
            con.commit()
            make_views(con, path)
        os.link(part, path)
    except FileExistsError:
        return  # another process made it meanwhile
    except OSError as error:
        raise WarehouseError(_unusable(path, error.strerror or str(error))) from error
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".wal").unlink(missing_ok=True)


def _connect_within(path: Path, wait_s: float, *, read_only: bool = False) -> DuckDBPyConnection:
    give_up_at = time.monotonic() + wait_s
    while True:
        try:
            return _connect(path, read_only=read_only)
        except WarehouseBusy:
            if time.monotonic() >= give_up_at:
                raise
            time.sleep(LOCK_RETRY_S)


def _connect(path: Path, *, read_only: bool = False) -> DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only, config={**(LOCKED_DOWN if read_only else NO_EXTENSIONS)})
    except duckdb.Error as error:
        raise _explained(error, path) from error


def _explained(error: duckdb.Error, path: Path) -> WarehouseError:
    """Turn what DuckDB says on opening into an error that says what to do."""
    said = str(error)
    holder = _HOLDER.search(said)
    if holder:
        return WarehouseBusy(
            f"{path} is in use by process {holder['pid']} ({holder['program']}). "
            "Wait until it has finished, or end it, and run the command again."
        )
    if "Could not set lock" in said:
        return WarehouseBusy(f"{path} is in use by another process. Wait until it has finished and run the command again.")
    if isinstance(error, duckdb.ConnectionException):
        return WarehouseBusy(
            f"{path} is already open in this process ({os.getpid()}) in another mode. Close that connection first."
        )
    if any(sign in said for sign in _TOO_NEW):
        return WarehouseTooNew(f"{path} was written by a newer DuckDB than {duckdb.__version__}. Update Dateline and run it again.")
    if any(sign in said for sign in _NOT_OURS):
        return NotAWarehouse(
            f"{path} is no DuckDB database, or is damaged; it was left as it is. "
            f"Put a backup in its place with `dateline restore DIR`, or choose another DATELINE_HOME. DuckDB says: {said}"
        )
    return WarehouseError(_unusable(path, said))


def _unusable(path: Path, why: str) -> str:
    return f"{path} cannot be used as the warehouse: {why}. Check the folder's permissions or choose another DATELINE_HOME."
