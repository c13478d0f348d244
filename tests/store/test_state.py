from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from duckdb import DuckDBPyConnection

from tasks.link.events import link_mentions
from tasks.models import Article, Outcome, Story, Validators
from tasks.store import load, state
from tests.store.world import (
    ARTICLE,
    FEED,
    NOW,
    TEXT,
    SourceEntry,
    article_of,
    capture,
    coded,
    mention,
    other_source,
    poll,
    reading,
    sighting,
    url,
)

LATER = NOW + timedelta(days=1)


def wanted_urls(con: DuckDBPyConnection, now: datetime = NOW) -> list[str]:
    return [wanted.url for wanted in state.pending_fetches(con, "paper", now)]


def link(con: DuckDBPyConnection, now: datetime) -> None:
    linked = link_mentions(*state.pending_links(con))
    load.load_links(con, linked.events, linked.reports, now, "new reports")


# ---------------------------------------------------------------- collect


def test_validators_come_from_the_last_good_poll(con: DuckDBPyConnection) -> None:
    load.load_polls(con, [poll(1, etag='"a"'), poll(2, etag='"b"'), poll(3, outcome=Outcome.NOT_A_FEED, etag='"c"')], [])
    assert state.validators(con, "paper") == {FEED: Validators(FEED, '"b"', None)}
    assert state.validators(con, "other") == {}


def test_not_modified_carries_the_validators_on(con: DuckDBPyConnection) -> None:
    load.load_polls(con, [poll(1, etag='"a"'), poll(2, outcome=Outcome.NOT_MODIFIED, etag=None)], [])
    assert state.validators(con, "paper")[FEED].etag == '"a"'
    load.load_polls(con, [poll(3, outcome=Outcome.NOT_MODIFIED, etag='W/"a"')], [])
    assert state.validators(con, "paper")[FEED].etag == 'W/"a"'


def test_a_good_answer_without_validators_forgets_the_old_ones(con: DuckDBPyConnection) -> None:
    load.load_polls(con, [poll(1, etag='"a"'), poll(2, etag=None)], [])
    assert state.validators(con, "paper") == {}


def test_the_last_fetches_of_many_pages_are_found_in_no_time(con: DuckDBPyConnection) -> None:
    load.load_captures(con, [capture()])
    con.execute(
        "INSERT INTO raw.captures BY NAME SELECT c.* REPLACE (n::VARCHAR AS url_key) FROM raw.captures AS c, range(100000) AS t(n)"
    )
    began = time.process_time()
    found = state.last_fetches(con, "paper", [str(number) for number in range(99_000, 119_000)])
    assert found == {str(number): NOW + timedelta(hours=1) for number in range(99_000, 100_000)}
    assert time.process_time() - began < 1


def test_what_a_run_archived_is_looked_for_until_14_days_after_unless_it_did_all_it_should(con: DuckDBPyConnection) -> None:
    for status in ("completed", "completed_with_failures", "failed", "interrupted"):
        load.start_run(con, status, "backfill", NOW, "0")
        load.finish_run(con, status, NOW, status, {})
    load.start_run(con, "long", "backfill", NOW, "0")
    load.load_captures(con, [replace(capture(), run_id="long", fetched_at=NOW + timedelta(days=5))])
    tails = {
        days: {tail.run_id for tail in state.run_tails(con, "paper", "now", NOW + timedelta(days=days))} for days in (13, 15, 20)
    }
    assert tails == {13: {"completed_with_failures", "failed", "interrupted", "long"}, 15: {"long"}, 20: set()}


def test_an_address_is_wanted_until_it_was_fetched(con: DuckDBPyConnection) -> None:
    load.start_run(con, "run", "ingest", NOW, "0")
    load.load_polls(con, [poll()], [sighting(1), sighting(2)])
    assert sorted(wanted_urls(con)) == [url(1), url(2)]
    load.load_captures(con, [capture(1)])
    assert wanted_urls(con) == [url(2)]


def test_a_page_is_fetched_again_when_its_way_in_claims_a_new_date(con: DuckDBPyConnection) -> None:
    load.start_run(con, "run", "ingest", NOW, "0")
    load.load_polls(con, [poll(1)], [sighting(modified_at=NOW)])
    load.load_captures(con, [capture(listed_modified_at=NOW)])
    load.load_readings(con, [reading(capture())], NOW)
    assert wanted_urls(con) == []
    load.load_polls(con, [poll(2)], [sighting(modified_at=LATER)])
    [wanted] = state.pending_fetches(con, "paper", LATER)
    assert (wanted.attempts, wanted.listed_modified_at, wanted.validators) == (1, LATER, Validators(url(1), '"page"', None))
    assert wanted_urls(con, NOW + timedelta(days=15)) == []
    load.load_captures(con, [capture(attempt=2, outcome=Outcome.NOT_MODIFIED, listed_modified_at=LATER)])
    assert wanted_urls(con, LATER) == []


