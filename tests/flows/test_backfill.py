"""The past: by date, by list, from WARC files; again and again without doing anything twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.backfill import backfill
from flows.cli import main
from flows.ingest import ingest
from tasks.collect.archive import Archive
from tasks.settings import settings
from tests.flows.conftest import Place, source
from tests.site import Answer, Site
from warehouse.connection import open_writer

TEXT = "<p>The shop on the corner of the square opened again on a quiet morning, and neighbours came to look.</p>" * 5


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


def test_what_a_killed_run_had_archived_is_taken_up_and_not_fetched_again(place: Place, site: Site) -> None:
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
        for table in ("core.readings", "core.articles", "core.article_versions", "core.codings"):
            con.execute(f"DELETE FROM {table}")
        con.execute("DELETE FROM raw.captures WHERE archive_file IS NOT NULL")
        con.execute("UPDATE raw.runs SET status = 'running', finished_at = NULL WHERE run_id = ?", [killed.run_id])
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
    assert backfill(origin="warc", files=[tmp_path / "warc"]).counts.get("warc_pages_taken", 0) == 0


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ([], "needs the first day"),
        (["--since", "2024-02-01", "--until", "2024-01-01"], "lies after"),
        (["--from", "urls"], "needs files"),
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
