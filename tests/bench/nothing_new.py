"""What a pass costs in which nothing is new: requests made, bytes moved, rows written.

    uv run python -m tests.bench.nothing_new

The bundled newsroom is ingested twice on loopback, into a warehouse that is thrown away. Rows are compared table by table, contents
and all, so that a row that was rewritten counts too.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

from flows.ingest import ingest
from flows.newsroom import Newsroom, Request
from tasks.settings import settings


def rows(file: Path) -> dict[str, Counter[str]]:
    """Return every row of every table, as text."""
    with duckdb.connect(str(file), read_only=True) as con:
        tables = con.sql("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        return {name: Counter(str(row) for row in con.sql(f"FROM {name}").fetchall()) for (name,) in tables}


def told(requests: list[Request], took_s: float, before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> None:
    """Print what a pass cost."""
    statuses = Counter(request.status for request in requests)
    moved = sum(request.body_bytes for request in requests)
    print(f"  {len(requests)} requests, by status {dict(statuses)}; {moved:,} bytes of bodies; {took_s:.1f} s")
    written = {name: (found - before.get(name, Counter())).total() for name, found in sorted(after.items())}
    print("  rows written: " + (", ".join(f"{name} {count}" for name, count in written.items() if count) or "none"))


def main() -> None:
    """Ingest twice, and print."""
    with tempfile.TemporaryDirectory() as folder, Newsroom() as newsroom:
        os.environ["DATELINE_HOME"] = folder
        settings.cache_clear()
        sources = Path(folder) / "sources.yaml"
        sources.write_text(newsroom.sources_yaml(), encoding="utf-8")
        before: dict[str, Counter[str]] = {}
        for name in ("first pass", "nothing new"):
            asked, began = len(newsroom.requests), time.monotonic()
            ingest(source=list(newsroom.sites), sources=sources)
            after = rows(settings().published_file)
            print(f"{name}:")
            told(newsroom.requests[asked:], time.monotonic() - began, before, after)
            before = after


if __name__ == "__main__":
    main()
