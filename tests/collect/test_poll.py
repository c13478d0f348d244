"""Ways in: feeds, sitemaps and listings, good and bad."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tasks.collect.client import Client
from tasks.collect.poll import MAX_PASSED_OVER
from tasks.collect.robots import sitemaps_of
from tasks.collect.sources import Source
from tasks.models import Outcome, Validators
from tasks.store.load import load_polls
from tasks.store.state import validators
from tests.collect.conftest import Desk
from tests.site import Answer
from warehouse.connection import open_writer

FEED = {"kind": "feed", "url": "/feed"}
SITEMAP = {"kind": "sitemap", "url": "/sitemap.xml"}
LISTING = {"kind": "listing", "url": "/world", "links": "h2 a", "dates": "time", "next_page": "a[rel=next]", "max_pages": 5}

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>
<item><title>Shelling in the north</title><link>/a?utm_source=rss</link><pubDate>Mon, 11 Sep 2023 09:14:00 +0300</pubDate></item>
<item><title>Second</title><link>https://elsewhere.example/b</link></item>
<item><title>No link</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>One</title><link href="/one"/>
<published>2024-01-02T03:04:05Z</published><updated>2024-01-03T00:00:00Z</updated></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>T</title></channel><item rdf:about="/r"><title>R</title><link>/r</link></item></rdf:RDF>"""


