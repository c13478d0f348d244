from __future__ import annotations

from datetime import timedelta

import pytest
from duckdb import DuckDBPyConnection

from tasks.store.checks import SEVERITIES, CheckResult, check_names, failing, run_checks
from tests.store.world import NOW

# For each check a way to break the data so that it, perhaps with others, finds it.
BROKEN = {
    "counts_between_layers": "UPDATE core.events SET number_of_articles = 2",
    "coordinates": "UPDATE core.events SET latitude = 95",
    "date_after_publication": "UPDATE core.event_mentions SET date_start = '2024-06-01', date_end = '2024-06-01'",
    "dates_reversed": "UPDATE core.events SET date_end = date_start - 1",
    "duplicate_keys": "INSERT INTO raw.captures SELECT * FROM raw.captures",
    "event_without_report": "DELETE FROM core.event_reports",
    "low_above_best": "UPDATE core.events SET low = best + 1",
    "mention_in_two_events": "INSERT INTO core.events SELECT * REPLACE ('f' AS event_id) FROM core.events;"
    " INSERT INTO core.event_reports SELECT * REPLACE ('f' AS event_id) FROM core.event_reports",
    "merged_into_nothing": "UPDATE core.events SET status = 'merged', merged_into = 'nothing'",
    "orphan_codings": "UPDATE core.codings SET article_version = 7",
    "orphan_mentions": "UPDATE core.mention_places SET mention_id = 'other'",
    "orphan_readings": "DELETE FROM raw.captures",
    "orphan_reports": "UPDATE core.event_reports SET mention_id = 'other'",
    "orphan_versions": "UPDATE core.articles SET version = 2",
    "outdated_coding": "UPDATE core.articles SET version = 2",
    "outside_country": "UPDATE core.events SET latitude = 36.5, longitude = 35.5 - 10",
    "redesigned_source": "INSERT INTO core.articles SELECT a.* REPLACE (n::VARCHAR AS article_id, n::VARCHAR AS capture_id,"
    " a.fetched_at + to_days(n::INTEGER) AS fetched_at) FROM core.articles AS a, generate_series(1, 60) AS series(n);"
    " INSERT INTO core.removed_lines SELECT capture_id, extractor_version, 1, 'Our coverage', 'learnt' FROM core.articles"
    " WHERE try_cast(article_id AS INTEGER) <= 35",
    "spans": "UPDATE core.mention_places SET char_end = 5000",
    "volume_drop": "INSERT INTO core.articles SELECT a.* REPLACE (n::VARCHAR AS article_id,"
    " a.first_fetched_at - to_hours((2 * n + 25)::INTEGER) AS first_fetched_at,"
    " a.first_fetched_at - to_hours((2 * n + 26)::INTEGER) AS published_at)"
    " FROM core.articles AS a, generate_series(0, 83) AS series(n)",
    "story_counts": "UPDATE core.articles SET story_id = 's'",
    "silent_source": "UPDATE raw.sources SET expected_within_s = 60; "
    "INSERT INTO raw.polls SELECT * REPLACE (polled_at - INTERVAL 2 DAY AS polled_at) FROM raw.polls; "
    "UPDATE core.articles SET first_fetched_at = first_fetched_at - INTERVAL 1 DAY",
    "two_current_codings": "INSERT INTO core.codings SELECT * REPLACE ('other' AS coding_id) FROM core.codings",
    "unknown_source": "DELETE FROM raw.sources",
}


def results(con: DuckDBPyConnection) -> dict[str, CheckResult]:
    return {result.name: result for result in run_checks(con, "run", NOW)}


def test_every_check_says_how_severe_it_is_what_it_found_and_what_to_do(con: DuckDBPyConnection) -> None:
    for result in results(con).values():
        assert result.severity in SEVERITIES
        assert result.says.endswith(".")
        assert result.do.endswith(".")


