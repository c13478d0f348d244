"""Finding a site's ways in: sites of all kinds on a local server, and words of theirs that must not become anything else."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from flows.discovering import source_text, starts
from tasks.collect.client import Client, Fetched
from tasks.collect.discover.countries import country_of, zone_of
from tasks.collect.discover.findings import Finding, FoundBy
from tasks.collect.discover.front_page import FrontPage, name_in, read_front_page
from tasks.collect.discover.hints import hints
from tasks.collect.discover.proposals import propose_listing
from tasks.collect.discover.search import MOST_ASKED, Discovery, discover
from tasks.collect.discover.stub import id_of
from tasks.collect.feeds import Entry
from tasks.collect.sources import Catalogue, Source, load_catalogue
from tasks.collect.ways import Shown
from tasks.errors import ConfigurationError
from tasks.models import Outcome, WayInKind
from tests.collect.conftest import Desk
from tests.collect.test_poll import index, urlset
from tests.site import Answer, Site

ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="{}">'


def page(head: str = "", body: str = "", lang: str = "en") -> Answer:
    return Answer(f'<html lang="{lang}"><head><title>The Paper</title>{head}</head><body>{body}</body></html>'.encode())


def rss(*links: str) -> Answer:
    items = "".join(
        f"<item><title>T</title><link>{link}</link><pubDate>Mon, 11 Sep 2023 09:14:00 GMT</pubDate></item>" for link in links
    )
    return Answer(f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode())


def news(*urls: str) -> bytes:
    told = "<n:news><n:publication_date>2024-02-03T10:00:00Z</n:publication_date><n:title>T</n:title></n:news>"
    entries = "".join(f"<url><loc>{url}</loc>{told}</url>" for url in urls)
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {spaces}>{entries}</urlset>".encode()


def river(count: int = 8, words: str = "Council meets over the harbour") -> str:
    return "".join(f'<li><a href="/news/{10_000 + n}/">{words} {n}</a></li>' for n in range(count))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of the desk's site gave; addresses are paths."""

    discovery: Discovery
    stub: str | None
    site: Site

    @property
    def source(self) -> dict[str, Any]:
        """The stub's source."""
        assert self.stub is not None
        (source,) = yaml.safe_load(self.stub)
        return dict(source)

    @property
    def ways_in(self) -> list[tuple[str, str, bool]]:
        """Kind, path and whether for backfills only."""
        return [(way["kind"], self.path(way["url"]), way.get("backfill_only", False)) for way in self.source["ways_in"]]

    def path(self, url: str) -> str:
        return url.removeprefix(self.site.url)

    def outcome(self, path: str) -> Outcome:
        return next(found.outcome for found in self.discovery.findings if self.path(found.url) == path)


def search(desk: Desk, path: str = "/") -> Found:
    source = desk.source(homepage=desk.site.url + path)

    async def look() -> Discovery:
        async with Client(desk.settings, desk.archive) as client:
            return await discover(client, source, advance=lambda _: None)

    discovery = asyncio.run(look())
    return Found(discovery, source_text(discovery, source, frozenset())[1], desk.site)


def test_a_feed_beside_a_base_is_found_and_the_source_is_valid_and_polls(desk: Desk, tmp_path: Path) -> None:
    desk.site["/"] = page(
        '<base href="/static/">' + ALTERNATE.format("feeds/all.rss") + '<meta property="og:site_name" content="Paper: #1">'
    )
    desk.site["/static/feeds/all.rss"] = rss("/a", "/b")
    found = search(desk)
    assert found.ways_in == [("feed", "/static/feeds/all.rss", False)]
    file = tmp_path / "sources.yaml"
    file.write_text(f"sources:\n{found.stub}", encoding="utf-8")
    (source,) = load_catalogue(file).sources
    assert (source.id, source.name, source.languages, source.allow_addresses) == ("127-0-0-1", "Paper: #1", ("en",), ("127.0.0.1",))
    assert [found.path(seen.url) for seen in desk.poll(source).sightings] == ["/a", "/b"]


def test_sitemaps_that_only_robots_txt_names_are_told_apart(desk: Desk) -> None:
    url = desk.site.url
    named = [f"{url}/maps/all.xml", f"{url}/maps/news.xml", f"{url}/author-sitemap.xml", "http://no-such.invalid/x.xml"]
    desk.site["/"], desk.site["/robots.txt"] = page(), Answer("".join(f"Sitemap: {one}\n" for one in named).encode())
    desk.site["/maps/all.xml"] = desk.site["/author-sitemap.xml"] = Answer(urlset(f"{url}/a", f"{url}/b"))
    desk.site["/maps/news.xml"] = Answer(news(f"{url}/a"))
    found = search(desk)
    assert found.ways_in == [("news_sitemap", "/maps/news.xml", False), ("sitemap", "/maps/all.xml", True)]
    assert found.outcome("http://no-such.invalid/x.xml") is Outcome.DNS_FAILURE