def urlset(*urls: str, lastmod: str = "2024-02-03") -> bytes:
    entries = "".join(f"<url><loc>{url}</loc><lastmod>{lastmod}</lastmod></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def index(*urls: str, lastmod: str = "2024-02-03") -> bytes:
    entries = "".join(f"<sitemap><loc>{url}</loc><lastmod>{lastmod}</lastmod></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode()


@pytest.mark.parametrize(
    ("body", "paths"), [(RSS, ["/a?utm_source=rss", "https://elsewhere.example/b"]), (ATOM, ["/one"]), (RDF, ["/r"])]
)
def test_a_feed_of_any_kind_shows_its_addresses_as_given(desk: Desk, body: bytes, paths: list[str]) -> None:
    desk.site["/feed"] = Answer(body, content_type="text/plain", etag='"v1"')
    polled = desk.poll(desk.source(FEED))
    assert [s.url for s in polled.sightings] == [desk.site.url + p if p.startswith("/") else p for p in paths]
    assert (polled.polls[0].outcome, polled.polls[0].etag, polled.polls[0].listed_urls) == (Outcome.OK, '"v1"', len(paths))


def test_a_long_address_is_an_address(desk: Desk) -> None:
    path = "/" + "%D8%B3" * 900
    desk.site["/feed"] = Answer(RSS.replace(b"https://elsewhere.example/b", path.encode()))
    assert desk.site.url + path in [seen.url for seen in desk.poll(desk.source(FEED)).sightings]


def test_what_a_feed_says_of_an_article_is_kept_in_utc(desk: Desk) -> None:
    desk.site["/feed"] = Answer(RSS)
    first = desk.poll(desk.source(FEED)).sightings[0]
    assert (first.title, first.published_at, first.modified_at) == (
        "Shelling in the north",
        datetime(2023, 9, 11, 6, 14, tzinfo=UTC),
        None,
    )


@pytest.mark.parametrize(
    ("body", "outcome", "word"),
    [
        (b"<!DOCTYPE html><html><body>We moved</body></html>", Outcome.NOT_A_FEED, "HTML page"),
        (b"just words", Outcome.NOT_A_FEED, "neither XML nor HTML"),
        (b"", Outcome.EMPTY_BODY, "0 bytes"),
    ],
)
@pytest.mark.parametrize("way_in", [FEED, SITEMAP], ids=["feed", "sitemap"])
def test_a_way_in_that_is_something_else_is_reported_and_leaves_no_validator(
    desk: Desk, way_in: dict[str, str], body: bytes, outcome: Outcome, word: str
) -> None:
    desk.site[way_in["url"]] = Answer(body, etag='"1"')
    desk.site["/good"] = Answer(ATOM)
    polled = desk.poll(desk.source(way_in, {"kind": "feed", "url": "/good"}))
    bad, good = polled.polls
    assert (bad.outcome, bad.etag) == (outcome, None)
    assert word in (bad.reason or "")
    assert good.outcome is Outcome.OK


def test_a_truncated_feed_gives_the_entries_that_came_whole(desk: Desk) -> None:
    desk.site["/feed"] = Answer(RSS[: RSS.index(b"<item><title>Second") + 20])
    polled = desk.poll(desk.source(FEED))
    assert polled.polls[0].outcome is Outcome.OK
    assert polled.sightings[0].title == "Shelling in the north"


def test_an_unchanged_feed_costs_one_conditional_request(desk: Desk) -> None:
    desk.site["/feed"] = Answer(RSS, etag='"1"')
    source = desk.source(FEED)
    known = {poll.url: Validators(poll.url, poll.etag, poll.last_modified) for poll in desk.poll(source).polls}
    again = desk.poll(source, known)
    assert again.polls[0].outcome is Outcome.NOT_MODIFIED
    assert again.sightings == ()
    assert desk.site.asked[-1].headers["if-none-match"] == '"1"'


def test_a_sitemap_index_that_names_itself_ends(desk: Desk) -> None:
    url = desk.site.url
    desk.site["/sitemap.xml"] = Answer(index(f"{url}/sitemap.xml", f"{url}/one.xml.gz"))
    desk.site["/one.xml.gz"] = Answer(gzip.compress(urlset(f"{url}/a", f"{url}/A")), content_type="application/gzip")
    polled = desk.poll(desk.source(SITEMAP))
    assert desk.site.paths == ["/sitemap.xml", "/one.xml.gz"]
    assert [s.url for s in polled.sightings] == [f"{url}/a", f"{url}/A"]


def test_a_sitemap_has_no_entities_expanded_and_no_files_read(desk: Desk) -> None:
    evil = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://127.0.0.1/&f;&b;</loc></url></urlset>"""
    desk.site["/sitemap.xml"] = Answer(evil)
    shown = [s.url for s in desk.poll(desk.source(SITEMAP)).sightings]
    assert shown in ([], ["http://127.0.0.1/"])


def test_a_gzip_bomb_is_no_sitemap(desk: Desk) -> None:
    desk.site["/sitemap.xml"] = Answer(gzip.compress(b" " * 60_000_000))
    (poll,) = desk.poll(desk.source(SITEMAP)).polls
    assert poll.outcome is Outcome.NOT_A_FEED
    assert "larger" in (poll.reason or "")


def test_a_window_takes_only_its_days_and_skips_sitemaps_that_are_older(desk: Desk) -> None:
    url = desk.site.url
    desk.site["/sitemap.xml"] = Answer(
        index(f"{url}/old.xml", lastmod="2023-12-31").replace(b"</sitemapindex>", b"")
        + b"<sitemap><loc>"
        + f"{url}/new.xml".encode()
        + b"</loc></sitemap></sitemapindex>"
    )
    desk.site["/new.xml"] = Answer(
        urlset(f"{url}/in", lastmod="2024-02-03").replace(b"</urlset>", b"") + urlset(f"{url}/out", lastmod="2024-03-01")[69:]
    )
    window = (date(2024, 2, 1), date(2024, 2, 29))
    assert [s.url for s in desk.poll(desk.source(SITEMAP), window=window).sightings] == [f"{url}/in"]
    assert "/old.xml" not in desk.site.paths


def test_what_a_window_passes_over_is_noted_up_to_a_bound_and_counted_beyond(desk: Desk) -> None:
    url = desk.site.url
    many = [f"{url}/{number}" for number in range(MAX_PASSED_OVER + 5)]
    desk.site["/sitemap.xml"] = Answer(index(f"{url}/old.xml", f"{url}/new.xml"))
    desk.site["/old.xml"] = Answer(urlset(*many, lastmod="2020-02-03"))
    desk.site["/new.xml"] = Answer(urlset(f"{url}/0", lastmod="2024-02-03"))
    polled = desk.poll(desk.source(SITEMAP), window=(date(2024, 2, 1), date(2024, 2, 29)))
    assert [seen.url for seen in polled.sightings] == [f"{url}/0"]
    assert polled.passed_over_urls == len(many)
    # What another sitemap shows within the window was not passed over.
    assert {seen.url for seen in polled.passed_over} == set(many[1:MAX_PASSED_OVER])
    assert desk.poll(desk.source(SITEMAP)).passed_over == ()


def page(links: str, after: str = "") -> Answer:
    following = f'<a rel="next" href="{after}">older</a>' if after else ""
    return Answer(f"<html><body>{links}{following}</body></html>".encode())


def teaser(path: str, day: str) -> str:
    return f'<h2><a href="{path}">Headline {path}</a></h2><time>{day}</time>'


def test_a_listing_is_followed_to_its_last_page_and_dates_take_the_sources_zone(desk: Desk) -> None:
    desk.site["/world"] = page(teaser("/a", "12 March 2024 00:30") + '<a href="/about">About</a>', "/world?page=2")
    desk.site["/world?page=2"] = page(teaser("/b", "11 March 2024 09:00"), "/world")
    polled = desk.poll(desk.source(LISTING, time_zone="Asia/Damascus"))
    assert [(s.url.removeprefix(desk.site.url), s.published_at) for s in polled.sightings] == [
        ("/a", datetime(2024, 3, 11, 21, 30, tzinfo=UTC)),
        ("/b", datetime(2024, 3, 11, 6, 0, tzinfo=UTC)),
    ]
    assert desk.site.paths == ["/world", "/world?page=2"]


@pytest.mark.parametrize(
    ("words", "changes", "told"),
    [
        ("03/04/2024", {"country": "GB"}, datetime(2024, 4, 3, tzinfo=UTC)),
        ("03/04/2024", {"country": "SY", "languages": ["en", "ar"]}, datetime(2024, 4, 3, tzinfo=UTC)),
        ("03/04/2024", {"country": "US"}, datetime(2024, 3, 4, tzinfo=UTC)),
        ("2024/04/03", {"country": "SY"}, datetime(2024, 4, 3, tzinfo=UTC)),
        ("12 March 2024 00:30", {"time_zone": "America/New_York"}, datetime(2024, 3, 12, 4, 30, tzinfo=UTC)),
        # dateparser knows neither, and raises an exception for each.
        ("12 March 2024", {"languages": ["en", "prs", "xx-latn"]}, datetime(2024, 3, 12, tzinfo=UTC)),
        ("12 March 2024", {"languages": ["prs"]}, None),
    ],
)
def test_a_listings_date_is_read_as_its_country_and_languages_write_it(
    desk: Desk, words: str, changes: dict[str, object], told: datetime | None
) -> None:
    desk.site["/world"] = page(teaser("/a", words))
    polled = desk.poll(desk.source(LISTING, **({"time_zone": "UTC"} | changes)))
    assert [seen.published_at for seen in polled.sightings] == [told]


def test_hours_ago_are_counted_from_now_wherever_the_source_is(desk: Desk) -> None:
    desk.site["/world"] = page(teaser("/a", "2 hours ago"))
    (seen,) = desk.poll(desk.source(LISTING, time_zone="America/New_York")).sightings
    assert seen.published_at is not None
    assert abs(datetime.now(UTC) - timedelta(hours=2) - seen.published_at) < timedelta(minutes=2)


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Tue, 05 Mar 2024 10:00:00 +02:00", 8),
        ("Tue, 05 Mar 2024 10:00:00 GMT+0200", 8),
        ("Tue Mar 05 2024 10:00:00 GMT+0200 (Eastern European Standard Time)", 8),
        ("Tue, 05 Mar 2024 10:00 -0500", 15),
        ("Tue, 05 Mar 2024 10:00:00 EEST", 7),
        ("2024-03-05 10:00:00 UTC", 10),
        ("2024-03-05 10:00:00 EST", 15),
        ("2024-03-05T10:00:00.5 MSK", 7),
        ("2024-03-05 10:00:00 IST", 10),
    ],
)
def test_offsets_and_zones_of_feeds_count_however_they_are_written(desk: Desk, written: str, hour: int) -> None:
    desk.site["/feed"] = Answer(f"<rss><channel><item><link>/a</link><pubDate>{written}</pubDate></item></channel></rss>".encode())
    (seen,) = desk.poll(desk.source()).sightings
    assert seen.published_at is not None
    assert (seen.published_at.date(), seen.published_at.hour) == (date(2024, 3, 5), hour)