def test_good_data_passes_every_check(filled_con: DuckDBPyConnection) -> None:
    assert failing(results(filled_con).values()) == []


@pytest.mark.parametrize("name", check_names())
def test_each_check_finds_what_it_is_for(filled_con: DuckDBPyConnection, name: str) -> None:
    filled_con.execute(BROKEN[name])
    result = results(filled_con)[name]
    assert result.failures > 0
    assert result.key
    assert name in str(result)


# Other ways to break what a check of several parts guards.
ALSO_BROKEN = (
    ("spans", "UPDATE core.mention_places SET name = 'Elsewhere'"),
    ("spans", "UPDATE core.event_mentions SET date_raw = 'on no day'"),
    ("spans", "UPDATE core.event_mentions SET trigger_start = trigger_end"),
    ("spans", "UPDATE core.event_mentions SET trigger_start = 8, trigger_end = 9"),
    ("counts_between_layers", "UPDATE core.codings SET mention_count = 2"),
    ("counts_between_layers", "DELETE FROM core.articles"),
    ("outside_country", "UPDATE core.events SET latitude = -latitude"),
)


@pytest.mark.parametrize(("name", "broken"), ALSO_BROKEN)
def test_each_part_of_a_check_finds_what_it_is_for(filled_con: DuckDBPyConnection, name: str, broken: str) -> None:
    filled_con.execute(broken)
    assert results(filled_con)[name].failures == 1


@pytest.mark.parametrize(
    ("country", "longitude", "is_outside"), [("FJ", 179.9, False), ("FJ", -179.9, False), ("FJ", 170.0, True), ("XX", 0.0, False)]
)
def test_a_country_may_lie_across_the_180th_meridian(
    filled_con: DuckDBPyConnection, country: str, longitude: float, is_outside: bool
) -> None:
    filled_con.execute("UPDATE core.events SET country = ?, latitude = -17, longitude = ?", [country, longitude])
    assert bool(results(filled_con)["outside_country"].failures) == is_outside


def test_what_each_check_found_is_kept_for_each_run(filled_con: DuckDBPyConnection) -> None:
    filled_con.execute("UPDATE core.events SET low = best + 1")
    for run_id in ("first", "first", "second"):
        run_checks(filled_con, run_id, NOW)
    kept = filled_con.execute(
        "SELECT run_id, severity, failing_rows, example_key FROM raw.check_results WHERE check_name = 'low_above_best' ORDER BY 1"
    ).fetchall()
    assert kept == [("first", "error", 1, "e"), ("second", "error", 1, "e")]
    assert filled_con.execute("SELECT count(*) FROM raw.check_results").fetchone() == (2 * len(check_names()),)
    assert filled_con.execute("SELECT check_name, example_key FROM mart.check_results LIMIT 1").fetchone() == (
        "low_above_best",
        "e",
    )


def test_texts_that_passed_long_ago_are_not_cut_again_and_those_that_failed_are(filled_con: DuckDBPyConnection) -> None:
    def spans(after_days: int) -> int:
        found = run_checks(filled_con, f"run {after_days}", NOW + timedelta(days=after_days))
        return next(result.failures for result in found if result.name == "spans")

    filled_con.execute("UPDATE core.mention_places SET char_end = 5000")
    assert [spans(2), spans(4)] == [1, 1]
    filled_con.execute("UPDATE core.mention_places SET char_end = 33")
    assert spans(6) == 0
    filled_con.execute("UPDATE core.mention_places SET char_end = 5000")
    assert spans(8) == 0


def test_more_than_a_number_may_have_its_lowest_above_it(filled_con: DuckDBPyConnection) -> None:
    def found() -> int:
        return results(filled_con)["low_above_best"].failures

    filled_con.execute("UPDATE core.casualty_claims SET qualifier = 'more_than', low = best + 1, high = NULL")
    assert found() == 0
    filled_con.execute("UPDATE core.casualty_claims SET qualifier = 'at_least'")
    assert found() > 0