# ---------------------------------------------------------------- read


def test_a_capture_is_pending_until_it_was_read_and_comes_with_what_was_listed(con: DuckDBPyConnection) -> None:
    listed = sighting(modified_at=NOW, title="Listed")
    load.load_polls(con, [poll()], [listed])
    pages = [capture(1), capture(2), capture(3, outcome=Outcome.HTTP_4XX)]
    load.load_captures(con, pages)
    pending = state.pending_reads(con)
    assert [(read.capture, read.listed) for read in pending] == sorted(
        [(pages[0], listed), (pages[1], None)], key=lambda pair: pair[0].capture_id
    )
    assert len(state.pending_reads(con, limit=1)) == 1
    assert state.pending_reads(con, source_ids=["other"]) == []
    load.load_readings(con, [reading(pages[0])], NOW)
    assert [read.capture for read in state.pending_reads(con)] == [pages[1]]


def test_a_replay_takes_up_where_it_was_stopped(con: DuckDBPyConnection) -> None:
    pages = [capture(1), capture(2, attempt=2)]
    load.load_captures(con, pages)
    load.load_readings(con, [reading(page) for page in pages], NOW)
    assert [read.capture for read in state.archived_reads(con)] == pages
    assert [read.capture for read in state.archived_reads(con, since=NOW + timedelta(hours=2))] == [pages[1]]
    assert len(state.archived_reads(con, not_by="2")) == 2
    load.load_readings(con, [reading(pages[0], extractor="2")], NOW)
    assert [read.capture for read in state.archived_reads(con, not_by="2")] == [pages[1]]


# ---------------------------------------------------------------- code


def codable_article(con: DuckDBPyConnection, at: datetime, prec: str, basis: str) -> Article:
    of, read, _ = made = reading(capture())
    read = replace(read, published_at=at, published_prec=prec, published_basis=basis)
    article = replace(article_of(made), read=read)
    load.load_readings(con, [(of, read, article)], NOW)
    return article


def test_a_text_is_dated_by_the_writers_calendar(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry(time_zone="Asia/Damascus")], NOW)
    article = codable_article(con, datetime(2024, 5, 2, 22, 30, tzinfo=UTC), "minute", "json-ld")
    [pending] = state.pending_codes(con)
    assert (pending.article_id, pending.version, pending.text_sha256) == (article.article_id, 1, article.text_sha256)
    assert (pending.input.text, pending.input.title, pending.input.country) == (TEXT, "Shelling in Nahr", "SY")
    assert pending.input.published_at == date(2024, 5, 3)


def test_a_day_without_a_time_stays_that_day_west_of_greenwich(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry(time_zone="America/Bogota")], NOW)
    codable_article(con, datetime(2024, 5, 2, tzinfo=UTC), "day", "url")
    [pending] = state.pending_codes(con)
    assert pending.input.published_at == date(2024, 5, 2)


def test_a_day_placed_in_the_sources_zone_comes_back_as_that_day(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry(time_zone="Asia/Damascus")], NOW)
    codable_article(con, datetime(2024, 5, 1, 21, tzinfo=UTC), "day", "text+source-zone")
    [pending] = state.pending_codes(con)
    assert pending.input.published_at == date(2024, 5, 2)


def test_only_a_changed_text_is_coded_again_but_a_replay_takes_all(coded_con: DuckDBPyConnection) -> None:
    assert state.pending_codes(coded_con) == []
    assert len(state.codable(coded_con)) == 1
    assert state.codable(coded_con, not_by="1") == []
    assert state.codable(coded_con, since=LATER) == []
    load.load_readings(coded_con, [reading(capture(attempt=2), "Other words.")], LATER)
    assert [pending.version for pending in state.pending_codes(coded_con)] == [2]
    assert [pending.version for pending in state.codable(coded_con, not_by="1")] == [2]


# ---------------------------------------------------------------- link


def test_texts_are_grouped_with_those_of_the_days_around_them(con: DuckDBPyConnection) -> None:
    first = reading(capture(1))
    load.load_readings(con, [first], NOW)
    new, known = state.pending_stories(con)
    assert ([text.article_id for text in new], known) == ([article_of(first).article_id], [])
    load.load_stories(con, [Story("s", new[0].article_id, (new[0].article_id,))])
    assert state.pending_stories(con) == ([], [])
    load.load_readings(con, [other_source(first, "wire")], NOW)
    new, known = state.pending_stories(con)
    assert [(text.story_id, text.text) for text in new + known] == [(None, TEXT), ("s", TEXT)]


