"""Bytes that no honest server sends: whatever they are, a way in is read in time or is none."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from tasks.collect.feeds import Entry, NotAFeed, parse_feed
from tasks.collect.json_feeds import parse_json_feed
from tasks.collect.listings import Customs, parse_listing
from tasks.collect.sitemaps import parse_sitemap
from tasks.collect.sources import WayIn
from tasks.collect.urls import url_key
from tasks.collect.ways import read_way_in
from tasks.models import WayInKind
from tests.collect.test_poll import ATOM, RDF, RSS, index, urlset

URL = "https://paper.example/feed"
LIMIT_S = 6.0
LISTING = WayIn(kind=WayInKind.LISTING, url=URL, links="a", dates="time", next_page="a[rel=next]")
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "T",
        "items": [{"id": "1", "url": "/one", "title": "One", "date_published": "2024-01-02T03:04:05Z"}],
    }
).encode()
PAGE = b'<html><body><h2><a href="/a">A</a></h2><time>11 March 2024</time><a rel="next" href="?p=2">older</a></body></html>'
WHOLE = [RSS, ATOM, RDF, JSON, PAGE, urlset("https://paper.example/a"), index("https://paper.example/s.xml")]


def entries_of_robots(body: bytes, url: str) -> list[Entry]:
    rules = Protego.parse(body[: 500 * 1024].decode("utf-8", "replace"))
    rules.can_fetch(url, "Dateline")
    return [Entry(str(sitemap)) for sitemap in rules.sitemaps]


READERS: dict[str, Callable[[bytes, str], list[Entry]]] = {
    "feed": parse_feed,
    "json": parse_json_feed,
    "sitemap": lambda body, url: list(parse_sitemap(body, url).entries),
    "listing": lambda body, url: list(parse_listing(body, url, LISTING, Customs(("en",), "US", "UTC")).entries),
    "any": lambda body, url: list(read_way_in(body, url).entries),
    "robots": entries_of_robots,
}


def read(reader: str, body: bytes) -> list[Entry]:
    """Read `body` within the limit; what is no way in shows nothing."""
    began = time.process_time()
    try:
        return READERS[reader](body, URL)
    except NotAFeed:
        return []
    finally:
        assert time.process_time() - began < LIMIT_S


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """Draw a whole way in that was cut, flipped, doubled, sprinkled with other bytes, or written in another encoding."""
    body = draw(st.sampled_from(WHOLE))
    match draw(st.sampled_from(["cut", "flip", "insert", "double", "encode", "gzip"])):
        case "cut":
            return body[: draw(st.integers(0, len(body)))]
        case "flip":
            flipped = bytearray(body)
            for place in draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=8)):
                flipped[place] ^= 1 << draw(st.integers(0, 7))
            return bytes(flipped)
        case "insert":
            place = draw(st.integers(0, len(body)))
            foreign = draw(
                st.binary(max_size=30) | st.sampled_from([b"<![CDATA[", b"]]>", b"&nbsp;", b"&x;", b"<!--", b"\0", b"<a>"])
            )
            return body[:place] + foreign + body[place:]
        case "double":
            return body[: draw(st.integers(0, len(body)))] + draw(st.sampled_from(WHOLE))
        case "encode":
            encoding = draw(st.sampled_from(["utf-16", "utf-32", "utf-16-be", "cp037", "utf-7", "latin-1"]))
            return body.decode().replace("T", "Zürich").encode(encoding)
        case _:
            return gzip.compress(body)[: draw(st.integers(0, 300))]


@pytest.mark.parametrize("reader", READERS)
@settings(deadline=None)  # the first date in words loads the languages; `read` has a limit of its own
@given(body=mangled() | st.binary(max_size=200))
def test_only_a_way_in_or_none_comes_out(reader: str, body: bytes) -> None:
    for entry in read(reader, body):
        assert reader == "robots" or entry.url.startswith(("http://", "https://"))
        assert entry.title is None or entry.title.isprintable() or not any(ord(c) < 32 for c in entry.title)
        assert url_key(entry.url).encode()


LAUGHS = b'<!DOCTYPE l [<!ENTITY a0 "haha">%s]>' % b"".join(
    b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)
QUADRATIC = b'<!DOCTYPE l [<!ENTITY a "%s">]>' % (b"x" * 100_000)
PARAMETER = b'<!DOCTYPE l [<!ENTITY %% p SYSTEM "%s/dtd">%%p;]>'
ITEM = b'<rss version="2.0"><channel><item><title>A%s</title><link>https://paper.example/1</link></item></channel></rss>'
ATTRIBUTE = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://paper.example/%s"/></entry></feed>'
LOC = b"<urlset><url><loc>https://paper.example/%s</loc></url></urlset>"


@pytest.mark.parametrize("shape", [ITEM, ATTRIBUTE, LOC], ids=["title", "attribute", "loc"])
@pytest.mark.parametrize(
    ("doctype", "reference"), [(LAUGHS, b"&a9;"), (QUADRATIC, b"&a;" * 1_000), (b'<!DOCTYPE l [<!ENTITY a "zzz">]>', b"&a;")]
)
def test_no_entity_is_expanded(doctype: bytes, reference: bytes, shape: bytes) -> None:
    body = doctype + shape % reference
    for packed in (body, b'<?xml version="1.0"?>' + body, body.decode().encode("utf-16")):
        for entry in read("any", packed):
            said = entry.url + (entry.title or "")
            assert not any(word in said for word in ("haha", "xxxx", "zzz"))


@pytest.mark.parametrize("shape", [ITEM, ATTRIBUTE, LOC], ids=["title", "attribute", "loc"])
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_nothing_outside_is_read_or_fetched(desk: object, tmp_path: object, shape: bytes, scheme: str) -> None:
    from pathlib import Path  # noqa: PLC0415

    from tests.collect.conftest import Desk  # noqa: PLC0415

    assert isinstance(desk, Desk)
    assert isinstance(tmp_path, Path)
    (tmp_path / "dtd").write_text('<!ENTITY a "leaked">')
    base = desk.site.url if scheme == "http" else f"file://{tmp_path}"
    for doctype in (
        b'<!DOCTYPE l SYSTEM "%s/dtd">' % base.encode(),
        b'<!DOCTYPE l [<!ENTITY a SYSTEM "%s/dtd">]>' % base.encode(),
        PARAMETER % base.encode(),
    ):
        body = doctype + (shape % b"&a;").replace(b"<item>", b'<item xmlns:xi="http://www.w3.org/2001/XInclude">')
        assert not any("leaked" in entry.url + (entry.title or "") for entry in read("any", body))
    assert desk.site.asked == []


MANY = 10_000_000
HUGE = {
    "x": b"x" * MANY,
    "spaces": b" " * MANY,
    "nul": b"\0" * MANY,
    "not utf-8": b"\xff" * MANY,
    "less than": b"<" * MANY,
    "ampersands": ITEM % (b"&" * MANY),
    "references": ITEM % (b"&#" * (MANY // 2)),
    "entities": ITEM % (b"&eacute;" * (MANY // 8)),
    "no end": b"<a>" * (MANY // 3),
    "deep items": b"<rss><channel>" + b"<item>" * (MANY // 6),
    "many items": b"<rss><channel>" + b"<item><link>https://paper.example/1</link></item>" * (MANY // 48),
    "many addresses": b"<urlset>" + b"<url><loc>https://paper.example/1</loc></url>" * (MANY // 45),
    "long title": ITEM % (b"y" * MANY),
    "cdata": ITEM % (b"<![CDATA[" * (MANY // 9)),
    "comments": ITEM % (b"<!--" * (MANY // 4)),
    "doctypes": b"<!DOCTYPE " * (MANY // 10),
    "declared": b"<!DOCTYPE rss [" + b"".join(b'<!ENTITY e%d "v">' % n for n in range(MANY // 20)) + b"]>" + ITEM % b"&e1;",
    "attributes": b"<rss " + b" ".join(b'a%d="b"' % n for n in range(MANY // 13)) + b"/>",
    "json depth": b'{"items":' * (MANY // 9),
    "json items": JSON[:-2] + b',{"url":"/b"}' * (MANY // 13) + b"]}",
    "links": b"<a href=/1>x</a>" * (MANY // 16),
    "next links": b"<a rel=next href=/1>x" * (MANY // 21),
}


@pytest.mark.parametrize("name", HUGE)
def test_ten_megabytes_in_one_line_are_read_or_refused_in_time(name: str) -> None:
    for reader in ("any", "listing", "robots"):
        read(reader, HUGE[name])


def test_a_number_of_entries_is_enough() -> None:
    assert len(read("any", HUGE["many items"])) == 5_000
    assert len(read("any", HUGE["many addresses"])) == 50_000


@pytest.mark.parametrize(
    "robots",
    [
        b"User-agent: *\nDisallow: /" + b"*a" * 100_000,
        b"User-agent: *\n" + b"Disallow: /*a*b*c*d\n" * 20_000,
        b"Sitemap: x\n" * 40_000,
    ],
)
def test_rules_made_to_be_slow_are_judged_in_time(robots: bytes) -> None:
    began = time.process_time()
    Protego.parse(robots[: 500 * 1024].decode()).can_fetch("https://paper.example/" + "a" * 1_900, "Dateline")
    assert time.process_time() - began < LIMIT_S


def looks_garbled(text: str) -> bool:
    """Whether the other reader takes a title for UTF-8 that was read as Latin-1, and changes it."""
    try:
        return text.encode("latin-1").decode("utf-8") != text
    except UnicodeError:
        return False


CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<>&")
WORDS = st.text(CHARACTERS, min_size=1, max_size=20).filter(lambda text: not looks_garbled(text))


@given(st.lists(st.tuples(WORDS, st.integers(0, 10**6), st.datetimes()), max_size=5))
def test_a_whole_feed_shows_what_another_reader_finds_in_it(items: list[tuple[str, int, object]]) -> None:
    shown = "".join(
        f"<item><title>{title}</title><link>https://paper.example/{number}?a=1&amp;b={number}</link></item>"
        for title, number, _ in items
    )
    body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{shown}</channel></rss>'.encode()
    peers = [(entry.link, " ".join(entry.title.split())) for entry in feedparser.parse(body, sanitize_html=False).entries]
    assert [(entry.url, entry.title or "") for entry in read("any", body)] == peers
