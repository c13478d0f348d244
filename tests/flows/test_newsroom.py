"""The bundled newsroom does what real sites do, and what it prints is short, dated and told in two ways."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import socket
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from flows.newsroom import Dispatch, Newsroom, load_dispatches
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.poll import poll_source
from tasks.collect.sitemaps import parse_sitemap
from tasks.collect.sources import Source, load_catalogue
from tasks.collect.urls import url_key
from tasks.models import Capture, Outcome, Wanted
from tasks.settings import settings
from tests.conftest import SHARED

COURIER, TRIBUNE, WIRE = "quayside-courier", "northmere-tribune", "tessera-press"
MAKIIVKA, MOGADISHU = "2023-01-02-russia-admits-63-dead-in-makiivka", "2017-10-16-mogadishu-truck-bomb"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as found:
        yield found


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target or "/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def address_of(newsroom: Newsroom, dispatch_id: str) -> str:
    return next(url for url, dispatch in newsroom.dispatches().items() if dispatch.id == dispatch_id)


# ---------------------------------------------------------------- what is printed


@pytest.mark.parametrize("dispatch", load_dispatches(), ids=lambda dispatch: dispatch.slug)
def test_a_dispatch_is_short_and_printed_after_what_it_tells(dispatch: Dispatch) -> None:
    for edition in (1, 2):
        printed = dispatch.in_edition(edition)
        assert 80 <= sum(len(text.split()) for text in printed.paragraphs) <= 220
        latest = max((truth.date_end or truth.date for truth in printed.truth), default=None)
        assert latest is None or latest <= (printed.modified or printed.published).date()


@pytest.mark.parametrize("dispatch", load_dispatches(), ids=lambda dispatch: dispatch.slug)
def test_the_weekday_of_a_dispatch_fits_its_date(dispatch: Dispatch) -> None:
    text = " ".join(dispatch.paragraphs).replace("’", "'")
    for truth in dispatch.truth[:1]:
        if dispatch.language == "en" and dispatch.published.date() - truth.date < timedelta(days=7):
            assert f"{truth.date:%A}" in text or (f"{truth.date:%m-%d}" == "01-01" and "New Year's Day" in text)


def test_there_are_dispatches_enough() -> None:
    written = [dispatch for dispatch in load_dispatches() if not dispatch.carries]
    assert len(written) >= 34
    assert {dispatch.language for dispatch in written} == {"en", "es", "fr"}
    assert sum(not dispatch.truth for dispatch in written) == 3, "opinion, court, football"


def test_both_outlets_tell_the_same_events_in_differing_words() -> None:
    told: defaultdict[str, dict[str, Dispatch]] = defaultdict(dict)
    for dispatch in load_dispatches():
        if dispatch.truth and not dispatch.carries:
            told[dispatch.truth[0].event][dispatch.site] = dispatch
    pairs = [by_site for by_site in told.values() if {COURIER, TRIBUNE} <= by_site.keys()]
    assert len(pairs) >= 6
    assert max(shared_words(by_site[COURIER], by_site[TRIBUNE]) for by_site in pairs) < 0.1, "names and phrases of agencies apart"


def test_a_wire_story_runs_trimmed_and_credited_in_both_outlets() -> None:
    copies: defaultdict[str, list[Dispatch]] = defaultdict(list)
    for dispatch in load_dispatches():
        if dispatch.carries:
            copies[dispatch.carries].append(dispatch)
    originals = {dispatch.id: dispatch for dispatch in load_dispatches() if dispatch.site == WIRE}
    for original, carried in copies.items():
        assert {copy.site for copy in carried} == {COURIER, TRIBUNE}
        for copy in carried:
            assert copy.authors == ("Tessera Press Agency",)
            assert set(copy.paragraphs) < set(originals[original].paragraphs)
            assert copy.truth == originals[original].truth


def shared_words(one: Dispatch, other: Dispatch) -> float:
    """Return the share of runs of four words that `one` has in common with `other`."""
    mine, theirs = fours(one), fours(other)
    return len(mine & theirs) / len(mine)


def fours(dispatch: Dispatch) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(dispatch.paragraphs).lower())
    return set(zip(*(words[start:] for start in range(4)), strict=False))


@pytest.mark.skipif(not SHARED.exists(), reason="the vocabulary's table is not here")
def test_the_truth_uses_the_vocabulary_of_the_field(newsroom: Newsroom) -> None:
    known = (SHARED / "eval" / "types.csv").read_text(encoding="utf-8")
    assert {record.truth.sub_event_type for record in newsroom.truth() if f",{record.truth.sub_event_type}," not in known} == set()


# ---------------------------------------------------------------- how it is served


def test_its_sources_file_is_valid(newsroom: Newsroom, tmp_path: Path) -> None:
    sources = sources_of(newsroom, tmp_path)
    assert [source.id for source in sources] == [COURIER, TRIBUNE, WIRE] == list(newsroom.sites)
    assert {str(way_in.kind) for source in sources for way_in in source.ways_in} == {"feed", "listing", "sitemap", "news_sitemap"}
    assert all(source.politeness.delay_s == 0 for source in sources)


def test_what_is_unchanged_is_not_sent_again(newsroom: Newsroom) -> None:
    for path in ("/rss.xml", "/world", "/world?page=2", "/robots.txt"):
        url = newsroom.sites[COURIER] + path
        _, headers, body = get(url)
        assert body
        assert get(url, If_None_Match=headers["ETag"])[::2] == (304, b"")
        assert get(url, If_Modified_Since=headers["Last-Modified"])[::2] == (304, b"")
        assert get(url, If_None_Match='"another"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert [request.conditional for request in newsroom.requests[:4]] == [False, True, True, True]


def test_a_correction_changes_the_page_and_what_lists_it(newsroom: Newsroom) -> None:
    makiivka, mogadishu = address_of(newsroom, MAKIIVKA), address_of(newsroom, MOGADISHU)
    atom, sitemap = newsroom.sites[TRIBUNE] + "/atom.xml", newsroom.sites[WIRE] + "/news-sitemap.xml"
    get(sitemap)  # fails the first time
    listing = get(newsroom.sites[COURIER] + "/world")
    before = {url: get(url) for url in (makiivka, mogadishu, atom, sitemap)}
    newsroom.publish_corrections()
    after = {url: get(url, If_None_Match=before[url][1]["ETag"]) for url in before}
    for url, (status, headers, _) in after.items():
        assert status == 200
        assert headers["ETag"] != before[url][1]["ETag"]
    for url, first, then in ((makiivka, "63", "89"), (mogadishu, "276", "358")):
        assert f"{first} " in before[url][2].decode()
        assert f"{then} " in after[url][2].decode()
        assert headers["Last-Modified"] != before[url][1]["Last-Modified"]
    assert get(newsroom.sites[COURIER] + "/world", If_None_Match=listing[1]["ETag"])[0] == 304, "it has no corrections"
    updated = {entry.link: entry.updated for entry in feedparser.parse(after[atom][2]).entries}
    assert updated[makiivka].startswith("2023-01-04T07:40")
    lastmod = {entry.url: entry.modified_at for entry in parse_sitemap(after[sitemap][2], sitemap).entries}
    assert lastmod[mogadishu] == datetime(2017, 10, 20, 16, 30, tzinfo=UTC)


def test_a_correction_raises_the_toll_and_touches_nothing_else(newsroom: Newsroom) -> None:
    def tolls() -> dict[tuple[str, str], int | None]:
        return {(record.url, record.truth.event): record.truth.killed.best for record in newsroom.truth() if record.truth.killed}

    before = tolls()
    newsroom.publish_corrections()
    after = tolls()
    changed = {key[1]: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed == {"ukr-makiivka-2023-01-01": (63, 89), "som-mogadishu-2017-10-14": (276, 358)}


def test_a_page_is_compressed_for_those_who_accept_it(newsroom: Newsroom) -> None:
    url = address_of(newsroom, MAKIIVKA)
    _, plain_headers, plain = get(url)
    _, headers, packed = get(url, Accept_Encoding="gzip, deflate")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert headers["ETag"] == plain_headers["ETag"]


def test_on_the_same_ports_every_run_serves_the_same_bytes() -> None:
    base = three_free_ports()
    seen: list[list[tuple[bytes, str]]] = []
    for _ in range(2):
        with Newsroom(port_base=base) as newsroom:
            assert list(newsroom.sites.values()) == [f"http://127.0.0.1:{base + number}" for number in range(3)]
            seen.append([(body, headers["ETag"]) for _, headers, body in map(get, newsroom.dispatches())])
    assert seen[0] == seen[1]


def test_a_taken_port_is_said_at_once_and_frees_the_others() -> None:
    base = three_free_ports()
    with socket.create_server(("127.0.0.1", base + 2)), pytest.raises(OSError, match="in use"), Newsroom(port_base=base):
        pass
    with Newsroom(port_base=base) as newsroom:
        assert len(newsroom.sites) == 3


def three_free_ports() -> int:
    # Where to begin differs from process to process, so that two runs of the tests do not meet.
    for base in range(20_000 + os.getpid() % 1000 * 10, 31_000, 10):
        try:
            servers = [socket.create_server(("127.0.0.1", base + number)) for number in range(3)]
        except OSError:
            continue
        for server in servers:
            server.close()
        return base
    raise AssertionError("no three ports in a row are free")


# ---------------------------------------------------------------- what its pages look like


def test_each_design_gives_the_time_in_its_own_way(newsroom: Newsroom) -> None:
    marks = {COURIER: "application/ld+json", TRIBUNE: "article:published_time", WIRE: "<time "}
    for url, dispatch in newsroom.dispatches().items():
        page = get(url)[2].decode()
        assert [mark for mark in marks.values() if mark in page] == [marks[dispatch.site]]


def test_json_ld_gives_zone_and_author(newsroom: Newsroom) -> None:
    page = get(address_of(newsroom, "2023-04-16-sudan-army-and-paramilitaries-fight-for-khartoum"))[2].decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    article = json.loads(found[1])["@graph"][1]
    assert article["datePublished"] == "2023-04-16T11:20:00+01:00"
    assert article["author"] == [{"@type": "Person", "name": "Amina Kerr"}]
    assert article["description"].count("&") == 1, "markup in data stays text"
    assert "shelling &amp; air strikes" in page


def test_a_page_names_its_port_only_in_its_own_address(newsroom: Newsroom) -> None:
    for url, dispatch in newsroom.dispatches().items():
        page = get(url)[2].decode()
        assert url in page
        assert f":{urlsplit(url).port}" not in page.replace(url, "").replace(f"{newsroom.sites[dispatch.site]}/", "")


def test_one_page_has_every_kind_of_boilerplate(newsroom: Newsroom) -> None:
    cluttered = [url for url, dispatch in newsroom.dispatches().items() if dispatch.cluttered]
    assert len(cluttered) == 1
    page = get(cluttered[0])[2].decode()
    for mark in ("READ ALSO", "Updated at:", "POPULAR", "Google News", "WhatsApp", "Advertisement", "Comments (2)", "Sign up", "©"):
        assert mark in page


# ---------------------------------------------------------------- how it is collected


def test_collecting_finds_every_dispatch_and_meets_what_real_sites_do_wrong(newsroom: Newsroom, home: Path) -> None:
    captures = asyncio.run(collected(newsroom, home))
    by_outcome: defaultdict[Outcome, list[Capture]] = defaultdict(list)
    for capture in captures:
        by_outcome[capture.outcome].append(capture)
    fetched = {url_key(capture.final_url or "") for capture in by_outcome[Outcome.OK]}
    assert fetched >= set(map(url_key, newsroom.dispatches()))
    assert [urlsplit(capture.url).path for capture in by_outcome[Outcome.HTTP_4XX]] == [
        "/world/2023/05/14/correspondents-diary-withdrawn"
    ]
    assert [urlsplit(capture.url).path for capture in by_outcome[Outcome.ROBOTS_DISALLOWED]] == [
        "/subscribers/briefing/2023-01-06.html"
    ]
    assert not any(request.path.startswith("/subscribers/") for request in newsroom.requests)
    assert [request.path for request in newsroom.requests if request.status == 503] == ["/news-sitemap.xml"]
    assert [request.path for request in newsroom.requests if request.status == 301] == ["/2019/06/khartoum-sit-in-toll.html"]
    assert by_outcome.keys() == {Outcome.OK, Outcome.HTTP_4XX, Outcome.ROBOTS_DISALLOWED}


async def collected(newsroom: Newsroom, home: Path) -> list[Capture]:
    """Poll every way in and fetch what it shows, as an ingest does."""
    found: list[Capture] = []
    async with Client(settings(), Archive(home / "archive")) as client:
        for source in sources_of(newsroom, home):
            polled = await poll_source(client, source, {}, run_id="run", now=utc_now)
            assert {poll.outcome for poll in polled.polls} == {Outcome.OK}
            wanted = [Wanted(source.id, seen.url, seen.url_key) for seen in polled.sightings]
            found += [capture async for capture in fetch_pages(client, source, wanted, run_id="run", now=utc_now)]
    return found


def sources_of(newsroom: Newsroom, folder: Path) -> tuple[Source, ...]:
    folder.mkdir(exist_ok=True)
    (folder / "sources.yaml").write_text(newsroom.sources_yaml(), encoding="utf-8")
    return load_catalogue(folder / "sources.yaml").sources


def utc_now() -> datetime:
    return datetime.now(UTC)


def test_the_feed_lists_what_is_gone_and_what_asks_for_consent(newsroom: Newsroom) -> None:
    links = [entry.link for entry in feedparser.parse(get(newsroom.sites[COURIER] + "/rss.xml")[2]).entries]
    assert [urlsplit(link).path for link in links if get(link)[0] == 404] == ["/world/2023/05/14/correspondents-diary-withdrawn"]
    assert [urlsplit(link).path for link in links if b"Accept all" in get(link)[2]] == ["/plus/2022/07/23/grain-ships-what-we-know"]
