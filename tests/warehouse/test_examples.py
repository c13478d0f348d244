"""Each example answers its question: its rows on a small warehouse whose events are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from tasks.errors import ConfigurationError
from tests.warehouse.telling import tell
from warehouse.connection import open_reader
from warehouse.dictionary import FILE, dictionary
from warehouse.questions import questions, statement

NAHR, TAL = date(2024, 5, 1), date(2024, 5, 2)
SHELLING = "Shelling/artillery/missile attack"
ANSWERS: dict[str, list[dict[str, object]]] = {
    "changed_since_yesterday": [{"location": "Nahr", "change": "changed", "fatalities_yesterday": 16, "fatalities_now": 17}],
    "civilians_by_weapon": [{"weapon": "bomb", "harm": "killed", "events": 1, "claims": 1}],
    "corrected_articles": [
        {
            "source": "The Gazette",
            "title": "Bomba en Tal",
            "change": "text",
            "lines_before": ["Una bomba mató a cuatro personas en Tal el jueves, dijo el ministerio."],
            "lines_since": ["Una bomba mató a cuatro personas en Tal el jueves, dijo el ministerio. Hay tres heridos."],
        }
    ],
    "deadliest_days": [{"event_date": NAHR, "fatalities": 17}, {"event_date": TAL, "fatalities": 4}],
    "gone_articles": [{"source": "The Paper", "title": "Shelling in Nahr", "last_outcome": "http_4xx"}],
    "how_fast_by_outlet": [
        {"source": "The Gazette", "events": 2, "median_days": 1.5, "longest_days": 2},
        {"source": "The Paper", "events": 1, "median_days": 2.0, "longest_days": 2},
    ],
    "killed_by_whose_account": [
        {"location": "Tal", "killed": 4, "by_account_of": "the outlet", "outlet": "The Gazette", "words": "killed 4 people"},
        {"location": "Nahr", "killed": 17, "outlet": "The Paper", "words": "16 people"},
        {"location": "Nahr", "killed": 9, "outlet": "The Gazette"},
    ],
    "left_uncoded": [{"language": "es", "uncoded_reason": "language", "articles": 1, "example": "Bomba en Tal"}],
    "most_copied": [{"story_id": "story", "articles": 2, "sources": "The Gazette; The Paper"}],
    "one_source_only": [{"event_date": TAL, "location": "Tal", "fatalities": 4, "source": "The Gazette"}],
    "only_party_sources": [{"event_date": TAL, "location": "Tal", "source": "The Gazette"}],
    "planned_or_threatened": [{"realis": "planned", "because_of": "will"}],
    "points_for_a_map": [{"event_id": "tal", "latitude": 35.5, "longitude": 36.5}, {"event_id": "nahr"}],
    "removed_but_reads_like_news": [{"rule": "phrase", "pages": 1}],
    "silent_sources": [{"source_id": "paper", "state": "ok", "last_article": date(2024, 5, 3)}],
    "told_by_many": [{"location": "Nahr", "number_of_sources": 2, "source": "The Gazette; The Paper"}],
    "weekly_counts": [{"week_from": date(2024, 4, 29), "country": "SY", "events": 2, "fatalities": 21}],
    "where_figures_differ": [
        {"claimant": "The Gazette", "best": 9, "lowest_claim": 9, "highest_claim": 17},
        {"claimant": "The Paper", "best": 17},
    ],
    "who_against_whom": [{"actor1": "sy-army", "actor2": "Civilians (Syria)", "events": 1, "fatalities": 4}],
    "why_is_it_missing": [{"url": "https://paper.example/5", "outcome": "http_4xx"}],
}


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory, empty_warehouse: bytes) -> Iterator[DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("told") / "dateline.duckdb"
    path.write_bytes(empty_warehouse)
    tell(path)
    with open_reader(path) as connection:
        yield connection


def rows(con: DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    answer = con.execute(query)
    columns = [column[0] for column in answer.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


@pytest.mark.parametrize("name", questions())
def test_an_example_answers_its_question(con: DuckDBPyConnection, name: str) -> None:
    found = rows(con, statement(name))
    assert [{key: row[key] for key in wanted} for row, wanted in zip(found, ANSWERS[name], strict=True)] == ANSWERS[name]


def test_every_example_asks_a_question_in_its_first_line() -> None:
    assert len(questions()) >= 15
    assert all(question.endswith("?") for question in questions().values())


def test_an_unknown_example_is_told_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="who_against_whom"):
        statement("nope")


def test_events_are_asked_as_they_were_then(con: DuckDBPyConnection) -> None:
    assert rows(con, "SELECT event_id, fatalities, reason FROM mart.events_as_of(now() - INTERVAL 1 DAY) ORDER BY event_id") == [
        {"event_id": "nahr", "fatalities": 16, "reason": "first reported"},
        {"event_id": "tal", "fatalities": 4, "reason": "first reported"},
    ]
    assert rows(con, "SELECT event_id FROM mart.events_as_of(now() - INTERVAL 9 DAY)") == []


def test_what_two_coders_make_of_one_text_is_compared_field_by_field(con: DuckDBPyConnection) -> None:
    assert rows(con, "SELECT change, trigger, field, was, now_is FROM mart.coder_diff('1', '2')") == [
        {"change": "changed", "trigger": "Shelling", "field": "tolls", "was": "killed 16", "now_is": "killed 17"}
    ]


def test_a_day_without_articles_is_told_as_such(con: DuckDBPyConnection) -> None:
    found = rows(con, "SELECT source_id, articles FROM mart.coverage WHERE day = DATE '2024-05-04' ORDER BY source_id")
    assert found == [{"source_id": "gazette", "articles": 0}, {"source_id": "paper", "articles": 0}]


def test_steps_from_publication_to_event_are_timed(con: DuckDBPyConnection) -> None:
    [steps] = rows(
        con, "SELECT publication_to_sighting_s, sighting_to_fetch_s, coding_to_event_s FROM mart.latency WHERE source = 'The Paper'"
    )
    assert steps == {"publication_to_sighting_s": 3600.0, "sighting_to_fetch_s": 3600.0, "coding_to_event_s": 0.0}


def test_the_dictionary_is_fresh() -> None:

    assert FILE.read_text(encoding="utf-8") == dictionary(), "Run `python -m warehouse.dictionary`."


def test_the_reader_reaches_no_other_file(con: DuckDBPyConnection, tmp_path: Path) -> None:
    for attempt in (
        f"COPY mart.events TO '{tmp_path}/out.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        f"ATTACH '{tmp_path}/other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "LOAD httpfs",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|cannot|not allowed|locked|permission"):
            con.execute(attempt)
    assert list(tmp_path.iterdir()) == []