def test_of_a_packed_index_of_fifty_sitemaps_few_are_opened(desk: Desk) -> None:
    parts = [*(f"/post-{n}.xml.gz" for n in range(48)), "/category-sitemap.xml.gz", "/news-sitemap.xml.gz"]
    desk.site["/"], desk.site["/sitemap.xml"] = page(), Answer(gzip.compress(index(*(desk.site.url + part for part in parts))))
    for part in parts:
        desk.site[part] = Answer(gzip.compress(urlset(f"{desk.site.url}{part}/a")), content_type="application/gzip")
    desk.site["/news-sitemap.xml.gz"] = Answer(gzip.compress(news(f"{desk.site.url}/a")))
    found = search(desk)
    assert found.ways_in == [("news_sitemap", "/news-sitemap.xml.gz", False), ("sitemap", "/sitemap.xml", True)]
    assert len([path for path in desk.site.paths if path.endswith(".gz")]) == 2
    assert len(desk.site.asked) <= 25


def test_an_index_of_nothing_but_news_is_one_news_sitemap(desk: Desk) -> None:
    desk.site["/robots.txt"] = Answer(f"Sitemap: {desk.site.url}/index.xml".encode())
    desk.site["/"], desk.site["/index.xml"] = page(), Answer(index(f"{desk.site.url}/news-1.xml", f"{desk.site.url}/news-2.xml"))
    for number in (1, 2):
        desk.site[f"/news-{number}.xml"] = Answer(news(f"{desk.site.url}/{number}"))
    assert search(desk).ways_in == [("news_sitemap", "/index.xml", False)]


def test_a_sitemap_is_polled_only_where_nothing_shows_what_is_new(desk: Desk) -> None:
    desk.site["/sitemap.xml"] = Answer(urlset(f"{desk.site.url}/a"))
    desk.site["/"] = page()
    assert search(desk).ways_in == [("sitemap", "/sitemap.xml", False)]
    desk.site["/"] = page(body=f'<ul class="river">{river()}</ul>')
    assert search(desk).ways_in == [("listing", "/", False), ("sitemap", "/sitemap.xml", True)]


def test_of_many_feeds_those_are_taken_that_bring_articles_of_the_site(desk: Desk) -> None:
    feeds = ["/feed", "/atom", "/comments/feed", "/elsewhere", "/html", "/gone", "/empty"]
    desk.site["/"] = page("".join(map(ALTERNATE.format, feeds[:6])) + ALTERNATE.format("/empty"), '<a href="/rss/">Our feeds</a>')
    desk.site["/feed"] = desk.site["/atom"] = rss("/a", "/b")
    desk.site["/comments/feed"], desk.site["/elsewhere"] = rss("/a#c1"), rss("http://other.example/a")
    desk.site["/html"], desk.site["/empty"] = page(), rss()
    desk.site["/rss/"] = page(body='<a href="/world/rss.xml">World</a>')
    desk.site["/world/rss.xml"] = rss("/w")
    found = search(desk)
    assert found.ways_in == [("feed", "/feed", False), ("feed", "/world/rss.xml", False)]
    assert [found.outcome(path) for path in ("/html", "/gone")] == [Outcome.NOT_A_FEED, Outcome.HTTP_4XX]


@pytest.mark.parametrize("declared", ["header", "meta"])
def test_a_listing_is_proposed_for_a_page_in_another_charset_and_its_pages_are_polled(desk: Desk, declared: str) -> None:
    pager, words = '<a class="next" href="/?p={}">Дальше</a>', "Совет собрался на заседание"
    first, second = (f'<ul class="lenta">{river(count, words)}</ul>' for count in (8, 2))
    head = '<meta charset="windows-1251">' if declared == "meta" else ""
    kind = "text/html; charset=windows-1251" if declared == "header" else "text/html"
    bodies = [page(head, first + pager.format(2), "ru"), page(head, second.replace("/news/1", "/news/2"), "ru")]
    desk.site["/"], desk.site["/?p=2"] = (Answer(one.body.decode().encode("cp1251"), content_type=kind) for one in bodies)
    found = search(desk)
    assert found.ways_in == [("listing", "/", False)]
    assert found.source["languages"] == ["ru"]
    way = found.source["ways_in"][0]
    assert (way["links"], way["next_page"], way["min_links"], way["max_pages"]) == ("ul.lenta a", "a.next", 4, 2)
    polled = desk.poll(desk.source(way))
    assert (len(polled.sightings), polled.sightings[0].title) == (10, f"{words} 0")


