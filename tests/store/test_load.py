from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.models import CasualtyClaim, CodedText, EventReport, Harm, Outcome, Qualifier, Story, Victims
from tasks.store import load
from tests.store.world import (
    ARTICLE,
    FEED,
    NOW,
    TEXT,
    SourceEntry,
    article_of,
    capture,
    coded,
    contents,
    count,
    current_mention,
    event,
    fill,
    mention,
    poll,
    reading,
    sighting,
    url,
)

LATER = NOW + timedelta(days=1)


def versions(con: DuckDBPyConnection) -> list[tuple[int, str, str, str]]:
    return con.execute("SELECT version, change, title, text FROM core.article_versions ORDER BY article_id, version").fetchall()


# ---------------------------------------------------------------- again


def test_loading_everything_twice_changes_nothing(con: DuckDBPyConnection) -> None:
    fill(con)
    load.load_stories(con, [Story("s", article_of(reading(capture())).article_id, (article_of(reading(capture())).article_id,))])
    load.load_links(con, [event()], [EventReport("e", current_mention(con), 1.0, "alone")], NOW, "new reports")
    before = contents(con)

    fill(con)
    load.load_stories(con, [Story("s", article_of(reading(capture())).article_id, (article_of(reading(capture())).article_id,))])
    states = load.load_links(con, [event()], [EventReport("e", current_mention(con), 1.0, "alone")], LATER, "new reports")

    assert states == 0
    assert contents(con) == before


def test_one_load_that_holds_a_record_twice_adds_it_once(con: DuckDBPyConnection) -> None:
    page = capture()
    read = reading(page)
    assert load.load_polls(con, [poll(), poll()], [sighting(), sighting()]) == 1
    assert load.load_captures(con, [page, page]) == 1
    assert load.load_readings(con, [read, read], NOW) == 1
    assert load.load_codings(con, [coded(article_of(read), mention(), mention())] * 2, NOW) == 1


def test_a_load_that_fails_half_way_leaves_nothing_and_the_connection_usable(con: DuckDBPyConnection) -> None:
    read = reading(capture())
    # `core.articles.text` cannot be NULL, so the third of four statements fails.
    broken = (read[0], read[1], replace(article_of(read), text_sha256=None))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        load.load_readings(con, [broken], NOW)
    assert count(con, "core.readings") == 0
    assert load.load_readings(con, [read], NOW) == 1


# ---------------------------------------------------------------- collect


def test_a_poll_counts_the_addresses_that_were_new_in_it(con: DuckDBPyConnection) -> None:
    assert load.load_polls(con, [poll(1)], [sighting(1), sighting(2)]) == 2
    assert load.load_polls(con, [poll(2)], [sighting(2), sighting(3)]) == 1
    assert con.execute("SELECT poll_id, new_urls FROM raw.polls ORDER BY ALL").fetchall() == [("poll 1", 2), ("poll 2", 1)]


def test_a_sighting_keeps_its_first_time_and_takes_later_claims(con: DuckDBPyConnection) -> None:
    load.load_polls(con, [poll(1)], [sighting(title="First")])
    later = replace(sighting(title="Second", modified_at=NOW), seen_at=LATER)
    load.load_polls(con, [poll(2)], [later])
    assert con.execute("SELECT seen_at, title, modified_at FROM raw.sightings").fetchall() == [(NOW, "Second", NOW)]


def test_ways_in_that_disagree_on_a_date_do_not_flip_it_back_and_forth(con: DuckDBPyConnection) -> None:
    sitemap = "https://paper.example/sitemap.xml"
    of_feed = sighting(title="Feed's", modified_at=NOW)
    of_sitemap = sighting(title="Sitemap's", modified_at=LATER, way_in=sitemap)
    load.load_polls(con, [poll(1), poll(2, way_in=sitemap)], [of_sitemap, of_feed])
    for number, shown in enumerate((of_feed, of_sitemap, of_feed), 3):
        load.load_polls(con, [poll(number)], [shown])
        assert con.execute("SELECT modified_at, way_in_url FROM raw.sightings").fetchall() == [(LATER, FEED)]
        assert con.execute("SELECT title FROM raw.sightings").fetchall() == [("Feed's",)]


