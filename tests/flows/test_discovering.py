"""`dateline sources discover`: what a person at a terminal sees, and that nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from flows.newsroom import Newsroom
from tests.flows.conftest import place_in
from tests.flows.test_cli import run
from tests.site import Answer, Site

LOCAL = ("--allow-address", "127.0.0.1", "--delay-s", "0")


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as found:
        with suppress(HTTPError):  # it fails once, and would be waited for
            urlopen(found.sites["tessera-press"] + "/news-sitemap.xml")
        yield found


@pytest.mark.parametrize(
    ("site", "ways_in"),
    [
        ("quayside-courier", [("feed", "/rss.xml"), ("sitemap", "/sitemap.xml")]),
        ("northmere-tribune", [("feed", "/atom.xml"), ("sitemap", "/sitemap.xml")]),
        ("tessera-press", [("news_sitemap", "/news-sitemap.xml")]),
    ],
)
def test_what_goes_to_standard_output_can_be_pasted_into_sources_yaml(
    site: str, ways_in: list[tuple[str, str]], newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with place_in(tmp_path) as place:
        place.sources.write_text(newsroom.sources_yaml(), encoding="utf-8")
        before = place.sources.read_text(encoding="utf-8")
        base = newsroom.sites[site]
        assert run("sources", "discover", base.removeprefix("http://"), *LOCAL) == 0
        shown = capsys.readouterr()
        assert all(f"{kind} " in shown.err and base + path in shown.err for kind, path in ways_in)
        assert [path.name for path in place.folder.iterdir()] == ["sources.yaml"]
        place.sources.write_text(before + shown.out, encoding="utf-8")
        assert run("sources", "check") == 0
        assert f"{base}/" in shown.out
        checked = capsys.readouterr().out
        assert [line.split()[-1] for line in checked.splitlines() if line.startswith("127-0-0-1 ")] == [str(len(ways_in))]


def test_the_findings_are_json_too_and_an_id_that_is_taken_is_not_given_again(
    newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with place_in(tmp_path) as place:
        place.sources.write_text(newsroom.sources_yaml().replace("quayside-courier", "127-0-0-1"), encoding="utf-8")
        assert run("sources", "discover", newsroom.sites["quayside-courier"], *LOCAL, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert "- id: 127-0-0-1-2\n" in told["stub"]
    best = told["findings"][0]
    assert (best["kind"], best["entries"], best["own"], best["dated"], best["titled"], best["left_out"]) == (
        "feed",
        12,
        12,
        12,
        12,
        None,
    )
    assert best["newest_at"] == "2024-04-02T11:00:00+00:00"


def test_a_private_address_is_refused_unless_it_is_allowed(
    newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with place_in(tmp_path):
        assert run("sources", "discover", newsroom.sites["quayside-courier"]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "blocked_address" in shown.err
        assert "--allow-address 127.0.0.1" in shown.err
        assert run("sources", "discover", "127.0.0.1", "--allow-address", "here") == 2
        assert "'here'" in capsys.readouterr().err


def test_where_nothing_is_found_it_says_what_was_tried_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with place_in(tmp_path), Site() as site:
        site["/"] = Answer(b"<title>Red \x1b[31m</title><link rel=alternate type=application/rss+xml href='/feed\x1b[2J'>")
        site["/feed"] = Answer(b"<html><body>no feed</body></html>")
        assert run("sources", "discover", site.url, *LOCAL) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "/feed: the body is" not in shown.err
        assert "/sitemap.xml" in shown.err
        assert "kind: listing" in shown.err
        assert "\x1b" not in shown.err
    with place_in(tmp_path):
        assert run("sources", "discover", site.url, *LOCAL) == 1
        assert "connect_failure" in capsys.readouterr().err
