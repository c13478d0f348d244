"""How fast the warehouse is at the size of a newsroom's archive: each figure beside what it is to be compared with, from one run.

    python -m tests.bench.warehouse [--rows 1000000] [--small 10000]

    load       articles with their versions and mentions merged from Arrow, beside a bare INSERT … SELECT of the same tables
    merge      5,000 changed articles merged into many, beside the same into few
    link       1,000 new mentions linked into many events, beside the same into few
    publish    the copy that is put in place, beside a plain copy of the file; checks are timed by `tests.bench.checks`
    views      each view of `mart`, asked whole, on many events

The rows are copies of one article and what hangs on it, spread over ten years and forty countries. Times are of the wall clock.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from tasks.link.events import link_mentions
from tasks.store.arrow import transaction
from tasks.store.load import load_links
from tasks.store.publish import put_in_place
from tasks.store.state import pending_links
from tests.bench.checks import multiply
from tests.store.world import fill
from warehouse.connection import open_reader, open_writer, sql

LOADED = ("article_versions", "articles", "mention_places", "mention_actors", "casualty_claims", "event_mentions")
CHANGED, LINKED = 5_000, 1_000
AT = "2024-05-03 12:00:00+00"
NOW = datetime(2024, 6, 1, tzinfo=UTC)
COUNTRIES = 40


def timed(action: Callable[[], object]) -> float:
    """Return how long an action takes, in seconds."""
    began = time.monotonic()
    action()
    return time.monotonic() - began


def filled(path: Path, rows: int) -> None:
    """Make a warehouse of `rows` articles, each with a mention and an event."""
    with open_writer(path, wait_s=0) as con:
        fill(con)
        multiply(con, 0, rows, AT)
        spread(con)
        con.execute("CHECKPOINT")


def spread(con: DuckDBPyConnection) -> None:
    """Give events and mentions days over ten years and places in forty countries."""
    day, country = "DATE '2014-05-03' + (hash({0}) % 3650)::INTEGER", f"'C' || (hash({{0}}) % {COUNTRIES})"
    for table, key in (("core.events", "event_id"), ("core.event_mentions", "mention_id")):
        con.execute(f"UPDATE {table} SET date_start = {day.format(key)}, date_end = {day.format(key)}, date_prec = 1")
    con.execute(f"UPDATE core.events SET country = {country.format('event_id')}, best = 3, low = 3, adm_1 = 'A', place = 'P'")
    con.execute(f"UPDATE core.mention_places SET country = {country.format('mention_id')}")
    for table, key in (("core.events", "event_id"), ("core.mention_places", "mention_id")):
        con.execute(f"UPDATE {table} SET latitude = hash({key} || 'y') % 90, longitude = hash({key} || 'x') % 180")
    con.execute(
        "UPDATE core.articles SET published_at = TIMESTAMPTZ '2014-05-03' + INTERVAL 1 DAY * (hash(article_id) % 3650)::INTEGER"
    )


def load(folder: Path, rows: int) -> None:
    """Print how fast whole tables are merged, beside bare inserts."""
    source = folder / "source.duckdb"
    filled(source, rows)
    with open_reader(source) as con:
        tables = {name: con.table(f"core.{name}").to_arrow_table() for name in LOADED}
    with open_writer(folder / "loaded.duckdb", wait_s=0) as con:
        merged_s = timed(lambda: merge(con, tables))
    with open_writer(folder / "bare.duckdb", wait_s=0) as con:
        bare_s = timed(lambda: insert(con, tables))
    share = bare_s / merged_s
    print(f"load    {rows:,} articles with mentions: {merged_s:.1f} s, bare inserts {bare_s:.1f} s: {share:.2f} of their speed")


def merge(con: DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    """Load tables as `tasks.store.load` does, from Arrow on."""
    articles = {"articles": tables["articles"]}
    with transaction(con, **articles):
        con.execute(sql("merge/core_article_versions"), {"now": NOW})
        con.execute(sql("merge/core_articles"))
    parts = {name: table for name, table in tables.items() if name not in {"articles", "article_versions"}}
    with transaction(con, **parts):
        for name in parts:
            con.execute(sql(f"merge/core_{name}"))


def insert(con: DuckDBPyConnection, tables: dict[str, pa.Table]) -> None:
    """Insert the same tables without looking at what is there."""
    with transaction(con, **tables):
        for name in tables:
            con.execute(f"INSERT INTO core.{name} BY NAME SELECT * FROM incoming_{name}")


def changes(path: Path) -> float:
    """Return how long it takes to merge changed articles into a warehouse, in seconds."""
    with open_writer(path, wait_s=0) as con:
        changed = con.execute(
            "SELECT * REPLACE (text || ' Corrected.' AS text, sha256(article_id) AS text_sha256) "
            f"FROM core.articles LIMIT {CHANGED}"
        ).to_arrow_table()

        def merged() -> None:
            with transaction(con, articles=changed):
                con.execute(sql("merge/core_article_versions"), {"now": NOW})
                con.execute(sql("merge/core_articles"))

        return timed(merged)


def links(path: Path, rows: int) -> tuple[float, int]:
    """Return how long it takes to link new mentions, in seconds, and with how many known ones they are compared."""
    with open_writer(path, wait_s=0) as con:
        multiply(con, rows, rows + LINKED, AT)
        added = f"(SELECT n::VARCHAR FROM range({rows}, {rows + LINKED}) AS numbers(n))"
        for table in ("core.events", "core.event_reports"):
            con.execute(f"DELETE FROM {table} WHERE event_id IN {added}")
        spread(con)
        seen = 0

        def linked() -> None:
            nonlocal seen
            new, known, reports = pending_links(con)
            seen = len(known)
            found = link_mentions(new, known, reports)
            load_links(con, found.events, found.reports, NOW, reason="bench")

        return timed(linked), seen


def views(path: Path) -> None:
    """Print how long each view of `mart` takes, asked whole."""
    with open_reader(path) as con:
        names = con.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'mart' ORDER BY view_name").fetchall()
        for (name,) in names:
            took_s = timed(lambda name=name: con.execute(f"SELECT count(COLUMNS(*)) FROM mart.{name}").fetchall())  # type: ignore[misc]
            print(f"view    mart.{name}: {took_s:.2f} s")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        load(folder, given.rows)
        few, many = folder / "few.duckdb", folder / "source.duckdb"
        filled(few, given.small)
        copy_s = timed(lambda: shutil.copyfile(many, folder / "plain"))
        published_s = timed(lambda: put_in_place(many, folder / "published.duckdb"))
        ratio = published_s / copy_s
        print(f"publish {many.stat().st_size / 1e6:,.0f} MB: {published_s:.2f} s, plain copy {copy_s:.2f} s: {ratio:.2f} times")
        views(many)
        into_few, into_many = changes(few), changes(many)
        print(
            f"merge   {CHANGED:,} changed articles: {into_many:.2f} s, into few {into_few:.2f} s: {into_many / into_few:.2f} times"
        )
        (few_s, few_seen), (many_s, many_seen) = links(few, given.small), links(many, given.rows)
        print(
            f"link    {LINKED:,} mentions: {many_s:.2f} s beside {many_seen:,} known, into few {few_s:.2f} s beside {few_seen:,}: "
            f"{many_s / few_s:.2f} times"
        )


if __name__ == "__main__":
    main()