def test_a_source_that_is_configured_otherwise_replaces_its_row(con: DuckDBPyConnection) -> None:
    load.load_sources(con, [SourceEntry(), SourceEntry(id="other", owner_group="group")], NOW)
    load.load_sources(con, [SourceEntry(name="The New Paper", config_hash="2")], NOW)
    rows = con.execute("SELECT source_id, name, owner_group FROM raw.sources ORDER BY ALL").fetchall()
    assert rows == [("other", "The Paper", "group"), ("paper", "The New Paper", "paper")]


def test_a_run_tells_how_it_ended(con: DuckDBPyConnection) -> None:
    load.start_run(con, "r", "ingest", NOW, "0.1")
    assert con.execute("SELECT status, finished_at FROM raw.runs").fetchall() == [("running", None)]
    load.finish_run(con, "r", NOW + timedelta(seconds=90), "completed", {"pages": 3})
    [(status, duration_s, counts)] = con.execute("SELECT status, duration_s, counts FROM mart.runs").fetchall()
    assert (status, duration_s, json.loads(counts)) == ("completed", 90.0, {"pages": 3})


def test_every_outcome_has_its_sentence_in_the_warehouse(con: DuckDBPyConnection) -> None:
    load.start_run(con, "r", "ingest", NOW, "0.1")
    rows = con.execute("SELECT outcome, meaning, is_final, tries, is_failure FROM raw.outcomes ORDER BY outcome").fetchall()
    assert rows == sorted((o.value, o.meaning, o.is_final, o.tries, o.is_failure) for o in Outcome)


# ---------------------------------------------------------------- read


def test_a_page_fetched_again_unchanged_adds_a_reading_and_nothing_else(coded_con: DuckDBPyConnection) -> None:
    before = contents(coded_con)
    again = capture(attempt=2)
    assert load.load_readings(coded_con, [reading(again)], LATER) == 0
    after = contents(coded_con)
    grown = {name for name in after if len(after[name]) > len(before[name])}
    assert grown == {"core.readings", "core.removed_lines"}


def test_each_change_of_an_article_is_a_version_that_says_what_changed(con: DuckDBPyConnection) -> None:
    pages = [capture(attempt=attempt) for attempt in range(1, 5)]
    load.load_readings(con, [reading(pages[0], "One.", title="A")], NOW)
    load.load_readings(con, [reading(pages[1], "Two.", title="A"), reading(pages[2], "Two.", title="B")], NOW)
    load.load_readings(con, [reading(pages[3], "Three.", title="C")], NOW)
    load.load_readings(con, [reading(pages[3], "Three!", title="C", extractor="2")], LATER)
    assert versions(con) == [
        (1, "first", "A", "One."),
        (2, "text", "A", "Two."),
        (3, "title", "B", "Two."),
        (4, "title and text", "C", "Three."),
        (5, "extractor", "C", "Three!"),
    ]
    assert con.execute("SELECT version, title, text FROM core.articles").fetchall() == [(5, "C", "Three!")]


def test_a_text_that_goes_back_to_an_earlier_one_is_a_version_of_its_own(con: DuckDBPyConnection) -> None:
    for attempt, text in enumerate(("One.", "Two.", "One."), 1):
        load.load_readings(con, [reading(capture(attempt=attempt), text)], NOW)
    assert [(version, text) for version, _, _, text in versions(con)] == [(1, "One."), (2, "Two."), (3, "One.")]


