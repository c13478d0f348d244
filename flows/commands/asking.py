"""`dateline sql`, `export` and `status`: what people ask the published warehouse."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
from cyclopts import Parameter

from flows.commands import health, show
from tasks.errors import ConfigurationError, WarehouseError
from tasks.settings import settings
from tasks.store.export import export as hand_out
from warehouse.connection import open_reader
from warehouse.questions import questions, statement

AsJson = Annotated[bool, Parameter(name="--json", negative=())]

MAX_ROWS_SHOWN = 200

HINT = 'Correct the statement; `dateline sql "SHOW ALL TABLES"` lists what can be asked.'


def sql(
    query: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    example: str | None = None,
    examples: Annotated[bool, Parameter(negative=())] = False,
    as_json: AsJson = False,
) -> int:
    """Ask the published warehouse. The connection is read-only and reaches no other file.

    Examples: `dateline sql "SELECT * FROM mart.events ORDER BY event_date DESC"` · `dateline sql --examples` ·
    `dateline sql --example who_against_whom`

    Args:
        query: one statement of DuckDB's SQL.
        example: ask the question of that name in its place; its SQL is shown first.
        examples: list the questions that can be asked by name.
        as_json: print the rows as JSON.
    """
    if examples:
        show.table("examples", ("name", "question"), list(questions().items()))
        return 0
    if (query is None) == (example is None):
        raise ConfigurationError(f"Give either a statement or --example with a name. {HINT}")
    asked = query if example is None else statement(example)
    if example is not None and not as_json:
        for line in (asked or "").splitlines():
            show.line(line)
    _ask(asked or "", to_json=as_json)
    return 0


def status(*, as_json: AsJson = False) -> int:
    """Show each source's health (when it last answered, what came in, what fails) and what the checks of the last run found.

    Example: `dateline status`

    Args:
        as_json: print the rows as JSON.
    """
    sources = _answer(settings().published_file, "FROM mart.source_health")
    found, checks = _latest_checks()
    if as_json:
        show.as_json({"sources": sources.records(), "checks": checks.records(), "checked_file": str(found)})
        return 0
    health.tell(sources.records(), datetime.now(UTC))
    show.line('All columns: dateline sql "FROM mart.source_health"')
    failed = [row for row in checks.records() if row["failing_rows"]]
    show.line(f"{len(checks.rows) - len(failed)} of {len(checks.rows)} checks passed on {found}.")
    if failed:
        names = ("check_name", "severity", "failing_rows", "example_key", "says")
        show.table("checks that did not", names, [[row[name] for name in names] for row in failed])
    return 0


def _latest_checks() -> tuple[Path, Answer]:
    """Return what the checks found last, and where: in the working file if it is free, since an error keeps it unpublished."""
    question = "FROM mart.check_results"
    with suppress(WarehouseError):
        return settings().working_file, _answer(settings().working_file, question)
    return settings().published_file, _answer(settings().published_file, question)


def export(
    *,
    form: Annotated[Literal["csv", "parquet", "geojson"], Parameter(name="--format")],
    to: Path | None = None,
    since: datetime | None = None,
) -> int:
    """Write events and articles to files that other tools open, with a `datapackage.json` that describes them.

    CSV and Parquet: events in ACLED's and in UCDP GED's columns, events that no longer stand, and articles. GeoJSON: events. In
    CSV a text that a spreadsheet would take for a formula (it begins with =, +, - or @) gets an apostrophe in front.

    Example: `dateline export --format csv --to exports/monday`, and later only what changed,
    `dateline export --format csv --since 2026-03-02T06:00 --to exports/tuesday`

    Args:
        form: `csv`, `parquet` or `geojson`.
        to: folder to make (in DATELINE_HOME, one named after the format and the time).
        since: only what changed in the warehouse since then (UTC), whenever it happened; `dateline:changed_until` in the
            datapackage.json of one export is the next one's since.
    """
    since = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    folder = to or settings().exports_dir / f"{form}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    with open_reader(settings().published_file, exact=True) as con:
        for path in hand_out(con, form, folder, since=since):
            show.line(f"wrote {path}")
    return 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a query gave."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def _answer(path: Path, query: str) -> Answer:
    """Ask one of Dateline's own questions, which need the present shape of the warehouse."""
    with open_reader(path, exact=True) as con:
        answer = con.execute(query)
        return Answer(tuple(column[0] for column in answer.description or ()), answer.fetchall())


def _ask(query: str, *, to_json: bool) -> None:
    with open_reader(settings().published_file) as con:
        try:
            if len(con.extract_statements(query)) != 1:
                raise ConfigurationError(f"One statement is asked at a time, and {query!r} is not one. {HINT}")
            answer = con.execute(query)
            columns = [column[0] for column in answer.description or ()]
            rows = answer.fetchall() if to_json else answer.fetchmany(MAX_ROWS_SHOWN + 1)
        except (duckdb.OperationalError, duckdb.FatalException, duckdb.InternalError):
            raise  # the file's fault, not the statement's: the connection says it in words
        except duckdb.Error as error:
            raise ConfigurationError(f"{error}\n{HINT}") from error
    if to_json:
        show.as_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    show.table("answer", columns, rows[:MAX_ROWS_SHOWN])
    if len(rows) > MAX_ROWS_SHOWN:
        show.line(f"Only the first {MAX_ROWS_SHOWN} rows are shown. Add LIMIT, or --json for all.")
