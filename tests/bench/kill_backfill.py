"""Kill a backfill with SIGKILL at random moments, give its command again each time, and count what was asked for twice.

    uv run python -m tests.bench.kill_backfill [--pages 5000] [--kills 10] [--seed 1]

Two local sites list the pages in sitemaps, over 25 days; one page in fifty redirects, one in fifty is gone, one in fifty is no
page. After each kill is noted which pages had ended: those with a row in `raw.captures`, or a whole record in the archive.
Leaves with 1 when an address was never asked for, when one was asked for that had ended, or when the warehouse lacks one.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date, timedelta
from pathlib import Path

import duckdb
import yaml
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from tests.bench.kill_ingest import prefect_server
from tests.site import Answer, Site

FIRST, DAYS = date(2024, 1, 1), 25
# After the first word of a run, which is when it begins to look for pages.
LONGEST_S = 25.0
TEXT = "<p>The market on the square opened on a quiet morning, and the mayor came to see what was sold there.</p>" * 6


def fill(site: Site, numbers: Sequence[int]) -> list[str]:
    """Put pages and their sitemap on a site, and return the pages' addresses."""
    entries = []
    for number in numbers:
        path = f"/{FIRST + timedelta(days=number % DAYS):%Y/%m/%d}/story-{number}"
        entries.append(site.url + path)
        title = f"Market day {number} of the town"
        page = Answer(f"<html><title>{title}</title><body><article><h1>{title}</h1>{TEXT}</article></body></html>".encode())
        special = {1: Answer(status=301, headers={"Location": f"/new{path}"}), 2: Answer(b"gone", status=410)}
        site[path] = special.get(number % 50, page)
        if number % 50 == 3:
            site[path] = Answer(b"%PDF", content_type="application/pdf")
        site[f"/new{path}"] = page
    site["/sitemap.xml"] = Answer(f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in entries)}</urlset>".encode())
    return entries


def configuration(sites: Mapping[str, Site]) -> str:
    """Return the sources' file."""
    common = {"country": "US", "languages": ["en"], "affiliation": "independent", "allow_addresses": ["127.0.0.1"]}
    quick = {"politeness": {"delay_s": 0.0, "max_retries": 0}}
    ways = {name: [{"kind": "sitemap", "url": f"{site.url}/sitemap.xml"}] for name, site in sites.items()}
    return yaml.safe_dump(
        {
            "sources": [
                {"id": name, "name": name, "homepage": site.url, "ways_in": ways[name], **common, **quick}
                for name, site in sites.items()
            ]
        }
    )


def start(env: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start the backfill in a process group of its own."""
    last = FIRST + timedelta(days=DAYS - 1)
    command = [sys.executable, "-m", "flows.backfill", "--since", str(FIRST), "--until", str(last)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=pipe, text=True, start_new_session=True)


def ended(home: Path) -> set[str]:
    """Return the addresses that have ended, by the warehouse and by the archive."""
    found: set[str] = set()
    working = home / "working.duckdb"
    if working.exists():
        with duckdb.connect(str(working)) as con:  # not read-only: it takes in what was committed before the kill
            found = {url for (url,) in con.sql("SELECT url FROM raw.captures").fetchall()}
    for file in (home / "archive").rglob("*.warc.gz"):
        with file.open("rb") as stream, suppress(ArchiveLoadFailed, EOFError):
            for record in ArchiveIterator(stream):
                record.content_stream().read()  # a torn record is no record
                headers = record.rec_headers
                found.add(headers.get_header("Dateline-Asked-For") or headers.get_header("WARC-Target-URI"))
    return found


def requests(sites: Mapping[str, Site]) -> Counter[str]:
    """Count the requests by address."""
    return Counter(site.url + asked.path for site in sites.values() for asked in list(site.asked))


def main() -> None:
    """Kill, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = stack.enter_context(prefect_server(folder / "prefect"))
        sites = {name: stack.enter_context(Site()) for name in ("one", "two")}
        urls = [url for part, site in enumerate(sites.values()) for url in fill(site, range(part, given.pages, 2))]
        (folder / "sources.yaml").write_text(configuration(sites), encoding="utf-8")
        home = folder / "home"
        env |= {"DATELINE_HOME": str(home), "DATELINE_SOURCES": str(folder / "sources.yaml")}
        wrong: set[str] = set()
        for number in range(given.kills):
            after_s = chance.uniform(0, LONGEST_S)
            wrong |= _killed(env, home, sites, number + 1, after_s)
        before, done = requests(sites), ended(home)
        began = time.monotonic()
        run = start(env)
        _, err = run.communicate()
        print(f"the last run went on for {time.monotonic() - began:.0f} s and left with {run.returncode}", flush=True)
        wrong |= asked_again(done, before, sites)
        sys.exit(_told(urls, requests(sites), wrong, home) or (err if run.returncode else 0))


def _killed(env: Mapping[str, str], home: Path, sites: Mapping[str, Site], number: int, after_s: float) -> set[str]:
    """Run and kill, and return what was asked for although it had ended."""
    done, before = ended(home), requests(sites)
    run = start(env)
    assert run.stderr is not None
    first = next(line for line in run.stderr if line.startswith("search"))
    time.sleep(after_s)
    os.killpg(run.pid, signal.SIGKILL)
    _, err = run.communicate()
    last = (err.strip().splitlines() or [first.strip()])[-1]
    print(f"kill {number:>2} after {after_s:4.1f} s at '{last}': {len(ended(home)):>5} ended", flush=True)
    return asked_again(done, before, sites)


def asked_again(done: set[str], before: Counter[str], sites: Mapping[str, Site]) -> set[str]:
    """Return the pages that had ended and were asked for since. A sitemap is asked again by every run."""
    asked = requests(sites)
    return {url for url in done if asked[url] > before[url] and not url.endswith("/sitemap.xml")}


def _told(urls: Sequence[str], asked: Counter[str], wrong: set[str], home: Path) -> int:
    with duckdb.connect(str(home / "dateline.duckdb"), read_only=True) as con:
        fates = dict(con.sql("SELECT url, outcome FROM mart.fates").fetchall())
        sums = con.sql("SELECT count(*), count(DISTINCT url_key) FROM raw.captures").fetchone()
    never = [url for url in urls if not asked[url]]
    lacking = [url for url in urls if fates.get(url) is None]
    twice = sum(asked[url] > 1 for url in urls)
    print(
        f"{len(urls)} addresses: {len(never)} never asked for, {len(lacking)} without an outcome; {dict(Counter(fates.values()))}"
    )
    print(f"captures, and addresses among them: {sums}")
    print(f"{twice} asked for more than once, since they were in flight at a kill; {len(wrong)} that had ended {sorted(wrong)[:3]}")
    return 1 if never or lacking or wrong else 0


if __name__ == "__main__":
    main()
