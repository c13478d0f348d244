"""The whole pipeline on the bundled newsroom: a first pass, a pass with nothing new, and one after corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.ingest import ingest
from flows.newsroom import Newsroom
from flows.run import RunSummary
from tests.flows.conftest import Place, place_in


@dataclass(frozen=True, slots=True)
class Passes:
    """What three passes did and left."""

    place: Place
    newsroom: Newsroom
    first: RunSummary
    unchanged: RunSummary
    requests_when_unchanged: list[tuple[str, bool, int]]
    core_before: Mapping[str, object]
    core_after: Mapping[str, object]
    corrected: RunSummary
    not_due: RunSummary
    requests_when_not_due: int


@pytest.fixture(scope="module")
def passes(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> Iterator[Passes]:
    folder: Path = tmp_path_factory.mktemp("newsroom")
    with place_in(folder) as place, Newsroom() as newsroom:
        place.sources.write_text(newsroom.sources_yaml(), encoding="utf-8")
        names = list(newsroom.sites)
        first = ingest(source=names)
        before = place.core()
        asked = len(newsroom.requests)
        unchanged = ingest(source=names)
        requests = [(r.path, r.conditional, r.status) for r in newsroom.requests[asked:] if r.path != "/robots.txt"]
        after = place.core()
        newsroom.publish_corrections()
        corrected = ingest(source=names)
        asked = len(newsroom.requests)
        not_due = ingest()
        late = len(newsroom.requests) - asked
        yield Passes(place, newsroom, first, unchanged, requests, before, after, corrected, not_due, late)


def test_every_dispatch_that_may_be_read_comes_in(passes: Passes) -> None:
    by_source = dict(passes.place.ask("SELECT source_id, count(*) FROM core.articles GROUP BY ALL"))
    assert by_source.keys() == passes.newsroom.sites.keys()
    assert sum(by_source.values()) >= 50


def test_everything_refused_says_why(passes: Passes) -> None:
    refused = Counter(outcome for (outcome,) in passes.place.ask("SELECT outcome FROM mart.fates WHERE outcome <> 'ok'"))
    assert refused == {"robots_disallowed": 1, "http_4xx": 1, "consent_page": 1, "duplicate_url": 1}


def test_a_pass_with_nothing_new_costs_one_conditional_request_a_way_in_and_adds_nothing(passes: Passes) -> None:
    ways_in = passes.place.one("SELECT count(DISTINCT url) FROM raw.polls")
    assert passes.unchanged.counts.get("page_ok", 0) == 0
    assert passes.core_after == passes.core_before
    assert len(passes.requests_when_unchanged) <= ways_in
    assert {(conditional, status) for _, conditional, status in passes.requests_when_unchanged} == {(True, 304)}


def test_a_correction_is_a_new_version_and_the_old_toll_stays_visible(passes: Passes) -> None:
    assert (
        passes.corrected.counts["article_versions"] == passes.place.one("SELECT count(*) FROM core.articles WHERE version = 2") > 0
    )
    versions = passes.place.ask("""SELECT DISTINCT change FROM core.article_versions WHERE version = 2""")
    assert {change for (change,) in versions} <= {"text", "title", "title and text"}


def test_the_wire_story_in_both_outlets_is_one_story(passes: Passes) -> None:
    shared = passes.place.ask("""SELECT story_id FROM core.articles GROUP BY story_id HAVING count(DISTINCT source_id) >= 3""")
    assert shared, "the wire's story and its copies in both outlets have one story_id"


def test_a_page_in_another_language_is_coded_by_its_pack_or_kept_with_the_reason(passes: Passes) -> None:
    by_language = passes.place.ask(
        """SELECT article.language, article.uncoded_reason, count(mention.mention_id) > 0
        FROM mart.latest_articles AS article LEFT JOIN core.event_mentions AS mention USING (article_id)
        WHERE article.language <> 'en' GROUP BY ALL ORDER BY ALL"""
    )
    assert by_language == [("es", "language", False), ("fr", None, True)]


def test_bait_is_not_coded(passes: Passes) -> None:
    """An opinion piece, a court report and a football match report nothing that happened now."""
    quiet = {
        record_url
        for record_url, dispatch in passes.newsroom.dispatches().items()
        if not dispatch.truth and dispatch.language == "en"
    }
    told = {url for (url,) in passes.place.ask("SELECT unnest(urls) FROM mart.events")}
    assert quiet
    assert not quiet & told


def test_every_span_cuts_out_its_words(passes: Passes) -> None:
    assert passes.place.ask("SELECT words FROM mart.casualty_claims WHERE trim(words) = '' OR words IS NULL") == []
    assert passes.place.one("SELECT count(*) FROM mart.casualty_claims") > 30


def test_boilerplate_does_not_reach_the_text(passes: Passes) -> None:
    wrong = ("Google News", "newsletter", "POPULAR", "All rights reserved", "Read more", "cookies", "Updated at", "demonstration")
    left = [
        (word, url)
        for word in wrong
        for (url,) in passes.place.ask(f"SELECT url FROM core.articles WHERE contains(text, '{word}')")
    ]
    assert left == []


def test_each_run_leaves_its_row(passes: Passes) -> None:
    assert passes.place.ask("SELECT flow, status FROM raw.runs ORDER BY started_at") == [("ingest", "completed")] * 4


def test_sources_that_were_asked_a_moment_ago_are_left_alone_unless_named(passes: Passes) -> None:
    assert passes.not_due.counts["sources_not_due"] == len(passes.newsroom.sites)
    assert passes.requests_when_not_due == 0