def test_a_feed_may_lead_to_the_outlets_other_domain_and_buttons_to_share_are_no_feeds() -> None:
    entries = (Entry("https://www.paper.com/a"), Entry("https://other.com/b"))
    found = Finding("https://paper.co.uk/feed", FoundBy.HEAD, Outcome.OK).shows(
        Shown(WayInKind.FEED, entries), "https://paper.co.uk/"
    )
    assert (found.entries, found.own) == (2, 1)
    links = ("https://social.example/dialog/feed?x", "https://feeds.elsewhere.example/paper.xml", "/wp-json/feed/", "/rss/")
    html = LexborHTMLParser("".join(f'<a href="{link}">x</a>' for link in links))
    front = read_front_page(html, "https://paper.co.uk/")
    assert front.linked_feeds == ("https://feeds.elsewhere.example/paper.xml", "https://paper.co.uk/rss/")


def test_a_section_has_paths_of_its_own_and_a_feed_is_a_start_too(desk: Desk) -> None:
    desk.site["/world"] = desk.site["/"] = page()
    desk.site["/world/rss"] = rss("/world/a")
    assert search(desk, "/world").ways_in == [("feed", "/world/rss", False)]
    assert search(desk, "/world").source["homepage"] == f"{desk.site.url}/world"
    given = search(desk, "/world/rss")
    assert (given.ways_in, given.source["homepage"]) == ([("feed", "/world/rss", False)], f"{desk.site.url}/")


def test_the_page_that_the_front_page_leads_to_is_the_homepage(desk: Desk) -> None:
    desk.site["/"] = Answer(status=302, headers={"Location": "/en/"})
    desk.site["/en/"], desk.site["/en/feed"] = page(), rss("/en/a")
    found = search(desk)
    assert (found.source["homepage"], found.ways_in) == (f"{desk.site.url}/en/", [("feed", "/en/feed", False)])


def test_a_site_that_refuses_everything_is_soon_left_alone(desk: Desk) -> None:
    for path in ("/", "/robots.txt", *hints().feeds, *hints().sitemaps):
        desk.site[path] = Answer(b"no", status=403)
    found = search(desk)
    assert (found.stub, found.discovery.page.outcome, len(desk.site.paths)) == (None, Outcome.HTTP_4XX, 5)
    assert "refused 5" in (found.discovery.stopped or "")


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [(Answer(b"User-agent: *\nDisallow: /"), Outcome.ROBOTS_DISALLOWED), (Answer(b"down", status=500), Outcome.HTTP_5XX)],
)
def test_nothing_is_asked_for_that_robots_txt_forbids(desk: Desk, robots: Answer, outcome: Outcome) -> None:
    desk.site["/robots.txt"], desk.site["/"], desk.site["/feed"] = robots, page(), rss("/a")
    found = search(desk)
    assert (found.stub, found.discovery.page.outcome, desk.site.paths) == (None, outcome, [])


def test_a_site_that_is_not_there_is_asked_for_one_page(desk: Desk) -> None:
    found = search(replace(desk, site=_gone()))
    assert (found.stub, found.discovery.page.outcome, found.discovery.findings) == (None, Outcome.CONNECT_FAILURE, ())


def _gone() -> Site:
    with Site() as site:
        return site


def test_a_site_of_more_ways_in_than_one_asks_for_is_bounded_and_says_so(desk: Desk) -> None:
    desk.site["/"] = page("".join(ALTERNATE.format(f"/{n}.rss") for n in range(30)), '<a href="/feeds">x</a>')
    desk.site["/feeds"] = page("".join(ALTERNATE.format(f"/{n}.atom") for n in range(30)))
    found = search(desk)
    assert len(desk.site.paths) == MOST_ASKED
    assert f"{MOST_ASKED} addresses" in (found.discovery.stopped or "")


# ---------------------------------------------------------------- what is told of a site


@pytest.mark.parametrize(
    ("host", "tag", "country", "zone", "is_sure"),
    [
        ("www.example.org", None, "US", "UTC", False),
        ("www.example.org", "en-IE", "IE", "Europe/Dublin", False),
        ("www.example.co.uk", "en-US", "GB", "Europe/London", True),
        ("example.ua", "uk", "UA", "Europe/Kyiv", True),
        ("example.ru", "ru", "RU", "UTC", True),
        ("xn--e1afmkfd.xn--p1ai", "ru", "RU", "UTC", True),
        ("example.tv", "en", "US", "UTC", False),
        ("example.me", "sr", "ME", "Europe/Podgorica", False),
        ("127.0.0.1", "not a tag", "US", "UTC", False),
    ],
)
def test_where_a_site_is_published_is_told_by_its_domain_then_its_language(
    host: str, tag: str | None, country: str, zone: str, is_sure: bool
) -> None:
    told = country_of(host, tag)
    assert (told.value, zone_of(told).value, told.check is None) == (country, zone, is_sure)


