from __future__ import annotations

import pytest
from duckdb import DuckDBPyConnection

from tasks.store.checks import SEVERITIES, check_names, run_checks

# For each check a way to break the data so that it, perhaps with others, finds it.
BROKEN = {
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
    "redesigned_source": "INSERT INTO core.articles SELECT a.* REPLACE (n::VARCHAR AS article_id, n::VARCHAR AS capture_id,"
    " a.fetched_at + to_days(n::INTEGER) AS fetched_at) FROM core.articles AS a, generate_series(1, 60) AS series(n);"
    " INSERT INTO core.removed_lines SELECT capture_id, extractor_version, 1, 'Our coverage', 'learnt' FROM core.articles"
    " WHERE try_cast(article_id AS INTEGER) <= 35",
    "spans": "UPDATE core.mention_places SET char_end = 5000",
    "story_counts": "UPDATE core.articles SET story_id = 's'",
    "two_current_codings": "INSERT INTO core.codings SELECT * REPLACE ('other' AS coding_id) FROM core.codings",
    "unknown_source": "DELETE FROM raw.sources",
}


def test_every_check_says_how_severe_it_is_and_what_it_found(con: DuckDBPyConnection) -> None:
    for result in run_checks(con):
        assert result.severity in SEVERITIES
        assert result.says.endswith(".")


def test_good_data_passes_every_check(filled_con: DuckDBPyConnection) -> None:
    assert [str(result) for result in run_checks(filled_con) if result.failures] == []


@pytest.mark.parametrize("name", check_names())
def test_each_check_finds_what_it_is_for(filled_con: DuckDBPyConnection, name: str) -> None:
    filled_con.execute(BROKEN[name])
    [result] = [result for result in run_checks(filled_con) if result.name == name]
    assert result.failures > 0
    assert result.sample
    assert name in str(result)


def test_more_than_a_number_may_have_its_lowest_above_it(filled_con: DuckDBPyConnection) -> None:
    def found() -> int:
        return next(result.failures for result in run_checks(filled_con) if result.name == "low_above_best")

    filled_con.execute("UPDATE core.casualty_claims SET qualifier = 'more_than', low = best + 1, high = NULL")
    assert found() == 0
    filled_con.execute("UPDATE core.casualty_claims SET qualifier = 'at_least'")
    assert found() > 0
