"""What no rule of identity may do, whatever the address: raise, change its mind, merge two pages or lose one."""

from __future__ import annotations

import string
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.collect.sources import Source
from tasks.collect.urls import same_site, site_of, trackers, url_key
from tests.collect.conftest import Desk
from tests.collect.test_poll import urlset
from tests.site import Answer

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
HOSTS = st.sampled_from(
    [
        "paper.example",
        "WWW.Paper.example",
        "bücher.example",
        "straße.de",
        "शांति.भारत",
        "[::1]",
        "127.0.0.1",
        "a..b",
        "x_y.example",
        "ex.",
    ]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":99999", ":x"])
URLS = st.builds(
    lambda scheme, who, host, port, path, query, fragment: f"{scheme}://{who}{host}{port}/{path}?{query}#{fragment}",
    st.sampled_from(["http", "HTTPS", "ftp", ""]),
    st.sampled_from(["", "user:secret@", "@"]),
    HOSTS | st.text(max_size=20),
    PORTS,
    ANY_TEXT,
    ANY_TEXT,
    st.text(max_size=5),
)


@given(ANY_TEXT | URLS)
def test_every_address_has_a_key_and_the_key_is_its_own_key(url: str) -> None:
    assert url_key(url_key(url)) == url_key(url)


@settings(deadline=None)  # the first pair waits for the list of public suffixes
@given(URLS, URLS)
def test_any_two_addresses_can_be_asked_whether_they_are_of_one_site(one: str, other: str) -> None:
    assert same_site(one, other) is same_site(other, one)


SAFE = string.ascii_letters + string.digits + "-._~!$'()*,;:@/"
NAMES = st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=12).filter(
    lambda name: url_key(f"https://a.example/?{name}=1") != "https://a.example/"
)
PAGES = st.tuples(st.text(SAFE, max_size=20), st.lists(st.tuples(NAMES, st.text(SAFE, max_size=8)), max_size=4))


def address(page: tuple[str, list[tuple[str, str]]], *more: str) -> str:
    path, pairs = page
    query = "&".join([*(f"{name}={value}" for name, value in pairs), *more])
    return f"https://paper.example/{path}" + (f"?{query}" if query else "")


