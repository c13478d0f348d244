"""Polling over many runs: feeds that outran us, ways in that wait for their turn, selectors that break."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from flows.cli import main
from flows.ingest import ingest
from tasks.settings import settings
from tests.flows.conftest import Place, source
from tests.site import Answer, Site
from warehouse.connection import open_writer

TEXT = "<p>The shop on the corner of the square opened again on a quiet morning, and neighbours came to look.</p>" * 5
FEED = {"kind": "feed", "url": "/feed"}
ARCHIVE = {"kind": "sitemap", "url": "/archive.xml", "backfill_only": True}


def page(title: str) -> Answer:
    return Answer(
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{TEXT}</article></body></html>".encode()
    )


def feed(*numbers: int) -> bytes:
    items = "".join(f"<item><title>Story number {n} of the day</title><link>/{n}</link></item>" for n in numbers)
    return f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()


def sitemap(site: Site, numbers: Sequence[int]) -> bytes:
    today = datetime.now(UTC).date()
    entries = "".join(f"<url><loc>{site.url}/{n}</loc><lastmod>{today}</lastmod></url>" for n in numbers)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


@pytest.fixture
def site() -> Site:
    site = Site()
    for number in range(1, 30):
        site[f"/{number}"] = page(f"Story number {number} of the day")
    return site


def test_what_a_feed_outran_is_reported_and_fetched_from_the_sitemap_by_the_next_run(place: Place, site: Site) -> None:
    with site:
        place.configure(source("paper", site.url, FEED, ARCHIVE))
        site["/archive.xml"] = Answer(sitemap(site, range(1, 10)))
        site["/robots.txt"] = Answer(f"Sitemap: {site.url}/past.xml".encode())
        for numbers in ((1, 2, 3), (3, 4)):
            site["/feed"] = Answer(feed(*numbers))
            ingest(source=["paper"])
        assert place.ask("FROM mart.gaps") == []
        site["/feed"] = Answer(feed(7, 8, 9))
        ingest(source=["paper"])
        assert place.ask("SELECT state, listed_urls, filled_at, gap_from < found_at FROM mart.gaps") == [("open", 3, None, True)]
        assert "/archive.xml" not in site.paths
        ingest()
        assert place.ask("SELECT state, attempts, new_urls FROM mart.gaps WHERE filled_at >= found_at") == [("filled", 1, 2)]
        assert place.one("SELECT count(*) FROM core.articles") == 9
        ingest()
        assert site.paths.count("/archive.xml") == 1
        # Without a sitemap in the configuration, those are searched that robots.txt names.
        place.configure(source("paper", site.url, FEED))
        site["/past.xml"], site["/feed"] = Answer(sitemap(site, range(1, 20))), Answer(feed(17, 18, 19))
        ingest(source=["paper"])
        assert "/past.xml" not in site.paths
        ingest()
    assert place.ask("SELECT state, new_urls FROM mart.gaps LIMIT 1") == [("filled", 7)]


def test_a_gap_does_not_bring_in_a_sites_whole_archive(place: Place, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.collecting.MOST_UNDATED", 10)
    with site:
        place.configure(source("paper", site.url, FEED))
        entries = "".join(f"<url><loc>{site.url}/{n}</loc></url>" for n in range(1, 30))
        today = datetime.now(UTC)
        site["/past.xml"] = Answer(f"<urlset>{entries}<url><loc>{site.url}/{today:%Y/%m/%d}/new</loc></url></urlset>".encode())
        site["/robots.txt"], site[f"/{today:%Y/%m/%d}/new"] = (
            Answer(f"Sitemap: {site.url}/past.xml".encode()),
            page("New of the day"),
        )
        for numbers in ((1, 2, 3), (7, 8, 9)):
            site["/feed"] = Answer(feed(*numbers))
            ingest(source=["paper"])
        ended = ingest()
        assert place.one("SELECT count(*) FROM core.articles") == 7
        days = f"--since {today:%Y-%m-%d} --until {today:%Y-%m-%d}"
        assert [failure.why for failure in ended.failures] == [
            f"29 addresses that may be of a gap tell no day. To fetch them: dateline backfill {days} --source paper"
        ]
        assert place.one("SELECT count(*) FROM mart.fates WHERE sentence LIKE 'A backfill found the address%'") == 23
        assert ingest().failures == ()


def test_two_sources_may_share_a_way_in(place: Place, site: Site) -> None:
    """A site in two languages, one news sitemap for both."""
    with site:
        site["/feed"] = Answer(feed(1, 2))
        one, other = (source(name, site.url, FEED, accept=[path]) for name, path in (("one", "/1"), ("other", "/2")))
        place.configure(one, other)
        ended = ingest()
        assert (ended.failures, ended.counts["page_ok"]) == ((), 2)
        assert place.ask("SELECT source_id, outcome FROM raw.polls ORDER BY source_id") == [("one", "ok"), ("other", "ok")]


def test_a_way_in_that_is_due_in_a_moment_is_waited_for_so_that_a_schedule_misses_no_tick(place: Place, site: Site) -> None:
    with site:
        place.configure(source("paper", site.url, FEED, every="10m", at_most_every="10m"))
        site["/feed"] = Answer(feed(1))
        ingest()
        for left, asked in (("1 minute", 1), ("2 seconds", 2)):
            with open_writer(settings().working_file, wait_s=5) as con:
                con.execute(f"UPDATE raw.polls SET polled_at = now() - INTERVAL 10 MINUTE + INTERVAL '{left}'")
            began = time.monotonic()
            ingest()
            assert site.paths.count("/feed") == asked
        assert [look.at for look in site.asked if look.path == "/feed"][-1] >= began + 1.5


def test_each_way_in_has_its_own_turn_and_says_why(place: Place, site: Site) -> None:
    with site:
        site["/feed"], site["/slow"] = Answer(feed(1)), Answer(feed(2), headers={"Cache-Control": "max-age=7200"})
        place.configure(source("paper", site.url, FEED, {"kind": "feed", "url": "/slow"}, every="1h"))
        ingest()
        waits = dict(place.ask("SELECT url[-4:], date_diff('minute', polled_at, next_poll_at) FROM raw.polls ORDER BY url"))
        assert 48 <= waits["feed"] <= 54
        assert waits["slow"] == 120
        assert "Cache-Control" in place.one("SELECT wait_reason FROM raw.polls WHERE url LIKE '%slow'")
        assert ingest().counts["sources_not_due"] == 1


def test_a_listing_whose_selector_broke_shows_in_status_with_what_to_correct(
    place: Place, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    listing = {"kind": "listing", "url": "/world", "links": "h2 a", "next_page": "a[rel=next]", "min_links": 2, "max_pages": 3}

    def rows(*numbers: int, after: str = "") -> Answer:
        links = "".join(f'<h2><a href="/{n}">Story number {n} of the day</a></h2>' for n in numbers)
        return Answer(f"<html><body>{links}{after}</body></html>".encode())

    with site:
        place.configure(source("paper", site.url, listing))
        site["/world"], site["/world?p=2"] = rows(1, 2, after='<a rel="next" href="?p=2">Older</a>'), rows(3)
        assert ingest(source=["paper"]).counts["page_ok"] == 3
        assert place.one("SELECT state FROM mart.source_health") == "ok"
        site["/world"] = rows(4, after="<h3>Others are marked up in another way now</h3>")
        ended = ingest(source=["paper"])
        assert [failure.where for failure in ended.failures] == [f"{site.url}/world"]
    with pytest.raises(SystemExit):
        main(["status"])
    shown = " ".join(capsys.readouterr().out.split())
    assert place.one("SELECT state FROM mart.source_health") == "failing"
    assert "1 of 1 ways in failed when last asked." in shown
    assert f"{site.url}/world: `links: h2 a` finds 1 link on the page, and `min_links` is 2" in shown


TOLD = "The library of the town lent out {} books on Wednesday, which is more than it has, its director said."


def told(count: int, loads: int) -> Answer:
    around = (
        f"<aside class='related'><a href='/{loads}'>Headline number {loads} of another story</a></aside><p>{loads} comments</p>"
    )
    text = f"<h1>Books in Karvel</h1><p>{TOLD.format(count)}</p>{TEXT}"
    return Answer(
        f"<html><head><title>Books in Karvel</title></head><body><article>{text}</article>{around}</body></html>".encode()
    )


def test_a_number_that_rises_on_the_page_alone_is_followed_and_what_changes_around_it_is_not(place: Place, site: Site) -> None:
    with site:
        place.configure(source("paper", site.url, FEED))
        site["/feed"] = Answer(feed(1), etag='"never changes"')
        for loads, count in enumerate((16, 19)):
            site["/1"] = told(count, loads)
            ingest(source=["paper"])
            with open_writer(settings().working_file, wait_s=0) as con:
                for table, column in (("raw.captures", "fetched_at"), ("core.articles", "first_fetched_at")):
                    con.execute(f"UPDATE {table} SET {column} = {column} - INTERVAL 20 MINUTE")
    assert site.paths.count("/1") == 2
    assert place.ask("SELECT change, lines_before, lines_since FROM mart.corrections") == [
        ("text", [TOLD.format(16)], [TOLD.format(19)])
    ]
