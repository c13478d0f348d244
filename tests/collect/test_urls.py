"""The identity of addresses: it merges what is one page and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collect.urls import same_site, url_key


@given(st.text(max_size=200))
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    assert url_key(url_key(text)) == url_key(text)


PATHS = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), max_size=40).map(lambda path: "/" + path.replace("#", ""))


@given(PATHS, PATHS)
def test_paths_and_queries_that_differ_stay_apart(one: str, other: str) -> None:
    keys = url_key("https://a.example" + one), url_key("https://a.example" + other)
    if keys[0] == keys[1]:
        split = [urlsplit("https://a.example" + path) for path in (one, other)]
        assert split[0].path == split[1].path or "%" in one + other or not (one + other).isascii()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
        ("HTTPS://A.Example:443/x#top", "https://a.example/x"),
        ("http://a.example:80", "http://a.example/"),
        ("https://a.example/x?id=7&fbclid=abc", "https://a.example/x?id=7"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://a.example/x?", "https://a.example/x"),
        ("http://a.example/x", "https://a.example/x"),
        ("http://a.example:443/x", "https://a.example:80/x"),
    ],
)
def test_what_never_tells_pages_apart_is_left_out(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/News/2026/", "https://a.example/news/2026/"),
        ("https://a.example/News/2026/", "https://a.example/News/2026"),
        ("https://a.example/syria-attack", "https://a.example/"),
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://a.example/story?cid=1", "https://a.example/story"),
        ("https://a.example/story?b=1&a=2", "https://a.example/story?b=1"),
        ("https://news.un.org/x", "https://press.un.org/x"),
        ("https://a.example:8443/x", "https://a.example/x"),
    ],
)
def test_what_may_tell_pages_apart_is_kept(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://www.paper.example/a", "https://paper.example/b", True),
        ("https://paper.example/a", "https://m.paper.example/b", True),
        ("https://paper.example/a", "https://news.paper.example/b", True),
        ("https://paper.example/a", "https://otherpaper.example/b", False),
        ("https://news.un.org/a", "https://press.un.org/b", False),
    ],
)
def test_a_site_is_its_host_and_what_lies_below(one: str, other: str, is_same: bool) -> None:
    assert same_site(one, other) is is_same
