"""Runs the checks of `warehouse/checks`: a row that one returns is a failure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from warehouse.connection import SQL_DIR, sql

SAMPLE_ROWS = 5
SEVERITIES = ("error", "warn")

_HEADER = re.compile(r"^-- (?P<key>severity|says): (?P<value>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found. `severity` is `error` (not to be published) or `warn`; `sample` holds the first failing rows."""

    name: str
    severity: str
    says: str
    failures: int
    sample: tuple[dict[str, Any], ...]

    @property
    def is_error(self) -> bool:
        """Whether the warehouse must not be published like this."""
        return self.severity == "error" and self.failures > 0

    def __str__(self) -> str:
        """Return the finding as one line."""
        return f"{self.name} ({self.severity}): {self.says} {self.failures} rows, such as {self.sample[0] if self.sample else None}"


def run_checks(con: DuckDBPyConnection) -> tuple[CheckResult, ...]:
    """Run every check and return what each found, in the order of their names."""
    return tuple(_run(con, name) for name in check_names())


@lru_cache
def check_names() -> tuple[str, ...]:
    """Return the names of the checks."""
    return tuple(sorted(file.stem for file in Path(SQL_DIR, "checks").glob("*.sql")))


def _run(con: DuckDBPyConnection, name: str) -> CheckResult:
    text = sql(f"checks/{name}")
    header = {match["key"]: match["value"] for match in _HEADER.finditer(text)}
    found = con.execute(text).to_arrow_table()
    return CheckResult(name, header["severity"], header["says"], found.num_rows, tuple(found.slice(0, SAMPLE_ROWS).to_pylist()))