def test_half_a_letter_makes_a_feed_no_other_encoding(desk: Desk) -> None:
    items = "".join(f"<item><title>Удар по городу</title><link>{desk.site.url}/новости/{n}</link></item>" for n in range(3))
    body = f"<rss version='2.0'><channel>{items}<item><link>/b</link><description>Удар".encode() + "п".encode()[:1]
    desk.site["/feed"] = Answer(body + b"</description></item></channel></rss>")
    seen = desk.poll(desk.source()).sightings
    assert [one.url.removeprefix(desk.site.url) for one in seen] == ["/новости/0", "/новости/1", "/новости/2", "/b"]
    assert seen[0].title == "Удар по городу"


def test_spaces_in_addresses_are_escaped_as_browsers_do(desk: Desk) -> None:
    link = f"{desk.site.url}/an attack\n in city.html"
    desk.site["/feed"] = Answer(f"<rss><channel><item><link>{link}</link></item></channel></rss>".encode())
    (seen,) = desk.poll(desk.source()).sightings
    assert seen.url == desk.site.url + "/an%20attack%20in%20city.html"


def test_a_listing_without_links_is_a_broken_selector_not_a_quiet_day(desk: Desk) -> None:
    desk.site["/world"] = page("<h3>nothing here</h3>")
    (poll,) = desk.poll(desk.source(LISTING)).polls
    assert poll.outcome is Outcome.NOT_A_FEED
    assert "h2 a" in (poll.reason or "")


