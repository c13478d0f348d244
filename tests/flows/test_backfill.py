"""The past: by date, by list, from WARC files; again and again without doing anything twice."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.backfill import backfill
from flows.cli import main
from flows.ingest import ingest
from tasks.collect.archive import Archive
from tasks.collect.urls import url_key
from tasks.models import Sighting, WayInKind
from tasks.settings import settings
from tasks.store.load import load_polls
from tests.flows.conftest import Place, source
from tests.site import Answer, Site
from warehouse.connection import open_writer

TEXT = "<p>The shop on the corner of the square opened again on a quiet morning, and neighbours came to look.</p>" * 5


NOW = datetime(2024, 3, 1, tzinfo=UTC)


def feed(site: Site, paths: list[str]) -> Answer:
    items = "".join(f"<item><title>T</title><link>{site.url}{path}</link></item>" for path in paths)
    return Answer(f"<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>".encode())


def article(title: str, day: str) -> Answer:
    head = f'<title>{title}</title><meta property="article:published_time" content="{day}T08:00:00Z">'
    return Answer(f"<html><head>{head}</head><body><article><h1>{title}</h1>{TEXT}</article></body></html>".encode())


@pytest.fixture
def site(place: Place) -> Iterator[Site]:
    with Site() as site:
        days = {"/a": "2024-01-10", "/b": "2024-01-20", "/c": "2024-02-10"}
        for path, day in days.items():
            site[path] = article(f"Story {path}", day)
        entries = "".join(f"<url><loc>{site.url}{path}</loc><lastmod>{day}</lastmod></url>" for path, day in days.items())
        site["/sitemap.xml"] = Answer(
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode(), etag='"1"'
        )
        place.configure(source("paper", site.url, {"kind": "sitemap", "url": "/sitemap.xml"}))
        yield site


def test_a_window_of_days_is_fetched_once_and_starves_no_later_ingest(place: Place, site: Site) -> None:
    first, last = date(2024, 1, 1), date(2024, 1, 31)
    backfill(since=first, until=last)
    assert [path for path in site.paths if path != "/sitemap.xml"] == ["/b", "/a"]
    before = place.core()
    again = backfill(since=first, until=last)
    assert again.counts.get("page_ok", 0) == 0
    assert place.core() == before
    ingest()
    assert site.paths[-1] == "/c"
    assert place.one("SELECT count(*) FROM core.articles") == 3


def test_an_address_of_other_days_says_so_until_somebody_asks_for_its_own(place: Place, site: Site, tmp_path: Path) -> None:
    def fate(path: str) -> tuple[Any, ...]:
        return place.ask(f"SELECT outcome, state, article_id IS NOT NULL FROM mart.fates WHERE url = '{site.url}{path}'")[0]

    listed = tmp_path / "list.txt"
    listed.write_text(f"{site.url}/2023/05/06/old\n", encoding="utf-8")
    backfill(since=date(2024, 1, 1), until=date(2024, 1, 31))
    backfill(since=date(2024, 1, 1), until=date(2024, 1, 31), origin="urls", files=[listed])
    assert (fate("/a"), fate("/c")) == (("ok", "done", True), ("outside_window", "passed over", False))
    assert fate("/2023/05/06/old") == ("outside_window", "passed over", False)
    said = place.ask(f"SELECT sentence, reason FROM mart.fates WHERE url = '{site.url}/c'")[0]
    assert said == (
        "Only a search of the past saw the address, and had asked for other days. A backfill of its day fetches it.",
        f"{site.url}/sitemap.xml shows it; asked for were the days 2024-01-01 to 2024-01-31",
    )
    assert place.ask("SELECT urls_seen, urls_waiting, urls_refused FROM mart.source_health") == [(2, 0, 0)]
    backfill(since=date(2024, 2, 1), until=date(2024, 2, 28))
    assert fate("/c") == ("ok", "done", True)
    assert place.one("SELECT count(*) FROM mart.fates") == 4


def sitemap(site: Site, days: dict[str, str]) -> Answer:
    changed = {path: f"<lastmod>{day}</lastmod>" if day else "" for path, day in days.items()}
    listed = "".join(f"<url><loc>{site.url}{path}</loc>{day}</url>" for path, day in changed.items())
    return Answer(f"<urlset>{listed}</urlset>".encode())


def test_the_days_are_worked_off_one_by_one_from_the_newest_or_the_oldest(place: Place, site: Site) -> None:
    days = {"/2024/01/05/a": "", "/2024/01/07/b": "", "/c": "2024-01-06", "/no-day": "", "/2024/01/07/d": "", "/out": "2024-03-01"}
    site["/sitemap.xml"] = sitemap(site, days)
    for path in days:
        site[path] = article(f"Story {path}", "2024-01-06")
    first, last = date(2024, 1, 1), date(2024, 1, 31)
    backfill(since=first, until=last)
    newest_first = [path for path in site.paths if path != "/sitemap.xml"]
    of_the_seventh = sorted(newest_first[:2])
    assert (of_the_seventh, newest_first[2:]) == (["/2024/01/07/b", "/2024/01/07/d"], ["/c", "/2024/01/05/a", "/no-day"])
    with open_writer(settings().working_file, wait_s=5) as con:
        con.execute("DELETE FROM raw.captures")
    site.asked.clear()
    backfill(since=first, until=last, oldest_first=True)
    oldest_first = [path for path in site.paths if path != "/sitemap.xml"]
    assert (oldest_first[:2], oldest_first[4:]) == (["/2024/01/05/a", "/c"], ["/no-day"])
    assert sorted(oldest_first[2:4]) == of_the_seventh


def test_a_dry_run_tells_what_the_backfill_then_does_and_writes_nothing(
    place: Place, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    def planned() -> dict[str, Any]:
        with pytest.raises(SystemExit) as left:
            main(["backfill", "--since", "2024-01-01", "--until", "2024-01-31", "--dry-run", "--json"])
        assert left.value.code == 0
        plan: dict[str, Any] = json.loads(capsys.readouterr().out)
        return plan

    before = sorted(place.folder.rglob("*"))
    plan = planned()
    assert (plan["days"], plan["to_fetch"]) == ([{"day": "2024-01-20", "to_fetch": 1}, {"day": "2024-01-10", "to_fetch": 1}], 2)
    assert sorted(place.folder.rglob("*")) == before
    assert set(site.paths) <= {"/robots.txt", "/sitemap.xml"}
    done = backfill(since=date(2024, 1, 1), until=date(2024, 1, 31))
    assert done.counts["page_ok"] == plan["to_fetch"]
    again = planned()
    assert again["sources"] == [{"source_id": "paper", "found": 2, "ended": 2, "kept_out": 0, "to_fetch": 0}]


def test_a_plan_says_in_words_what_will_be_fetched_and_what_will_not(
    place: Place, site: Site, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    way = {"kind": "sitemap", "url": "/sitemap.xml"}
    slow = source("paper", site.url, way, reject=["/b"], politeness={"delay_s": 600, "max_retries": 0})
    place.configure(slow, source("other", site.url, {"kind": "sitemap", "url": "/missing.xml"}))
    addresses = tmp_path / "list.txt"
    addresses.write_text(
        f"{site.url}/2024/01/03/x\n{site.url}/2024/01/02/y\n{site.url}/b\n{site.url}/2023/12/31/z\n", encoding="utf-8"
    )
    with pytest.raises(SystemExit) as left:
        main(["backfill", "--source", "paper", "--since", "2024-01-01", "--from", "urls", str(addresses), "--dry-run"])
    assert left.value.code == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "paper: 3 addresses found, of which 0 ended before, 1 kept out by rules, 2 to fetch" in words
    assert "2024-01-03 1 page 2024-01-02 1 page" in words
    assert "2 pages to fetch, which takes at least 20 minutes" in words
    assert site.asked == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--from", "sitemap", "--since", "2999-01-01"], "--since 2999-01-01 lies after the last day to take"),
        (["--from", "warc", "x.warc", "--oldest-first"], "--oldest-first"),
        (["--from", "urls", "/nowhere/list.txt"], "/nowhere/list.txt does not exist"),
        (["--from", "urls", "/"], "/ is a folder"),
    ],
)
def test_what_a_backfill_cannot_do_is_refused(
    place: Place, site: Site, capsys: pytest.CaptureFixture[str], given: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["backfill", *given, "--dry-run"])
    assert left.value.code != 0
    assert told in " ".join(capsys.readouterr().err.split())


def test_a_list_may_come_through_a_pipe(place: Place, site: Site, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(f"{site.url}/a\n",))
    writer.start()
    with pytest.raises(SystemExit):
        main(["backfill", "--from", "urls", str(pipe), "--dry-run"])
    writer.join()
    assert "paper: 1 addresses found" in " ".join(capsys.readouterr().out.split())


def test_a_way_in_that_fails_is_told_by_a_dry_run(place: Place, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    place.configure(source("other", site.url, {"kind": "sitemap", "url": "/missing.xml"}))
    with pytest.raises(SystemExit) as left:
        main(["backfill", "--since", "2024-01-01", "--dry-run"])
    assert left.value.code == 1
    assert f"{site.url}/missing.xml" in capsys.readouterr().out


def test_without_a_sitemap_in_the_configuration_those_are_searched_that_robots_txt_names(
    place: Place, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    place.configure(source("paper", site.url, {"kind": "feed", "url": "/feed.xml"}))
    site["/robots.txt"] = Answer(f"Sitemap: {site.url}/sitemap.xml\nSitemap: https://elsewhere.example/sitemap.xml".encode())
    with pytest.raises(SystemExit):
        main(["backfill", "--since", "2024-01-01", "--until", "2024-01-31", "--dry-run", "--json"])
    assert json.loads(capsys.readouterr().out)["to_fetch"] == 2
    assert site.paths == ["/sitemap.xml"]


def test_a_source_that_nothing_can_be_asked_of_is_told(place: Place, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    place.configure(source("other", site.url, {"kind": "feed", "url": "/feed.xml"}))
    with pytest.raises(SystemExit) as left:
        main(["backfill", "--since", "2024-01-01", "--dry-run"])
    assert left.value.code == 1
    assert "its robots.txt names none" in " ".join(capsys.readouterr().out.split())


def test_what_only_a_backfill_found_holds_up_no_ingest_until_a_way_in_shows_it(place: Place, site: Site) -> None:
    urls = [f"{site.url}{path}" for path in ("/a", "/b")]
    shown = [Sighting("paper", url, url_key(url), WayInKind.SITEMAP, "x", NOW, by_backfill=True) for url in urls]
    with open_writer(settings().working_file, wait_s=5) as con:
        load_polls(con, [], shown)
    place.configure(source("paper", site.url, {"kind": "feed", "url": "/feed.xml"}))
    site["/feed.xml"] = feed(site, [])
    ingest()
    assert [path for path in site.paths if path in {"/a", "/b"}] == []
    assert "if it was stopped" in place.one("SELECT sentence FROM mart.fates WHERE url LIKE '%/b'")
    site["/feed.xml"] = feed(site, ["/b"])
    ingest(source=["paper"])
    assert [path for path in site.paths if path in {"/a", "/b"}] == ["/b"]


# A run to which the warehouse was busy goes on with its other sources.
@pytest.mark.parametrize("status", ["running", "completed_with_failures"])
def test_what_a_killed_run_had_archived_is_taken_up_and_not_fetched_again(place: Place, site: Site, status: str) -> None:
    site["/moved"] = Answer(status=301, headers={"Location": "/a"})
    site["/gone"] = Answer(b"gone", status=410)
    days = {"/moved": "2024-01-12", "/gone": "2024-01-11", "/b": "2024-01-10", "/c": "2024-01-09"}
    listed = "".join(f"<url><loc>{site.url}{path}</loc><lastmod>{day}</lastmod></url>" for path, day in days.items())
    site["/sitemap.xml"] = Answer(f"<urlset>{listed}</urlset>".encode())
    first, last = date(2024, 1, 1), date(2024, 1, 31)
    killed = backfill(since=first, until=last)
    before = place.core()
    # As a kill leaves it: the pages lie in the archive, the last one torn, and no capture with a body was stored.
    (archived,) = settings().archive_dir.rglob("*.warc.gz")
    archived.write_bytes(archived.read_bytes()[:-40])
    with open_writer(settings().working_file, wait_s=5) as con:
        for table in ("core.readings", "core.articles", "core.article_versions", "core.codings", "core.stories"):
            con.execute(f"DELETE FROM {table}")
        con.execute("DELETE FROM raw.captures WHERE archive_file IS NOT NULL")
        con.execute("UPDATE raw.runs SET status = ?, finished_at = NULL WHERE run_id = ?", [status, killed.run_id])
    site.asked.clear()
    again = backfill(since=first, until=last)
    assert again.counts["pages_recovered"] == 2
    assert site.paths == ["/sitemap.xml", "/c"], "only the page whose record is torn is asked for"
    assert {table: len(rows) for table, rows in place.core().items()} == {table: len(rows) for table, rows in before.items()}
    assert place.one("SELECT count(*) FROM raw.captures WHERE final_url LIKE '%/a' AND url LIKE '%/moved'") == 1
    site.asked.clear()
    assert backfill(since=first, until=last).counts.get("pages_recovered", 0) == 0
    assert site.paths == ["/sitemap.xml"]


def test_a_list_of_addresses_is_fetched_and_strangers_are_counted(place: Place, site: Site, tmp_path: Path) -> None:
    addresses = tmp_path / "addresses.txt"
    addresses.write_text(f"# two of ours\n{site.url}/a\n\n{site.url}/b\nhttps://stranger.example/x\n", encoding="utf-8")
    summary = backfill(origin="urls", files=[addresses])
    assert summary.counts["urls_of_no_source"] == 1
    assert site.paths == ["/a", "/b"]
    assert place.one("SELECT count(*) FROM core.articles") == 2


def test_warc_files_are_taken_in_with_no_request_and_a_broken_one_stops_no_other(place: Place, site: Site, tmp_path: Path) -> None:
    foreign = Archive(tmp_path / "warc")
    for number, path in enumerate(("/a", "/b")):
        at = datetime(2024, 1, 10 + number, tzinfo=UTC)
        page = site.answer(path)
        foreign.write(
            "x", "one", url=site.url + path, fetched_at=at, http_status=200, headers=[("Content-Type", "text/html")], body=page.body
        )
    foreign.write("x", "one", url="https://stranger.example/", fetched_at=at, http_status=200, headers=[], body=b"<html>")
    broken = tmp_path / "warc" / "x" / "broken.warc.gz"
    broken.write_bytes((tmp_path / "warc" / "x" / "one.warc.gz").read_bytes()[:300])
    summary = backfill(origin="warc", files=[tmp_path / "warc"])
    assert (summary.counts["warc_pages_taken"], summary.counts["warc_not_ours"]) == (2, 1)
    assert [(failure.what, Path(failure.where).name) for failure in summary.failures] == [("warc", "broken.warc.gz at byte 0")]
    assert site.asked == []
    assert place.one("SELECT count(*) FROM core.articles") == 2
    listed = tmp_path / "files.txt"
    listed.write_text("# what was downloaded\nwarc/x/one.warc.gz\n", encoding="utf-8")
    assert backfill(origin="warc", files=[listed]).counts["warc_pages_known"] == 2


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ([], "needs the first day"),
        (["--since", "2024-02-01", "--until", "2024-01-01"], "lies after"),
        (["--from", "urls"], "needs files"),
        (["--since", "2024-02-01", "--from", "sitemap", "list.txt"], "takes no file"),
        (["--from", "warc", "/no/such/file.warc"], "does not exist"),
        (["--from", "heaven"], "heaven is not known"),
        (["--since", "yesterday"], "--since"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_starts(
    place: Place, site: Site, tokens: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["backfill", *tokens])
    captured = capsys.readouterr()
    assert left.value.code == 2
    assert words in captured.out + captured.err
    assert site.asked == []