def test_reading_the_past_again_does_not_bring_it_back(con: DuckDBPyConnection) -> None:
    old, new = capture(attempt=1), capture(attempt=2)
    load.load_readings(con, [reading(old, "Old."), reading(new, "New.")], NOW)
    assert load.load_readings(con, [reading(old, "Old!", extractor="2")], LATER) == 0
    assert con.execute("SELECT version, text FROM core.articles").fetchall() == [(2, "New.")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=30),
    st.integers(min_value=-(10**30), max_value=10**30),
    st.text(st.characters(exclude_categories=()), max_size=8),
)
def test_no_text_or_number_from_a_page_stops_a_load(con: DuckDBPyConnection, text: str, number: int, author: str) -> None:
    page = capture(abs(hash((text, number, author))) + 1)
    page = replace(page, body_bytes=0, archive=None)
    of, read, article = reading(page, "Words.")
    read = replace(read, text=text, authors=(author,), title=author)
    assert article is not None
    article = replace(article, read=read, text_sha256=str(hash(text)))
    load.load_readings(con, [(of, read, article)], NOW)
    claim = CasualtyClaim(Harm.KILLED, Victims.UNKNOWN, Qualifier.EXACT, number, number, None, False, 0, 1, author)
    load.load_codings(con, [coded(article, replace(mention(), casualties=(claim,)))], NOW)
    row = con.execute("SELECT text, text_chars FROM core.articles WHERE article_id = ?", [article.article_id]).fetchone()
    assert row is not None
    assert len(row[0]) == row[1] == len(text)


# ---------------------------------------------------------------- code


def test_a_new_version_supersedes_the_mentions_of_the_one_before(coded_con: DuckDBPyConnection) -> None:
    changed = reading(capture(attempt=2), TEXT.replace("16", "19"))
    load.load_readings(coded_con, [changed], LATER)
    assert count(coded_con, "core.event_mentions") == 1
    load.load_codings(coded_con, [coded(article_of(changed), mention(19), version=2)], LATER)
    rows = coded_con.execute("SELECT article_version, superseded_at FROM core.event_mentions ORDER BY 1").fetchall()
    assert ARTICLE.article_id == article_of(changed).article_id
    assert rows == [(1, LATER), (2, None)]


def test_another_coder_takes_over_and_both_can_be_compared(coded_con: DuckDBPyConnection) -> None:
    load.load_codings(coded_con, [coded(ARTICLE, mention(17), coder="2")], LATER)
    said = coded_con.execute(
        "SELECT coder_version, best, superseded_at IS NULL FROM core.casualty_claims"
        " INNER JOIN core.event_mentions USING (mention_id, coding_id) ORDER BY 1"
    ).fetchall()
    assert said == [("1", 16, False), ("2", 17, True)]


def test_going_back_to_an_earlier_coder_makes_its_coding_current_again(coded_con: DuckDBPyConnection) -> None:
    load.load_codings(coded_con, [coded(ARTICLE, mention(17), coder="2")], LATER)
    load.load_codings(coded_con, [coded(ARTICLE, mention(), coder="1")], LATER)
    current = coded_con.execute("SELECT coder_version FROM core.event_mentions WHERE superseded_at IS NULL").fetchall()
    assert current == [("1",)]


def test_a_coding_that_comes_after_the_text_has_changed_is_kept_but_not_current(coded_con: DuckDBPyConnection) -> None:
    load.load_readings(coded_con, [reading(capture(attempt=2), "Other words now.")], LATER)
    load.load_codings(coded_con, [coded(ARTICLE, mention(17), coder="2")], LATER)
    rows = coded_con.execute("SELECT coder_version, superseded_at FROM core.codings ORDER BY 1").fetchall()
    assert rows == [("1", None), ("2", LATER)]
    assert count(coded_con, "core.pending_codes") == 1


def test_an_article_in_which_nothing_is_found_is_coded_and_stays_so(con: DuckDBPyConnection) -> None:
    read = reading(capture())
    load.load_readings(con, [read], NOW)
    nothing = replace(coded(article_of(read)), coded=CodedText("x", "el", False, uncoded_reason="language", coder_version="1"))
    load.load_codings(con, [nothing], NOW)
    assert count(con, "core.pending_codes") == 0
    assert con.execute("SELECT uncoded_reason, mention_count FROM core.codings").fetchall() == [("language", 0)]


# ---------------------------------------------------------------- link


def states(con: DuckDBPyConnection) -> list[tuple[str, int, str, str]]:
    return con.execute(
        "SELECT event_id, version, reason, snapshot ->> 'status' FROM core.event_versions ORDER BY event_id, version"
    ).fetchall()