def test_a_host_that_does_not_resolve_is_an_outcome_and_stops_nothing(desk: Desk) -> None:
    desk.site["/feed"] = Answer(ATOM)
    polled = desk.poll(desk.source({"kind": "feed", "url": "http://no-such-host.invalid/feed"}, FEED))
    assert [poll.outcome for poll in polled.polls] == [Outcome.DNS_FAILURE, Outcome.OK]
    assert "no-such-host.invalid" in (polled.polls[0].reason or "")


def test_conditional_requests_end_for_a_server_that_lies_with_304(desk: Desk, tmp_path: Path) -> None:
    source = desk.source(FEED)
    seen: set[str] = set()
    with open_writer(tmp_path / "working.duckdb", wait_s=0) as con:
        for number in range(23):
            desk.site["/feed"] = Answer(RSS.replace(b"<link>/a", b"<link>/%d" % number), etag='"never changes"')
            polled = desk.poll(source, validators(con, source.id))
            seen |= {sighting.url for sighting in polled.sightings}
            polls = [replace(poll, poll_id=str(number), run_id=str(number)) for poll in polled.polls]
            load_polls(con, polls, polled.sightings)
        ((reason,),) = con.execute("SELECT reason FROM core.false_validators").fetchall()
    assert "validators" in reason
    asked = ["if-none-match" in asked.headers for asked in desk.site.asked if asked.path == "/feed"]
    assert asked == [False, *[True] * 18, False, *[False] * 3]
    assert len(seen) == 1 + 1 + 4, "the first feed, and every one since it was found out"


def test_an_index_is_always_asked_for_whole_since_its_parts_change_without_it(desk: Desk) -> None:
    desk.site["/sitemap.xml"] = Answer(index(f"{desk.site.url}/part.xml"), etag='"1"')
    desk.site["/part.xml"] = Answer(urlset(f"{desk.site.url}/a"), etag='"2"')
    polled = desk.poll(desk.source(SITEMAP))
    assert [poll.etag for poll in polled.polls] == [None, '"2"']
    assert {poll.way_in_url for poll in polled.polls} == {f"{desk.site.url}/sitemap.xml"}


def test_a_window_takes_the_days_that_addresses_tell_where_a_sitemap_gives_none(desk: Desk) -> None:
    site = desk.site
    index = [
        "/sitemap-2024-04.xml",
        "/sitemap-2024-05.xml",
        "/sitemap-2023.xml",
        "/sitemap-pages.xml",
    ]
    pages = ["/2024/05/17/in", "/2024/05/18/out", "/20240517-in", "/undated", "/2024/05/in-this-month"]
    named = "".join(f"<sitemap><loc>{site.url}{path}</loc></sitemap>" for path in index)
    listed = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in pages)
    touched = f"<url><loc>{site.url}/touched-later</loc><lastmod>2024-05-20</lastmod></url>"
    site["/index.xml"] = Answer(f"<sitemapindex>{named}</sitemapindex>".encode())
    site["/sitemap-2024-05.xml"] = Answer(f"<urlset>{listed}</urlset>".encode())
    site["/sitemap-pages.xml"] = Answer(f"<urlset>{touched}</urlset>".encode())
    source = desk.source({"kind": "sitemap", "url": "/index.xml"})
    polled = desk.poll(source, window=(date(2024, 5, 17), date(2024, 5, 17)))
    assert site.paths == ["/index.xml", "/sitemap-2024-05.xml", "/sitemap-pages.xml"]
    taken = [sighting.url.removeprefix(site.url) for sighting in polled.sightings]
    assert taken == ["/2024/05/17/in", "/20240517-in", "/undated", "/2024/05/in-this-month", "/touched-later"]


def test_the_sitemaps_that_robots_txt_names_stand_in_for_those_that_nobody_configured(desk: Desk) -> None:
    named = ["/a.xml", "https://elsewhere.example/b.xml", "/a.xml?utm_source=x", "ftp://x/c.xml", "/d.xml", "/e\x1b.xml"]
    desk.site["/robots.txt"] = Answer("".join(f"Sitemap: {one}\n" for one in named).encode())

    async def sitemaps(source: Source) -> list[str]:
        async with Client(desk.settings, desk.archive) as client:
            return [way.url.removeprefix(desk.site.url) for way in await sitemaps_of(client, source, "run")]

    assert asyncio.run(sitemaps(desk.source(FEED))) == ["/a.xml", "/d.xml"]
    assert asyncio.run(sitemaps(desk.source(FEED, SITEMAP))) == ["/sitemap.xml"]
    desk.site["/robots.txt"] = Answer(b"broken", status=500)
    assert asyncio.run(sitemaps(desk.source(FEED))) == []
