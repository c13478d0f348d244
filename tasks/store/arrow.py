"""From rows to Arrow tables with a warehouse table's own types, registered as `incoming_…` for the length of one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import duckdb
import pyarrow as pa
from duckdb import DuckDBPyConnection

from tasks.store.rows import Row

# A number of people that no 64-bit column holds is nonsense from a hostile page, and must not stop the load of the others.
LARGEST = 2**63 - 1


@contextmanager
def transaction(con: DuckDBPyConnection, **incoming: pa.Table) -> Iterator[None]:
    """Do what the block does all or not at all, with each table of `incoming` to be seen in SQL as `incoming_<name>`."""
    names = [f"incoming_{name}" for name in incoming]
    for name, table in zip(names, incoming.values(), strict=True):
        con.register(name, table)
    try:
        con.begin()
        try:
            yield
            con.commit()
        except BaseException:
            with suppress(duckdb.Error):  # a commit that failed for want of room has ended the transaction itself
                con.rollback()
            raise
    finally:
        for name in names:
            con.unregister(name)


def arrow(con: DuckDBPyConnection, table: str, rows: Iterable[Row]) -> pa.Table:
    """Make an Arrow table with the columns and types of the warehouse's `table`; what a row lacks is NULL."""
    schema = con.table(table).limit(0).to_arrow_table().schema
    listed = list(rows)
    return pa.table([_column([row.get(field.name) for row in listed], field.type) for field in schema], schema=schema)


def _column(values: list[object], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type=kind)
    except (UnicodeEncodeError, OverflowError, pa.ArrowInvalid):
        return pa.array([_storable(value) for value in values], type=kind)


def _storable(value: object) -> object:
    """Replace what no column can hold: half a surrogate pair from a JSON escape, a number beyond 64 bits."""
    if isinstance(value, str):
        # One character for one, so that offsets still hold.
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_storable(part) for part in value]
    if isinstance(value, dict):
        return {key: _storable(part) for key, part in value.items()}
    if isinstance(value, int):
        return max(-LARGEST, min(LARGEST, value))
    return value
