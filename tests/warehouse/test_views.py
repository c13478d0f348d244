from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from tasks.models import EventReport, Outcome
from tasks.store import load
from tests.store.world import (
    NOW,
    ExpectEntry,
    SourceEntry,
    WayInEntry,
    capture,
    current_mention,
    event,
    poll,
    reading,
    sighting,
    url,
)
from warehouse.connection import open_writer


@pytest.fixture
def con(tmp_path: Path, coded_warehouse: bytes) -> Iterator[DuckDBPyConnection]:
    path = tmp_path / "working.duckdb"
    path.write_bytes(coded_warehouse)
    with open_writer(path, wait_s=0) as connection:
        yield connection


def test_every_address_ever_seen_has_one_fate_and_its_sentence(con: DuckDBPyConnection) -> None:
    load.load_polls(con, [poll(2)], [sighting(number) for number in range(2, 9)])
    teaser = reading(capture(6))
    load.load_captures(
        con,
        [
            capture(1, attempt=2, outcome=Outcome.NOT_MODIFIED),
            replace(capture(3, outcome=Outcome.HTTP_4XX), http_status=410),
            capture(8, outcome=Outcome.HTTP_4XX),
            capture(4, outcome=Outcome.HTTP_5XX),
            capture(4, attempt=2, outcome=Outcome.TIMEOUT),
            capture(5),
            capture(6),
            capture(9),
        ],
    )
    load.load_readings(con, [(teaser[0], replace(teaser[1], outcome=Outcome.PAYWALL_TEASER), None)], NOW)
    con.execute("UPDATE raw.sightings SET seen_at = now()")
    rows = con.execute("SELECT url, outcome, state, attempts, sentence FROM mart.fates ORDER BY url_key").fetchall()
    assert [row[:4] for row in rows] == [
        (url(1), "ok", "done", 2),
        (url(2), None, "waiting", 0),
        (url(3), "http_4xx", "done", 1),
        (url(4), "timeout", "waiting", 2),
        (url(5), None, "waiting", 1),
        (url(6), "paywall_teaser", "waiting", 1),
        (url(7), None, "waiting", 0),
        (url(8), "http_4xx", "waiting", 1),
        (url(9), None, "waiting", 1),
    ]
    assert all(row[4].endswith(".") for row in rows)
    assert rows[3][4] == f"{Outcome.TIMEOUT.meaning} It is asked for again."


def test_a_number_comes_with_its_very_words(con: DuckDBPyConnection) -> None:
    load.load_links(con, [event()], [EventReport("e", current_mention(con), 1.0, "alone")], NOW, "new reports")
    [claim] = con.execute("SELECT event_id, best, words, passage, source, affiliation FROM mart.casualty_claims").fetchall()
    assert claim == ("e", 16, "16 people", "Shelling killed 16 people in Nahr on Wednesday.", "The Paper", "independent")


def test_an_event_is_told_in_acleds_terms_with_its_words_and_addresses(con: DuckDBPyConnection) -> None:
    load.load_links(con, [event()], [EventReport("e", current_mention(con), 1.0, "alone")], NOW, "new reports")
    row = con.execute(
        "SELECT year, time_precision, geo_precision, actor1, admin1, fatalities, source, notes, urls FROM mart.events"
    ).fetchone()
    told = "Shelling killed 16 people in Nahr on Wednesday."
    assert row == (2024, 1, 1, "sy-army", "Idlib", 16, "The Paper", told, [url(1)])


def test_an_article_is_listed_once_however_often_it_was_coded(con: DuckDBPyConnection) -> None:
    load.load_links(con, [event()], [EventReport("e", current_mention(con), 1.0, "alone")], NOW, "new reports")
    load.load_readings(con, [reading(capture(attempt=2), "Other words.")], NOW)
    rows = con.execute("SELECT source, title, version, event_count, url FROM mart.latest_articles").fetchall()
    assert rows == [("The Paper", "Shelling in Nahr", 2, 1, url(1))]


