"""Time each question that a run asks of a warehouse of many articles, before and after it fetches.

    python -m tests.bench.run_questions [--articles 1000000] [--sources 25]

The warehouse is a year and more of collecting: each article was shown by a feed, fetched twice and read; one address in twenty is
no article; each source is polled every half hour for the last month. Prints seconds of CPU, which a busy machine changes little.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from tasks.store import state
from tasks.store.checks import run_checks
from tests.store.world import fill
from warehouse.connection import open_writer

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
EVERY_S = 40
POLLS = 30 * 48
BATCH = 25


def collected(con: DuckDBPyConnection, articles: int, sources: int) -> None:
    """Fill a warehouse with what `sources` sources brought; the last article came at `NOW`."""
    fill(con)
    con.execute("SET preserve_insertion_order = true")
    con.execute(
        f"""
        CREATE TEMP TABLE numbered AS
        SELECT n::VARCHAR AS n, 's' || (n % {sources}) AS s, 'https://s' || (n % {sources}) || '.example/' || n AS u,
            TIMESTAMPTZ '{NOW}' - to_seconds({EVERY_S} * ({articles} - 1 - n)) AS t, n % 20 = 0 AS bad
        FROM range({articles}) AS numbers(n)
        """
    )
    con.execute(
        f"""
        INSERT INTO raw.sources BY NAME
        SELECT one.* REPLACE (
            's' || n AS source_id, [900, 3600, 10800, 86400, 259200, 604800] AS recheck_s,
            ['https://s' || n || '.example/feed'] AS ways_in
        )
        FROM range({sources}) AS numbers(n), (FROM raw.sources LIMIT 1) AS one
        """
    )
    con.execute(
        f"""
        INSERT INTO raw.polls BY NAME
        SELECT one.* REPLACE (
            's' || s || ' ' || n AS poll_id, 'run ' || n AS run_id, 's' || s AS source_id,
            'https://s' || s || '.example/feed' AS url, 'https://s' || s || '.example/feed' AS way_in_url,
            TIMESTAMPTZ '{NOW}' - INTERVAL 30 MINUTE * n AS polled_at
        )
        FROM range({sources}) AS one_source(s), range({POLLS}) AS numbers(n), (FROM raw.polls LIMIT 1) AS one
        """
    )
    for table, source, changes in (
        ("raw.sightings", "numbered", "s AS source_id, u AS url, u AS url_key, t AS seen_at, t AS published_at"),
        (
            "raw.captures",
            "(FROM numbered, range(1, 3) AS attempts(a))",
            (
                "n || ' ' || a AS capture_id, s AS source_id, u AS url, u AS url_key, u AS final_url, a AS attempt, "
                "t + INTERVAL 8 DAY * (a - 1) AS fetched_at"
            ),
        ),
        (
            "core.readings",
            "(FROM numbered, range(1, 3) AS attempts(a))",
            (
                "n || ' ' || a AS capture_id, if(bad, 'list_page', 'ok') AS outcome, if(bad, NULL, n) AS article_id, "
                "t + INTERVAL 8 DAY * (a - 1) AS read_at"
            ),
        ),
        (
            "core.articles",
            "(FROM numbered WHERE NOT bad)",
            (
                "s AS source_id, n AS article_id, n || ' 1' AS capture_id, u AS url, u AS canonical_url, t AS first_fetched_at, "
                "t AS fetched_at, t AS published_at, n AS story_id, text_sha256 AS story_text_sha256"
            ),
        ),
        (
            "core.article_versions",
            "(FROM numbered WHERE NOT bad)",
            "n AS article_id, n || ' 1' AS capture_id, t AS valid_from",
        ),
        ("core.codings", "(FROM numbered WHERE NOT bad)", "n AS coding_id, n AS article_id, t AS coded_at"),
    ):
        con.execute(f"INSERT INTO {table} BY NAME SELECT one.* REPLACE ({changes}) FROM {source}, (FROM {table} LIMIT 1) AS one")
    con.execute("UPDATE core.articles SET story_id = article_id, story_text_sha256 = text_sha256")
    con.execute("CHECKPOINT")


def cpu_s(action: Callable[[], object]) -> float:
    """Return the seconds of CPU that an action takes, of all cores."""
    began = time.process_time()
    action()
    return time.process_time() - began


def questions(con: DuckDBPyConnection) -> dict[str, Callable[[], object]]:
    """Return what a run asks, by name; where it asks for each source, for one of them."""
    return {
        "validators, a source": lambda: state.validators(con, "s1"),
        "past_polls, a source": lambda: state.past_polls(con, "s1"),
        "open_gap, a source": lambda: state.open_gap(con, "s1", NOW),
        "pending_fetches, a source": lambda: state.pending_fetches(con, "s1", NOW),
        "pending_reads": lambda: state.pending_reads(con, limit=BATCH),
        "learnt_lines": lambda: state.learnt_lines(con),
        "pending_codes": lambda: state.pending_codes(con, limit=BATCH),
        "pending_stories": lambda: state.pending_stories(con),
        "pending_links": lambda: state.pending_links(con),
        "gone_silent": lambda: state.gone_silent(con),
        "checks, first": lambda: run_checks(con, "first", NOW),
        "checks, again": lambda: run_checks(con, "second", NOW),
        "mart.source_health": lambda: con.execute("FROM mart.source_health").fetchall(),
        "mart.fates, one address": lambda: con.execute("FROM mart.fates WHERE url = 'https://s1.example/1'").fetchall(),
        "mart.fates, whole": lambda: con.execute("SELECT count(COLUMNS(*)) FROM mart.fates").fetchall(),
    }


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--sources", type=int, default=25)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder) / "working.duckdb", wait_s=0) as con:
        collected(con, given.articles, given.sources)
        print(f"{given.articles:,} articles of {given.sources} sources")
        for name, question in questions(con).items():
            print(f"{name:<28}{cpu_s(question):8.2f} s", flush=True)


if __name__ == "__main__":
    main()
