"""Runs the checks of `warehouse/checks`, where a row is a failure, and keeps what they found.

The head of each file gives its `severity` (`error`: not to be published; `warning`), what a failing row means (`says`) and what to
do about it (`do`). The first column is the key of what fails. A check that compares texts looks only at what is newer than
`$since`: when it last passed, or the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from tasks.store.arrow import arrow, transaction
from warehouse.connection import SQL_DIR, sql

SAMPLE_ROWS = 5
SEVERITIES = ("error", "warning")

# What was loaded this long before a check last passed is looked at again: clocks are set back by less.
LEEWAY = timedelta(days=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

_HEADER = re.compile(r"^-- (?P<key>severity|says|do): (?P<value>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found. `sample` holds the first failing rows, `key` names the first of them."""

    name: str
    severity: str
    says: str
    do: str
    failures: int
    sample: tuple[dict[str, Any], ...]

    @property
    def is_error(self) -> bool:
        """Whether the warehouse must not be published like this."""
        return self.severity == "error" and self.failures > 0

    @property
    def key(self) -> str | None:
        """The key of the first failing row; None when none fails."""
        return str(next(iter(self.sample[0].values()))) if self.sample else None

    def __str__(self) -> str:
        """Return the finding as one line: which check, which rows, what to do."""
        row = ", ".join(f"{name} {value}" for name, value in self.sample[0].items()) if self.sample else "none"
        return f"{self.name} ({self.severity}): {self.says} {self.failures} rows fail, such as: {row}. {self.do}"


def run_checks(con: DuckDBPyConnection, run_id: str, now: datetime) -> tuple[CheckResult, ...]:
    """Run every check after a run's loads, keep the results in `raw.check_results`, and return them in the order of their names.

    Args:
        con: the writer's connection.
        run_id: the run that has loaded; its earlier results are replaced.
        now: when the checks are made (UTC).
    """
    passed_at = dict(con.execute(sql("state/check_passed_at")).fetchall())
    results = tuple(_run(con, name, passed_at.get(name, BEGINNING + LEEWAY) - LEEWAY) for name in check_names())
    _keep(con, results, run_id, now)
    return results


def failing(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return those that found something, errors first."""
    return sorted((result for result in results if result.failures), key=lambda result: (not result.is_error, result.name))


@lru_cache
def check_names() -> tuple[str, ...]:
    """Return the names of the checks."""
    return tuple(sorted(file.stem for file in Path(SQL_DIR, "checks").glob("*.sql")))


def _run(con: DuckDBPyConnection, name: str, since: datetime) -> CheckResult:
    text = sql(f"checks/{name}")
    header = {match["key"]: match["value"] for match in _HEADER.finditer(text)}
    found = con.execute(text, {"since": since} if "$since" in text else {}).to_arrow_table()
    return CheckResult(name=name, failures=found.num_rows, sample=tuple(found.slice(0, SAMPLE_ROWS).to_pylist()), **header)


def _keep(con: DuckDBPyConnection, results: Iterable[CheckResult], run_id: str, now: datetime) -> None:
    rows = [
        {
            "run_id": run_id,
            "check_name": result.name,
            "checked_at": now,
            "severity": result.severity,
            "says": result.says,
            "failing_rows": result.failures,
            "example_key": result.key,
        }
        for result in results
    ]
    with transaction(con, check_results=arrow(con, "raw.check_results", rows)):
        con.execute(sql("merge/raw_check_results"))