def test_a_source_says_which_of_its_ways_in_fails(con: DuckDBPyConnection) -> None:
    sitemap = "https://paper.example/sitemap.xml"
    ways_in = (WayInEntry(), WayInEntry(sitemap))
    load.load_sources(con, [SourceEntry(ways_in=ways_in), SourceEntry(id="silent", name="Silent")], NOW)
    broken = replace(poll(3, outcome=Outcome.NOT_A_FEED, way_in=sitemap), reason="an HTML page")
    load.load_polls(con, [poll(2, outcome=Outcome.NOT_MODIFIED), broken], [])
    rows = con.execute("SELECT source_id, state, problem, ways_in_failing, articles FROM mart.source_health").fetchall()
    assert rows == [
        ("paper", "failing in part", f"{sitemap}: an HTML page", 1, 1),
        ("silent", "never polled", None, 0, 0),
    ]
    load.load_polls(con, [poll(4, way_in=sitemap)], [])
    assert con.execute("SELECT state FROM mart.source_health WHERE source_id = 'paper'").fetchall() == [("ok",)]


def test_events_without_dates_or_places_are_still_there(con: DuckDBPyConnection) -> None:
    vague = replace(event(), date_start=None, date_end=None, date_prec=None, country=None, where_prec=None)
    load.load_links(con, [vague], [EventReport("e", current_mention(con), 1.0, "alone")], NOW, "new reports")
    row = con.execute("SELECT event_date, time_precision, geo_precision, country FROM mart.events").fetchone()
    assert row == (None, None, None, None)


def test_what_is_usual_for_a_source_is_told_by_its_own_days(con: DuckDBPyConnection) -> None:
    con.execute("CREATE TEMP TABLE some_article AS FROM core.articles")
    con.execute("DELETE FROM core.articles")
    con.execute("DELETE FROM raw.polls")
    load.load_polls(con, [replace(poll(9), poll_id=f"day {day}", polled_at=NOW - timedelta(days=day)) for day in range(29)], [])
    for number, hours in enumerate([*(24 * day + 1 for day in range(1, 21)), *(24 * day + 2 for day in range(1, 21))]):
        fetched_at = NOW - timedelta(hours=hours)
        con.execute(
            "INSERT INTO core.articles BY NAME SELECT * REPLACE (?::VARCHAR AS article_id, ?::TIMESTAMPTZ AS first_fetched_at, "
            "?::TIMESTAMPTZ AS published_at) FROM some_article",
            [str(number), fetched_at, fetched_at],
        )
    health = con.execute(
        "SELECT articles_last_day, articles_last_week, usual_per_day_low, usual_per_day, usual_per_day_high, volume, state, "
        "silent_h, silence_limit_h FROM mart.source_health"
    ).fetchone()
    # 20 days of two articles each in 28 known ones; the last of them 25 hours ago, pauses of 23 hours before it.
    assert health == (0, 12, 0, 2, 2, "usual", "ok", 25.0, 46.0)


def test_what_is_configured_to_be_expected_comes_before_what_is_usual(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry(expect=ExpectEntry(per_day=3, within_s=3600))], NOW)
    load.load_polls(con, [replace(poll(9), polled_at=NOW + timedelta(days=2))], [])
    health = con.execute("SELECT state, volume, silence_limit_h, expected_per_day FROM mart.source_health").fetchone()
    assert health == ("silent", "fewer than expected", 1.0, 3.0)


def test_a_correction_says_what_was_there_before_and_what_is_since(con: DuckDBPyConnection) -> None:
    told = "Shelling killed 19 people in Nahr on Wednesday.\nThe army said it hit a depot."
    corrected, retitled = capture(attempt=2), capture(attempt=3)
    load.load_readings(con, [reading(corrected, told), reading(retitled, told, title="Toll rises in Nahr")], NOW)
    load.load_readings(con, [reading(retitled, told + "\nBy A. Writer", title="Toll rises in Nahr", extractor="2")], NOW)
    rows = con.execute(
        "SELECT change, title_before, title, lines_before, lines_since FROM mart.corrections ORDER BY version"
    ).fetchall()
    assert rows == [
        (
            "text",
            "Shelling in Nahr",
            "Shelling in Nahr",
            ["Shelling killed 16 people in Nahr on Wednesday."],
            ["Shelling killed 19 people in Nahr on Wednesday."],
        ),
        ("title", "Shelling in Nahr", "Toll rises in Nahr", [], []),
    ]
