"""Time each check on a warehouse of many articles, each with a mention, its parts and an event, and a new batch among them.

    python -m tests.bench.checks [--articles 1000000] [--new 5000]

Prints what a first pass costs, when no check has ever passed, and what the pass after a load of new articles costs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

from tasks.store.checks import check_names, run_checks
from tests.store.world import NOW, fill
from warehouse.connection import open_writer

# Copies of the one article of `fill`, under other names; `$first` and `$last` number them, `$at` is when they were loaded.
COPIES = {
    "raw.captures": "capture_id := n",
    "core.readings": "capture_id := n, article_id := n, read_at := t",
    "core.articles": "article_id := n, capture_id := n, url := n, canonical_url := n, first_fetched_at := t, fetched_at := t",
    "core.article_versions": "article_id := n, capture_id := n, valid_from := t, text := text || text",
    "core.codings": "coding_id := n, article_id := n, coded_at := t",
    "core.event_mentions": "mention_id := n, coding_id := n, article_id := n, coded_at := t",
    "core.mention_places": "mention_id := n, coding_id := n",
    "core.mention_actors": "mention_id := n, coding_id := n",
    "core.casualty_claims": "mention_id := n, coding_id := n",
}


def multiply(con: DuckDBPyConnection, first: int, last: int, at: str) -> None:
    """Insert copies of the one article and what hangs on it."""
    numbers = f"(SELECT n::VARCHAR AS n, TIMESTAMPTZ '{at}' AS t FROM range({first}, {last}) AS numbers(n))"
    for table, changes in COPIES.items():
        replaced = ", ".join(f"{value} AS {column}" for column, value in (change.split(" := ") for change in changes.split(", ")))
        con.execute(f"INSERT INTO {table} SELECT one.* REPLACE ({replaced}) FROM {numbers}, (FROM {table} LIMIT 1) AS one")
    con.execute(
        f"""
        INSERT INTO core.events BY NAME
        SELECT n AS event_id, 'Battles' AS event_type, 'Armed clash' AS sub_event_type, 1 AS event_clarity, 'SY' AS country,
            35.5 AS latitude, 36.5 AS longitude, 1 AS where_prec, 1 AS number_of_sources, 1 AS number_of_articles,
            false AS disputed, 'active' AS status
        FROM {numbers}
        """
    )
    con.execute(f"INSERT INTO core.event_reports SELECT n, n, 1.0, 'alone' FROM {numbers}")


def timed(con: DuckDBPyConnection, run_id: str, days: int) -> float:
    """Run the checks and return how long they took, in seconds."""
    began = time.monotonic()
    results = run_checks(con, run_id, NOW + timedelta(days=days))
    took_s = time.monotonic() - began
    print(f"  found: {', '.join(f'{one.name} {one.failures}' for one in results if one.failures) or 'nothing'}")
    return took_s


def main() -> None:
    """Print the times."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=1_000_000)
    arguments.add_argument("--new", type=int, default=5_000)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder) / "working.duckdb", wait_s=0) as con:
        fill(con)
        multiply(con, 0, given.articles, "2024-05-03 12:00:00+00")
        con.execute("CHECKPOINT")
        print(f"first pass over {given.articles:,} articles: {timed(con, 'first', 5):.1f} s for {len(check_names())} checks")
        multiply(con, given.articles, given.articles + given.new, "2024-05-09 12:00:00+00")
        print(f"pass after {given.new:,} more: {timed(con, 'second', 10):.1f} s")


if __name__ == "__main__":
    main()
