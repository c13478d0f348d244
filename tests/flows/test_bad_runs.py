"""Bad sites, bad files, killed runs: each is said in words, stops nothing else, and loses nothing that was fetched."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.sorting import ArtifactSort
from prefect.settings import PREFECT_API_URL

from flows.cli import main
from flows.collecting import fetch
from flows.ingest import ingest
from flows.publish import publish
from flows.run import Run, RunSummary, utc_now, writing
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.sources import Source
from tasks.errors import ChecksFailed, NotAWarehouse, WarehouseBusy, WarehouseError, WarehouseTooNew
from tasks.models import Wanted
from tasks.settings import settings
from tasks.store.load import start_run
from tests.flows.conftest import Place, place_in, source
from tests.site import Answer, Site
from warehouse.connection import open_writer

TEXT = "<p>The library in the old town lent out more books this spring than in any year before, its director said.</p>" * 5
FEED = {"kind": "feed", "url": "/feed"}


def page(title: str) -> Answer:
    title += " news from the library"
    return Answer(
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{TEXT}</article></body></html>".encode()
    )


def feed(*paths: str) -> bytes:
    items = "".join(f"<item><title>Story {path}</title><link>{path}</link></item>" for path in paths)
    return f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, prefect_server: None) -> Iterator[tuple[Place, RunSummary]]:
    """One run over good and bad sources."""
    with place_in(tmp_path_factory.mktemp("mixed")) as place, Site() as site:
        paths = ["/good", "/huge", "/empty", "/charset", "/script"]
        site["/feed"] = Answer(feed(*paths))
        site["/good"] = page("Good")
        site["/huge"] = Answer(b"<p>" + b"x" * 999_997, repeat=50)
        site["/empty"] = Answer(b"")
        site["/charset"] = Answer(page("Zürich").body.decode().encode("latin-1"), content_type="text/html; charset=iso-8859-1")
        site["/script"] = Answer(b"<html><body><script>render()</script></body></html>")
        site["/html"] = Answer(b"<!DOCTYPE html><html><body>We moved</body></html>")
        site["/cut"] = Answer(feed("/whole", "/lost")[:-60])
        site["/whole"] = page("Whole")
        site["/nothing"] = Answer(b"")
        site["/self.xml"] = Answer(
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site.url}/self.xml</loc></sitemap>'
            "</sitemapindex>".encode()
        )
        bad = {"html": "/html", "cut": "/cut", "nothing": "/nothing"}
        place.configure(
            source("good", site.url, FEED),
            *(source(f"feed-{name}", site.url, {"kind": "feed", "url": path}) for name, path in bad.items()),
            source("index", site.url, {"kind": "sitemap", "url": "/self.xml"}),
            source("unresolved", "http://no-such-host.invalid", FEED),
        )
        yield place, ingest()


def test_every_good_page_arrives(mixed: tuple[Place, RunSummary]) -> None:
    place, _ = mixed
    assert {title for (title,) in place.ask("SELECT title FROM core.articles")} >= {
        "Good news from the library",
        "Zürich news from the library",
        "Whole news from the library",
    }


def test_every_bad_page_has_its_outcome_and_its_reason(mixed: tuple[Place, RunSummary]) -> None:
    place, _ = mixed
    fates = dict(
        place.ask("SELECT regexp_extract(url, '/[a-z]+$'), outcome FROM mart.fates WHERE source_id = 'good' AND outcome <> 'ok'")
    )
    assert fates == {"/huge": "too_large", "/empty": "empty_body", "/script": "no_text"}
    assert place.ask("SELECT url FROM mart.fates WHERE outcome <> 'ok' AND reason IS NULL") == []


def test_every_bad_way_in_is_reported(mixed: tuple[Place, RunSummary]) -> None:
    place, summary = mixed
    outcomes = dict(place.ask("SELECT source_id, outcome FROM raw.polls"))
    assert outcomes == {
        "good": "ok",
        "feed-html": "not_a_feed",
        "feed-cut": "ok",
        "feed-nothing": "empty_body",
        "index": "ok",
        "unresolved": "dns_failure",
    }
    assert {failure.where.rpartition("/")[2] for failure in summary.failures} >= {"html", "feed"}
    assert place.one("SELECT status FROM raw.runs") == "completed_with_failures"


@pytest.fixture
def site(place: Place) -> Iterator[Site]:
    with Site() as site:
        site["/feed"] = Answer(feed("/a", "/b"))
        site["/a"], site["/b"] = page("First"), page("Second")
        place.configure(source("paper", site.url, FEED))
        yield site


HOLD = "import duckdb, sys, time; con = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"


def test_a_warehouse_that_another_process_holds_is_named_with_its_holder(
    place: Place, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_LOCK_WAIT_S", "0.3")
    settings.cache_clear()
    with open_writer(settings().working_file, wait_s=0):
        pass
    with subprocess.Popen([sys.executable, "-c", HOLD, str(settings().working_file)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(WarehouseBusy, match=str(holder.pid)):
            ingest()
        holder.kill()
    ingest()
    assert place.one("SELECT count(*) FROM core.articles") == 2


def test_while_another_process_holds_the_warehouse_pages_in_flight_are_looked_after(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_FETCH_DEADLINE_S", "2.5")
    settings.cache_clear()
    run = Run("run", "ingest", utc_now())
    with writing() as con:
        start_run(con, run.run_id, run.flow, run.started_at, "0")
    hold = [sys.executable, "-c", HOLD.replace("time.sleep(60)", "time.sleep(4)"), str(settings().working_file)]
    with Site() as fast, Site() as slow, subprocess.Popen(hold, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        # The first source has something to store while the second one's page drips in.
        sites = {"fast": (fast, [f"/{number}" for number in range(30)]), "slow": (slow, ["/page"])}
        slow["/page"] = Answer(b"<p>slowly</p>" * 5, drip_s=0.01)
        for path in sites["fast"][1]:
            fast[path] = Answer(b"<p>quickly</p>" * 5)

        async def both() -> None:
            async with Client(settings(), Archive(settings().archive_dir)) as client:

                async def one(name: str) -> None:
                    site, paths = sites[name]
                    asked = Source.model_validate(source(name, site.url, {"kind": "feed", "url": "/feed"}))
                    wanted = [Wanted(name, site.url + path, path) for path in paths]
                    await fetch(client, asked, wanted, run, lambda _: None)

                await asyncio.gather(*map(one, sites))

        asyncio.run(both())
        assert dict(run.counts) == {"page_ok": 31}


def test_a_working_file_that_is_no_database_is_left_as_it_is(place: Place, site: Site) -> None:
    settings().working_file.write_bytes(b"precious notes" * 500)
    with pytest.raises(NotAWarehouse, match="left as it is"):
        ingest()
    assert settings().working_file.read_bytes() == b"precious notes" * 500


def test_a_warehouse_of_a_newer_dateline_is_refused(place: Place, site: Site) -> None:
    ingest()
    with duckdb.connect(str(settings().working_file)) as con:
        con.execute("INSERT INTO raw.migrations SELECT * REPLACE (999 AS version) FROM raw.migrations LIMIT 1")
    with pytest.raises(WarehouseTooNew, match="newer"):
        ingest()
    assert place.one("SELECT count(*) FROM core.articles") == 2


def test_a_home_that_cannot_be_written_says_so(prefect_server: None, tmp_path: Path) -> None:
    with place_in(tmp_path / "config") as place, Site() as site, pytest.MonkeyPatch.context() as patch:
        place.configure(source("paper", site.url, FEED))
        (tmp_path / "file").touch()
        patch.setenv("DATELINE_HOME", str(tmp_path / "file" / "home"))
        settings.cache_clear()
        with pytest.raises(WarehouseError, match="choose another DATELINE_HOME"):
            ingest()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"colour": "red"}, "colour"),
        ({"ways_in": [{"kind": "listing", "url": "https://paper.example/", "links": "a["}]}, "a["),
        ({"id": "twin"}, "twin"),
    ],
)
def test_a_wrong_configuration_ends_with_exit_code_2_before_anything_starts(
    place: Place, change: dict[str, object], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = source("twin", "https://twin.example", FEED)
    place.configure(good, source("paper", "https://paper.example", FEED) | change)
    with pytest.raises(SystemExit) as left:
        main(["ingest"])
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert "sources.yaml" in said
    assert word in said
    assert not settings().working_file.exists()


def test_a_run_that_was_killed_after_fetching_is_finished_by_the_next(place: Place, site: Site) -> None:
    site["/b"] = Answer(page("Second").body, drip_s=0.02)  # long enough to be killed in
    command = [sys.executable, "-m", "flows.ingest"]
    env = os.environ | {"PREFECT_API_URL": PREFECT_API_URL.value()}  # or it would start a server of its own first
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=env, start_new_session=True) as killed:
        give_up_at = time.monotonic() + 60
        while "/b" not in site.paths and time.monotonic() < give_up_at:
            time.sleep(0.05)
        os.killpg(killed.pid, signal.SIGKILL)
    site["/b"] = page("Second")
    ingest()
    assert {title for (title,) in place.ask("SELECT title FROM core.articles")} == {
        "First news from the library",
        "Second news from the library",
    }
    assert place.ask("SELECT status FROM raw.runs ORDER BY started_at") == [("interrupted",), ("completed",)]


def test_a_page_that_cannot_be_read_back_stops_no_other_of_its_batch(place: Place, site: Site) -> None:
    ingest()
    with open_writer(settings().working_file, wait_s=0) as con:
        con.execute("UPDATE raw.captures SET archive_file = 'lost.warc.gz' WHERE url LIKE '%/a'")
        con.execute("DELETE FROM core.readings")
    again = ingest(source=["paper"])
    assert [failure.where for failure in again.failures] == [f"{site.url}/a"]
    assert "Restore it from a backup" in again.failures[0].why
    assert place.ask("SELECT url[-2:], state FROM mart.fates ORDER BY url") == [("/a", "waiting"), ("/b", "done")]


def test_the_runs_artifact_shows_the_check_that_failed(place: Place, site: Site) -> None:
    assert site.url
    ingest()
    with open_writer(settings().working_file, wait_s=0) as con:
        con.execute("UPDATE core.articles SET published_at = first_fetched_at, story_id = 'no such story'")
    with pytest.raises(ChecksFailed):
        publish()
    with get_client(sync_client=True) as client:
        latest = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["publish-summary"])), sort=ArtifactSort.CREATED_DESC, limit=1
        )
    shown = str(latest[0].data)
    assert "publish: failed" in shown
    assert re.search(r"\| story_counts \| error \| [1-9]", shown)
    assert place.one("SELECT count(*) FROM core.articles WHERE story_id = 'no such story'") == 0


def test_a_source_that_goes_silent_is_told_once(place: Place, site: Site) -> None:
    place.configure(source("paper", site.url, FEED, expect={"within": "1h"}, every="1m"))
    assert ingest(source=["paper"]).counts.get("sources_gone_silent") is None
    with open_writer(settings().working_file, wait_s=0) as con:
        con.execute("UPDATE raw.polls SET polled_at = polled_at - INTERVAL 90 MINUTE")
        con.execute("UPDATE core.articles SET first_fetched_at = first_fetched_at - INTERVAL 2 HOUR")
    silent = ingest(source=["paper"])
    assert silent.counts["sources_gone_silent"] == 1
    assert [check.name for check in silent.failing_checks] == ["silent_source"]
    assert ingest(source=["paper"]).counts.get("sources_gone_silent") is None
