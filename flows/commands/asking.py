"""`dateline sql`, `export` and `status`: what people ask the published warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import duckdb
from cyclopts import Parameter

from flows.commands import show
from tasks.errors import ConfigurationError
from tasks.settings import settings
from tasks.store.export import export as hand_out
from warehouse.connection import open_reader

AsJson = Annotated[bool, Parameter(name="--json", negative=())]

MAX_ROWS_SHOWN = 200

HINT = 'Correct the statement; `dateline sql "SHOW ALL TABLES"` lists what can be asked.'


def sql(query: Annotated[str, Parameter(allow_leading_hyphen=True)], /, *, as_json: AsJson = False) -> int:
    """Ask the published warehouse. The connection is read-only and reaches no other file.

    Example: `dateline sql "SELECT * FROM mart.events ORDER BY event_date DESC"`

    Args:
        query: one statement of DuckDB's SQL.
        as_json: print the rows as JSON.
    """
    _ask(query, "answer", to_json=as_json)
    return 0


def status(*, as_json: AsJson = False) -> int:
    """Show each source's health: when it last answered, what came in, and what fails.

    Example: `dateline status`

    Args:
        as_json: print the rows as JSON.
    """
    _ask("FROM mart.source_health", "sources", to_json=as_json)
    return 0


def export(*, form: Annotated[Literal["csv", "parquet", "geojson"], Parameter(name="--format")], to: Path | None = None) -> int:
    """Write events and articles to files that other tools open.

    Example: `dateline export --format csv --to exports`

    Args:
        form: `csv`, `parquet` or `geojson`.
        to: folder to write to (exports in DATELINE_HOME).
    """
    with open_reader(settings().published_file) as con:
        for path in hand_out(con, form, to or settings().exports_dir):
            show.line(f"wrote {path}")
    return 0


def _ask(query: str, title: str, *, to_json: bool) -> None:
    with open_reader(settings().published_file) as con:
        try:
            answer = con.execute(query)
            columns = [column[0] for column in answer.description or ()]
            rows = answer.fetchall() if to_json else answer.fetchmany(MAX_ROWS_SHOWN + 1)
        except duckdb.Error as error:
            raise ConfigurationError(
                f'{error}\nCorrect the statement; `dateline sql "SHOW ALL TABLES"` lists what there is.'
            ) from error
    if to_json:
        show.as_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    show.table(title, columns, rows[:MAX_ROWS_SHOWN])
    if len(rows) > MAX_ROWS_SHOWN:
        show.line(f"Only the first {MAX_ROWS_SHOWN} rows are shown. Add LIMIT, or --json for all.")