@given(PAGES, PAGES)
def test_pages_that_differ_in_path_or_parameters_have_different_keys(one: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    assert (url_key(address(one)) == url_key(address(other))) is (one == other)


@given(PAGES, st.sampled_from([name.replace("*", "x") for name in trackers()]), st.text(SAFE, max_size=8))
def test_a_parameter_that_counts_visitors_never_changes_the_key(page: tuple, tracker: str, value: str) -> None:  # type: ignore[type-arg]
    assert (
        url_key(address(page, f"{tracker}={value}"))
        == url_key(address(page, f"{tracker.upper()}={value}"))
        == url_key(address(page))
    )


# A fragment that begins with ! or / may choose a page, and is part of its identity.
@given(PAGES, st.text(max_size=10).map(lambda text: text.replace("#", "")).filter(lambda text: not text.startswith(("!", "/"))))
def test_what_is_fetched_is_not_changed_but_what_identifies_it_holds_no_secret(page: tuple, fragment: str) -> None:  # type: ignore[type-arg]
    whole = address(page).replace("://", "://user:secret@")
    assert url_key(f"{whole}#{fragment}") == url_key(address(page))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://straße.de/x", "https://strasse.de/x"),
        ("https://paper.example/Artikel", "https://paper.example/artikel"),
        ("https://paper.example/%2Fa", "https://paper.example//a"),
        ("https://paper.example/a/", "https://paper.example/a"),
        ("https://paper.example/?ID=7", "https://paper.example/?ID=8"),
        ("https://paper.example/?cid=7", "https://paper.example/?cid=8"),
        ("https://paper.example/?p=7&page=2", "https://paper.example/?p=7"),
        ("https://news.un.org/en/1", "https://press.un.org/en/1"),
        ("https://www.paper.example/a", "https://paper.example/a"),
        ("https://[::1]:8080/a", "https://[::1]/a"),
        ("https://paper.example:8443/a", "https://paper.example/a"),
        ("https://m.paper.example/a", "https://paper.example/a"),
        ("https://paper.example/amp/a", "https://paper.example/a"),
        ("https://paper.example/a/index.html", "https://paper.example/a/"),
        ("https://paper.example/a?print=1", "https://paper.example/a"),
        ("https://paper.example/a?outputType=amp", "https://paper.example/a"),
        ("https://paper.example/a?sid=1", "https://paper.example/a?sid=2"),
        ("https://paper.example/a?b=1&c=2", "https://paper.example/a?c=2&b=1"),
        ("https://paper.example/syria-attack", "https://paper.example/"),
        ("https://paper.example/#!/story/1", "https://paper.example/#!/story/2"),
        ("https://paper.example/#/story/1", "https://paper.example/"),
        ("https://paper.example/%252F", "https://paper.example/%2F"),
        ("https://paper.example/a+b", "https://paper.example/a%20b"),
        ("https://paper.example/a/../b", "https://paper.example/b"),
        ("https://paper.example/" + "a" * 3000, "https://paper.example/" + "a" * 3001),
        ("https://paper.example/caf\u00e9", "https://paper.example/cafe\u0301"),
    ],
)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/%d8%b3%d9%88%d8%b1", "https://example.org/سور"),
        ("https://ПРАВДА.рф/a", "https://xn--80aafi6cg.xn--p1ai/a"),
        ("https://paper.example./a", "https://paper.example/a"),
        ("https://user:secret@paper.example/a", "https://paper.example/a"),
        ("http://paper.example/a", "https://paper.example/a"),
        ("http://paper.example:80/a", "https://paper.example:443/a"),
        ("HTTPS://Paper.Example", "https://paper.example/"),
        ("https://paper.example/%7Eme%2Da", "https://paper.example/~me-a"),
        ("https://paper.example/новости", "https://paper.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
        ("https://paper.example/a b", "https://paper.example/a%20b"),
        ("https://paper.example/a;jsessionid=AB12?id=1", "https://paper.example/a;JSESSIONID=CD34?id=1"),
        ("https://paper.example/a?PHPSESSID=1", "https://paper.example/a"),
        ("https://paper.example/a?&&id=1&#top", "https://paper.example/a?id=1"),
        ("https://paper.example/a#:~:text=shelling", "https://paper.example/a#comments"),
        ("https://paper.example/a?UTM_Source=x&id=5&fbclid=y", "https://paper.example/a?id=5"),
        ("https://paper.example/a?at_medium=RSS&at_campaign=K", "https://paper.example/a"),
        ("https://paper.example/a?xtor=RSS-3208", "https://paper.example/a"),
        ("https://paper.example/a?gclid=1&gbraid=2&wbraid=3&gad_source=4", "https://paper.example/a"),
        ("https://paper.example/a?twclid=1&ttclid=2&li_fat_id=3&igsh=4&ysclid=5", "https://paper.example/a"),
        ("https://paper.example/a?_hsenc=1&_hsmi=2&mc_cid=3&mtm_campaign=4&pk_campaign=5", "https://paper.example/a"),
    ],
)
def test_two_spellings_of_one_page_are_one(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://a.co.uk/1", "https://b.co.uk/1", False),
        ("https://co.uk/1", "https://b.co.uk/1", False),
        ("https://uk/1", "https://b.co.uk/1", False),
        ("https://a.com.sy/1", "https://com.sy/1", False),
        ("https://a.github.io/1", "https://github.io/1", False),
        ("https://www.com/1", "https://paper.com/1", False),
        ("https://m.uk/1", "https://paper.uk/1", False),
        ("https://un.org/1", "https://news.un.org/1", True),
        ("https://news.un.org/1", "https://press.un.org/1", False),
        ("https://www.a.co.uk/1", "https://m.a.co.uk/1", True),
        ("https://bücher.example/1", "https://www.xn--bcher-kva.example/1", True),
        ("https://a.example./1", "https://a.example/1", True),
        ("mailto:one", "javascript:two", False),
        ("http://[", "http://[", False),
    ],
)
def test_a_public_suffix_is_nobodys_site(one: str, other: str, is_same: bool) -> None:
    assert same_site(one, other) is is_same


def test_a_site_keeps_what_is_left_of_its_name_when_a_prefix_is_all_that_makes_it_one() -> None:
    assert [site_of(host) for host in ("www.com", "m.uk", "amp.co.uk", "www.m.paper.example")] == [
        "www.com",
        "m.uk",
        "amp.co.uk",
        "paper.example",
    ]


def test_a_source_can_keep_and_drop_parameters(desk: Desk) -> None:
    url = desk.site.url
    key = url.replace("http:", "https:")
    shown = ["/a?ocid=1", "/a?ocid=2", "/a?session=1", "/a?session=2", "/a?ref_x=1", "/a"]
    desk.site["/sitemap.xml"] = Answer(urlset(*(url + path for path in shown)))
    way_in = {"kind": "sitemap", "url": "/sitemap.xml"}
    keys = [s.url_key for s in desk.poll(desk.source(way_in, identity={"keep": ["OCID"], "drop": ["session", "ref_*"]})).sightings]
    assert keys == [f"{key}/a?ocid=1", f"{key}/a?ocid=2", f"{key}/a"]
    assert [s.url for s in desk.poll(desk.source(way_in)).sightings] == [url + path for path in ("/a?ocid=1", *shown[2:5])]


@given(st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=3), PAGES)
def test_keep_overrules_drop_and_both_leave_the_key_its_own_key(keep: list[str], drop: list[str], page: tuple) -> None:  # type: ignore[type-arg]
    key = url_key(address(page), keep=keep, drop=drop)
    assert url_key(key, keep=keep, drop=drop) == key
    names = {pair.partition("=")[0].lower() for pair in urlsplit(key).query.split("&") if pair}
    asked = {name.lower() for name, _ in page[1]}
    assert names == asked - ({name.lower() for name in drop} - {name.lower() for name in keep})


@pytest.mark.parametrize("name", ["", "a b", "a=b", "*", "a*b", "a&b"])
def test_a_name_that_no_parameter_can_have_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(ValueError, match="identity"):
        Source.model_validate(desk.source().model_dump() | {"identity": {"drop": [name]}})
