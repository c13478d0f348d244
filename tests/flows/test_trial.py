"""`dateline sources try`: shows what a source would yield, and keeps nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.settings import settings
from tests.flows.conftest import Place, place_in, source
from tests.flows.test_cli import run
from tests.site import Answer, Site
from warehouse.connection import open_writer

TEXT = "<p>The village fair drew a large crowd this year.</p>" * 6
PAGE = Answer(f"<html><body><article>{TEXT}<p>Follow The Paper on Google News</p></article></body></html>".encode())
LIST = Answer(("<html><body><ul>" + "<li><a href='/a'>Another headline of the day</a></li>" * 30 + "</ul></body></html>").encode())


def feed(*paths: str) -> Answer:
    dated = "<pubDate>Mon, 11 Sep 2023 09:14:00 GMT</pubDate>"
    items = "".join(f"<item><title>Fair {path}</title><link>{path}</link>{dated}</item>" for path in paths)
    return Answer(f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with place_in(tmp_path) as found:
        yield found


def trial(place: Place, site: Site, capsys: pytest.CaptureFixture[str], **changes: object) -> tuple[int, dict[str, str]]:
    """Try a source with a feed, and return the exit code and what was shown, by the first words of each part's title."""
    place.configure(source("paper", site.url, {"kind": "feed", "url": "/feed"}, **changes))
    code = run("sources", "try", "paper")
    parts = capsys.readouterr().out.split("\n\n")
    return code, {part.splitlines()[0].split(":")[0].split(",")[0]: part for part in parts if part}


def test_a_trial_shows_the_ways_in_one_article_and_what_was_taken_out(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with Site() as site:
        site["/feed"], site["/a"] = feed("/a"), PAGE
        code, shown = trial(place, site, capsys)
    assert code == 0
    assert f"{site.url}/feed" in shown["ways in"]
    assert f"{site.url}/a  2023-09-11 09:14" in shown["addresses"]
    assert "Follow The Paper on Google News" in shown["taken out"]
    assert "2023-09-11T09:14:00+00:00  second     feed   yes" in shown["dates that the page gives"]
    text = next(part for title, part in shown.items() if title.startswith("The village fair"))
    assert "Google News" not in text


def test_a_trial_says_what_robots_txt_says_of_each_way_in_and_page_and_what_is_kept_out(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with Site() as site:
        site["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.1")
        site["/feed"], site["/a"] = feed("/video/1", "/private/1", "/a", "http://other.example/b"), PAGE
        code, shown = trial(place, site, capsys, reject=["^/video/"])
    assert code == 0
    of = {line.split()[0]: line for line in shown["robots.txt"].splitlines()[2:]}
    assert set(of) == {f"{site.url}/feed", f"{site.url}/a"}
    assert all(f"{site.url}/robots.txt" in line and "allowed" in line and "0.1" in line for line in of.values())
    kept_out = {line.split()[0]: line for line in shown["addresses"].splitlines()[2:]}
    assert "reject rule '^/video/'" in kept_out[f"{site.url}/video/1"]
    assert f"forbidden by {site.url}/robots.txt" in kept_out[f"{site.url}/private/1"]
    assert "by" not in kept_out[f"{site.url}/a"]
    assert site.paths == ["/feed", "/a"]


def test_a_trial_tries_three_pages_before_it_gives_up_and_shows_how_each_ended(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with Site() as site:
        site["/feed"], site["/list"], site["/fourth"] = feed("/gone", "/list", "/c", "/fourth"), LIST, PAGE
        code, shown = trial(place, site, capsys)
        pages = shown["pages read"]
        assert (code, site.paths) == (1, ["/feed", "/gone", "/list", "/c"])
        assert [line.split()[2] for line in pages.splitlines()[2:]] == ["http_4xx", "list_page", "http_4xx"]
        site["/c"] = PAGE
        code, shown = trial(place, site, capsys)
        assert (code, "ok" in shown["pages read"], "ok" in shown["read as"]) == (0, True, True)


def test_a_trial_of_what_is_all_forbidden_or_not_there_says_so(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with Site() as site:
        site["/feed"] = feed("/a")
        code, shown = trial(place, site, capsys, accept=["^/news/"])
        assert (code, "all addresses are kept out" in "".join(shown.values())) == (1, True)
        site["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /")
        code, shown = trial(place, site, capsys)
        assert (code, "robots_disallowed" in shown["ways in"], "forbidden" in shown["robots.txt"]) == (1, True, True)
        site["/robots.txt"] = Answer(b"broken", status=500)
        code, shown = trial(place, site, capsys)
        assert (code, "not read" in shown["robots.txt"]) == (1, True)
        assert "no way in shows an address" in "".join(shown.values())


def test_a_trial_writes_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    with open_writer(settings().published_file, wait_s=0):
        pass
    settings().hosts_dir.mkdir()
    with Site() as site:
        site["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private")
        site["/feed"], site["/a"] = feed("/a", "/private"), PAGE
        place.configure(source("paper", site.url, {"kind": "feed", "url": "/feed"}))
        before = contents(place.folder)
        assert run("sources", "try", "paper") == 0
    assert contents(place.folder) == before


def contents(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in folder.rglob("*")}