@pytest.mark.parametrize(("words", "is_known"), [(TEXT, True), ("Other words.", False)])
def test_a_text_is_grouped_with_one_of_another_year_only_when_the_words_are_the_same(
    con: DuckDBPyConnection, words: str, is_known: bool
) -> None:
    first = reading(capture(1))
    load.load_readings(con, [first], NOW)
    load.load_stories(con, [Story("s", article_of(first).article_id, (article_of(first).article_id,))])
    page, read, article = other_source(reading(capture(1), words), "wire")
    assert article is not None
    long_before = replace(read, published_at=NOW - timedelta(days=400))
    load.load_readings(con, [(page, long_before, replace(article, read=long_before))], NOW)
    new, known = state.pending_stories(con)
    assert ([text.text for text in new], [text.story_id for text in known]) == ([words], ["s"] if is_known else [])


def test_a_text_that_changed_is_grouped_again(coded_con: DuckDBPyConnection) -> None:
    [text], _ = state.pending_stories(coded_con)
    load.load_stories(coded_con, [Story("s", text.article_id, (text.article_id,))])
    load.load_readings(coded_con, [reading(capture(attempt=2), "Other words.")], LATER)
    assert [text.text for text in state.pending_stories(coded_con)[0]] == ["Other words."]


def test_a_mention_comes_back_as_it_was_coded(coded_con: DuckDBPyConnection) -> None:
    [ref], known, reports = state.pending_links(coded_con)
    assert (ref.mention, ref.article_id, ref.source_id, ref.owner_group) == (mention(), ARTICLE.article_id, "paper", "paper")
    assert (ref.story_id, ref.published_at, known, reports) == (ARTICLE.article_id, NOW - timedelta(hours=1), [], [])


def test_a_second_report_meets_the_event_that_stands(coded_con: DuckDBPyConnection) -> None:
    link(coded_con, NOW)
    assert state.pending_links(coded_con) == ([], [], [])
    second = other_source(reading(capture()), "wire")
    load.load_readings(coded_con, [second], LATER)
    load.load_codings(coded_con, [coded(article_of(second), mention())], LATER)
    new, known, reports = state.pending_links(coded_con)
    assert [ref.source_id for ref in new] == ["wire"]
    assert [ref.source_id for ref in known] == ["paper"]
    assert [report.mention_id for report in reports] == [known[0].mention_id]
    link(coded_con, LATER)
    assert coded_con.execute("SELECT number_of_articles, source FROM mart.events").fetchall() == [(2, "The Paper; wire")]


def test_mentions_far_away_in_time_or_in_another_country_are_not_asked_for(coded_con: DuckDBPyConnection) -> None:
    link(coded_con, NOW)
    there = replace(mention().places[0], country="UA", adm_1="Kyiv", latitude=50.4, longitude=30.5)
    far = replace(mention(), places=(there,))
    long_ago = replace(mention(), date_start=date(2023, 5, 1), date_end=date(2023, 5, 1))
    for number, elsewhere in enumerate((far, long_ago), 7):
        read = reading(capture(number), f"{number} {TEXT}")
        load.load_readings(coded_con, [read], NOW)
        load.load_codings(coded_con, [coded(article_of(read), elsewhere)], NOW)
    new, known, _ = state.pending_links(coded_con)
    assert (len(new), known) == (2, [])


def test_a_corrected_article_updates_its_event_and_the_past_stays_visible(coded_con: DuckDBPyConnection) -> None:
    link(coded_con, NOW)
    [(event_id,)] = coded_con.execute("SELECT event_id FROM core.events").fetchall()
    changed = reading(capture(attempt=2), "Correction: s" + TEXT[1:].replace("16", "19"))
    load.load_readings(coded_con, [changed], LATER)
    load.load_codings(coded_con, [coded(article_of(changed), mention(19, trigger=12), version=2)], LATER)
    link(coded_con, LATER)
    assert coded_con.execute("SELECT event_id, fatalities FROM mart.events").fetchall() == [(event_id, 19)]
    past = coded_con.execute(
        "SELECT valid_from, (snapshot ->> 'best')::INTEGER FROM core.event_versions ORDER BY version"
    ).fetchall()
    assert past == [(NOW, 16), (LATER, 19)]
    assert state.pending_links(coded_con) == ([], [], [])


def test_an_event_that_loses_one_of_its_reports_is_counted_again(coded_con: DuckDBPyConnection) -> None:
    second = other_source(reading(capture()), "wire")
    load.load_readings(coded_con, [second], NOW)
    load.load_codings(coded_con, [coded(article_of(second), mention())], NOW)
    link(coded_con, NOW)
    assert coded_con.execute("SELECT number_of_articles FROM core.events").fetchall() == [(2,)]
    load.load_codings(coded_con, [coded(ARTICLE, coder="2")], LATER)
    link(coded_con, LATER)
    assert coded_con.execute("SELECT number_of_articles, status FROM core.events").fetchall() == [(1, "active")]
    assert coded_con.execute("SELECT source_id FROM core.articles INNER JOIN core.event_mentions USING (article_id) "
                       "SEMI JOIN core.event_reports USING (mention_id)").fetchall() == [("wire",)]  # fmt: skip
    assert state.pending_links(coded_con) == ([], [], [])