@pytest.mark.parametrize(
    ("url", "title", "source_id", "name"),
    [
        ("https://www.bbc.co.uk/news", "Home - BBC News", "bbc", "BBC News"),
        ("https://news.un.org/en/", "Global perspective | UN News", "news-un", "UN News"),
        ("https://kyivindependent.com/", "The Kyiv Independent — News from Ukraine", "kyivindependent", "The Kyiv Independent"),
        ("https://xn--80aesfpebagmfblc0a.xn--p1ai/", "Стоп: Новости", "stopkoronavirus", "Стоп: Новости"),
        ("http://[::1]:8000/", "Home | X", "1", "Home | X"),
    ],
)
def test_id_and_name_come_from_host_and_title(url: str, title: str, source_id: str, name: str) -> None:
    assert (id_of(url), name_in(title, url)) == (source_id, name)


def test_a_host_is_asked_over_https_first_and_what_is_no_address_is_named() -> None:
    assert starts("example.org") == ("https://example.org/", "http://example.org/")
    assert starts(" http://example.org/world#top ") == ("http://example.org/world",)
    for given_ in ("ftp://example.org", "mailto:joe@example.org", "https://joe:secret@example.org", "", "exa mple.org"):
        with pytest.raises(ConfigurationError, match=r"www\.example\.org") as caught:
            starts(given_)
        assert "secret" not in str(caught.value)


# ---------------------------------------------------------------- words of strangers

NASTY = st.text(
    st.sampled_from("ab:#-[]{}&*!|>'\"%@`,?\\\n\r\t\0\x1b\x85\u2028\u202e\ufeff \ud800é中") | st.characters(), max_size=60
)


def written(front: FrontPage, findings: Sequence[Finding], homepage: str = "https://paper.example/") -> str | None:
    at = datetime(2024, 2, 4, tzinfo=UTC)
    found = Discovery(homepage, Fetched(homepage, homepage, Outcome.OK, at), front, tuple(findings), 3)
    return source_text(found, Source.model_validate(_asked_as(homepage)), {"paper"})[1]


def _asked_as(homepage: str) -> dict[str, Any]:
    ways_in = [{"kind": "feed", "url": homepage}]
    told = {"id": "x", "name": "x", "homepage": homepage, "country": "US", "languages": ["en"], "affiliation": "wire"}
    return told | {"ways_in": ways_in, "allow_addresses": ["::1"]}


@settings(max_examples=150, deadline=None)
@given(name=NASTY, tag=NASTY, path=NASTY)
def test_whatever_a_page_says_the_source_is_valid_yaml_and_moves_no_cursor(name: str, tag: str, path: str) -> None:
    html = LexborHTMLParser('<html><head><meta property="og:site_name"><link rel="alternate" type="text/xml"></head></html>')
    for selector, attribute, value in (("html", "lang", tag), ("meta", "content", name), ("link", "href", path)):
        node = html.css_first(selector)
        assert node is not None
        node.attrs[attribute] = value.encode("utf-8", "replace").decode()
    front = read_front_page(html, "https://paper.example/")
    feeds = [Finding(url, FoundBy.HEAD, Outcome.OK, kind=WayInKind.FEED, entries=1, own=1) for url in front.feeds]
    stub = written(
        front, [*feeds, Finding("https://paper.example/f", FoundBy.USUAL, Outcome.OK, kind=WayInKind.FEED, entries=1, own=1)]
    )
    assert stub is not None
    assert all(c.isprintable() or c == "\n" for c in stub)
    (source,) = Catalogue.model_validate({"sources": yaml.safe_load(stub)}).sources
    assert source.id == "paper-2"
    assert source.name == (front.name or "paper.example")
    assert [way.url for way in source.ways_in] == [*front.feeds, "https://paper.example/f"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<ul class='a'>", "<li>", "<h3 class='b c9'>", "</ul>", "<nav>", river(3), "<a href='//['>", "<time>", "\0"]
        )
    )
)
def test_whatever_a_page_is_a_proposal_finds_at_least_what_it_says(parts: list[str]) -> None:
    html = LexborHTMLParser("".join(parts))
    proposal = propose_listing(html, "https://paper.example/")
    if proposal is not None:
        assert proposal.links is not None
        assert len({node.attributes.get("href") for node in html.css(proposal.links)}) >= proposal.min_links