def test_an_event_keeps_every_past_state_with_its_reason(coded_con: DuckDBPyConnection) -> None:
    reports = [EventReport("e", current_mention(coded_con), 1.0, "alone")]
    assert load.load_links(coded_con, [event(killed=16)], reports, NOW, "new reports") == 1
    assert load.load_links(coded_con, [event(killed=19)], reports, LATER, "coder 2") == 1
    tolls = coded_con.execute(
        "SELECT version, reason, valid_from, (snapshot ->> 'best')::INTEGER FROM core.event_versions ORDER BY version"
    ).fetchall()
    assert tolls == [(1, "first reported", NOW, 16), (2, "coder 2", LATER, 19)]


def test_an_event_without_a_current_report_is_retracted_not_deleted(coded_con: DuckDBPyConnection) -> None:
    load.load_links(coded_con, [event()], [EventReport("e", current_mention(coded_con), 1.0, "alone")], NOW, "new reports")
    load.load_codings(coded_con, [coded(ARTICLE, coder="2")], LATER)
    assert load.load_links(coded_con, (), (), LATER, "new reports") == 1
    assert load.load_links(coded_con, (), (), LATER, "new reports") == 0
    assert coded_con.execute("SELECT status FROM core.events").fetchall() == [("retracted",)]
    assert states(coded_con) == [("e", 1, "first reported", "active"), ("e", 2, "no current report left", "retracted")]
    assert count(coded_con, "mart.events") == 0


def test_a_merged_event_points_at_its_heir_and_loses_its_reports(coded_con: DuckDBPyConnection) -> None:
    load.load_codings(coded_con, [coded(ARTICLE, mention(), mention(trigger=9), coder="2")], NOW)
    [one, two] = [
        row[0] for row in coded_con.execute("SELECT mention_id FROM core.linkable_mentions ORDER BY trigger_start").fetchall()
    ]
    apart = [EventReport("e1", one, 1.0, "m"), EventReport("e2", two, 1.0, "m")]
    load.load_links(coded_con, [event("e1"), event("e2")], apart, NOW, "new")
    loser = replace(event("e2"), status="merged", merged_into="e1")
    joined = [EventReport("e1", one, 1.0, "m"), EventReport("e1", two, 0.9, "m")]
    load.load_links(coded_con, [event("e1"), loser], joined, LATER, "new")
    assert coded_con.execute("SELECT event_id, mention_id FROM core.event_reports ORDER BY ALL").fetchall() == sorted(
        [("e1", one), ("e1", two)]
    )
    assert ("e2", 2, "merged into e1", "merged") in states(coded_con)


def test_a_story_counts_its_articles_also_when_one_moves_to_another(con: DuckDBPyConnection) -> None:
    reads = [reading(capture(number)) for number in (1, 2, 3)]
    load.load_readings(con, reads, NOW)
    one, two, three = (article_of(read).article_id for read in reads)
    load.load_stories(con, [Story("s", one, (one, two)), Story("t", three, (three,))])
    load.load_stories(con, [Story("t", three, (two, three))])
    assert con.execute("SELECT * FROM core.stories ORDER BY 1").fetchall() == [("s", one, 1), ("t", three, 2)]
    load.load_stories(con, [Story("t", three, (one, two, three))])
    assert con.execute("SELECT * FROM core.stories ORDER BY 1").fetchall() == [("t", three, 3)]
    assert url(1) in {row[0] for row in con.execute("SELECT url FROM core.articles WHERE story_id = 't'").fetchall()}


def test_a_run_that_was_killed_is_marked_by_the_next_of_its_flow(con: DuckDBPyConnection) -> None:
    for run_id, flow in (("killed", "ingest"), ("other", "backfill"), ("next", "ingest")):
        load.start_run(con, run_id, flow, NOW, "0.1")
    assert dict(con.execute("SELECT run_id, status FROM raw.runs").fetchall()) == {
        "killed": "interrupted",
        "other": "running",
        "next": "running",
    }
