"""Reading and coding again from the archive, with the sites gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from flows.ingest import ingest
from flows.replay import replay
from tests.flows.conftest import Place, place_in, source
from tests.site import Answer, Site

BODY = """<p>KABUL, Afghanistan - A roadside bomb killed five policemen in the city of Ghazni on Monday, officials said.</p>
<p>The bomb went off as their patrol drove along the main road to the south of the city in the morning.</p>
<p>Nobody has claimed responsibility for the attack, and the police said that they had opened an inquiry into it.</p>"""
PAGE = f"""<html lang="en"><head><title>Bomb kills five</title>
<meta property="article:published_time" content="2019-05-07T08:00:00Z"></head>
<body><article><h1>Bomb kills five</h1>{BODY}</article></body></html>"""
FEED = """<rss version="2.0"><channel><title>F</title><item><title>Bomb kills five</title><link>/a</link></item></channel></rss>"""


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> Iterator[Place]:
    """A warehouse of one event whose site is gone."""
    with place_in(tmp_path_factory.mktemp("replay")) as place:
        with Site() as site:
            site["/feed"] = Answer(FEED.encode())
            site["/a"] = Answer(PAGE.encode())
            place.configure(source("paper", site.url, {"kind": "feed", "url": "/feed"}))
            ingest()
        assert place.ask("SELECT event_date::VARCHAR, country, fatalities FROM mart.events") == [("2019-05-06", "AF", 5)]
        yield place


@pytest.mark.parametrize(("stage", "counted"), [("read", "read_ok"), ("code", "coded_articles")])
def test_a_replay_does_it_again_from_the_archive_and_changes_nothing_that_is_the_same(
    archived: Place, stage: Literal["read", "code"], counted: str
) -> None:
    def told() -> list[tuple[object, ...]]:
        return archived.ask("SELECT * EXCLUDE (first_reported_at) FROM mart.events")

    before = told()
    assert replay(stage=stage).counts[counted] == 1
    assert told() == before
    assert archived.one("SELECT count(*) FROM core.article_versions") == 1
    assert archived.one("SELECT count(*) FROM core.event_versions") == 1


def test_a_replay_that_resumes_leaves_out_what_is_done(archived: Place) -> None:
    summary = replay(stage="read", resume=True)
    assert "read_ok" not in summary.counts
