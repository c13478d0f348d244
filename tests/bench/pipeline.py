"""Speed and memory of each room on its own, and of whole runs, over real pages served on loopback.

    uv run python -m tests.bench.pipeline [--pages FOLDER]

Without `--pages` the newsroom of the demo is served; with it, every `*.html` and `*.html.gz` of a folder, in one sitemap. Each room
runs in a process of its own, in one process, without Prefect; then `dateline ingest` runs twice, the second time with nothing new.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path

import psutil

from flows.batches import code_batch, read_batch
from flows.newsroom import Newsroom
from flows.run import utc_now
from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.poll import poll_source
from tasks.collect.sources import Source, load_catalogue
from tasks.models import Capture
from tasks.settings import settings
from tasks.store.load import load_captures, load_codings, load_polls, load_readings, load_sources
from tasks.store.state import pending_codes, pending_fetches, pending_reads
from warehouse.connection import open_writer

Figures = dict[str, float]


@contextmanager
def folder_served(folder: Path) -> Iterator[str]:
    """Serve the pages of `folder`, yield a sources file that lists them in one sitemap."""
    pages = {f"/news/{path.name.split('.html')[0]}": path for path in sorted(folder.rglob("*.html*"))}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body, kind = self._body()
            etag = f'"{len(body)}"'
            fresh = self.headers.get("If-None-Match") == etag
            self.send_response(304 if fresh else 200 if body else 404)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", "0" if fresh else str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if fresh else body)

        def _body(self) -> tuple[bytes, str]:
            if self.path == "/sitemap.xml":
                urls = "".join(f"<url><loc>http://{self.headers['Host']}{path}</loc></url>" for path in pages)
                return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode(), "application/xml"
            path = pages.get(self.path)
            if path is None:
                return b"", "text/plain"
            raw = path.read_bytes()
            return gzip.decompress(raw) if path.suffix == ".gz" else raw, "text/html"

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    source = {
        "id": "pack",
        "name": "Pack",
        "homepage": base + "/",
        "country": "US",
        "languages": ["en"],
        "affiliation": "independent",
        "allow_addresses": ["127.0.0.1"],
        "politeness": {"delay_s": 0},
        "ways_in": [{"kind": "sitemap", "url": base + "/sitemap.xml"}],
    }
    try:
        yield json.dumps({"sources": [source]})
    finally:
        server.shutdown()


@contextmanager
def newsroom_served() -> Iterator[str]:
    """Serve the demo's newsroom, yield its sources file."""
    with Newsroom() as newsroom:
        yield newsroom.sources_yaml()


def collect_room(sources: Path) -> Figures:
    """Poll and fetch every source, one after the other."""

    async def pages(source: Source) -> tuple[list[Capture], float]:
        async with Client(settings(), Archive(settings().archive_dir)) as client:
            polled = await poll_source(client, source, {}, run_id="bench", now=utc_now)
            with open_writer(settings().working_file, wait_s=0) as con:
                load_polls(con, polled.polls, polled.sightings)
                wanted = pending_fetches(con, source.id, utc_now())
            began = time.perf_counter()
            captures = [capture async for capture in fetch_pages(client, source, wanted, run_id="bench", now=utc_now)]
            return captures, time.perf_counter() - began

    took_s = count = store_s = 0.0
    catalogue = load_catalogue(sources)
    with open_writer(settings().working_file, wait_s=0) as con:
        load_sources(con, catalogue.sources, utc_now())
    for source in catalogue.sources:
        captures, seconds = asyncio.run(pages(source))
        took_s, count = took_s + seconds, count + len(captures)
        began = time.perf_counter()
        with open_writer(settings().working_file, wait_s=0) as con:
            load_captures(con, captures)
        store_s += time.perf_counter() - began
    return {"pages": count, "took_s": took_s, "store_s": store_s}


def read_room(sources: Path) -> Figures:
    """Read every captured page in this process."""
    rules = {source.id: source.read_rules() for source in load_catalogue(sources).sources}
    with open_writer(settings().working_file, wait_s=0) as con:
        pending = pending_reads(con)
    read_batch(pending[:1], rules, settings().archive_dir, settings().read_limit_s)  # loads what the first page loads
    began = time.perf_counter()
    batches = [pending[at : at + 25] for at in range(0, len(pending), 25)]
    limits = settings().archive_dir, settings().read_limit_s
    readings = [reading for batch in batches for reading in read_batch(batch, rules, *limits)]
    took_s = time.perf_counter() - began
    began = time.perf_counter()
    with open_writer(settings().working_file, wait_s=0) as con:
        load_readings(con, readings, utc_now())
    return {"pages": len(readings), "took_s": took_s, "store_s": time.perf_counter() - began}


def code_room(_: Path) -> Figures:
    """Code every article in this process."""
    with open_writer(settings().working_file, wait_s=0) as con:
        pending = pending_codes(con)
    code_batch(pending[:1], settings().cache)  # loads the parser
    began = time.perf_counter()
    coded = [article for at in range(0, len(pending), 25) for article in code_batch(pending[at : at + 25], settings().cache)]
    took_s = time.perf_counter() - began
    began = time.perf_counter()
    with open_writer(settings().working_file, wait_s=0) as con:
        load_codings(con, coded, utc_now())
    return {"pages": len(coded), "took_s": took_s, "store_s": time.perf_counter() - began}


def measured(room: Callable[[Path], Figures], sources: Path) -> Figures:
    """Run `room` and add the peak memory of its process, in MB."""
    return room(sources) | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def whole_run(sources: Path) -> tuple[float, float, dict[str, int]]:
    """Run `dateline ingest`; return seconds, peak memory of all its processes in MB, and its counts."""
    began, peak = time.perf_counter(), 0.0
    ids = [source.id for source in load_catalogue(sources).sources]  # named: due or not
    command = [sys.executable, "-m", "flows.ingest", "--sources", str(sources), "--source", *ids, "--json"]
    with tempfile.TemporaryFile("w+") as out:
        run = psutil.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        while run.poll() is None:
            peak = max(peak, _memory_mb(run))
            time.sleep(0.2)
        out.seek(0)
        return time.perf_counter() - began, peak, json.load(out)["counts"]


def _memory_mb(run: psutil.Popen) -> float:
    total = 0
    for process in [run, *run.children(recursive=True)]:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, help="folder of saved pages")
    given = arguments.parse_args()
    served: AbstractContextManager[str] = folder_served(given.pages) if given.pages else newsroom_served()
    with tempfile.TemporaryDirectory() as folder, served as text:
        sources = Path(folder) / "sources.yaml"
        sources.write_text(text, encoding="utf-8")
        os.environ["DATELINE_HOME"] = str(Path(folder) / "rooms")
        for room in (collect_room, read_room, code_room):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                f = pool.submit(measured, room, sources).result()
            print(
                f"{room.__name__}: {f['pages']:.0f} pages in {f['took_s']:.2f} s, {f['pages'] / f['took_s']:.1f} pages/s, "
                f"store {f['store_s']:.2f} s ({f['pages'] / f['store_s']:.0f} pages/s), peak {f['peak_mb']:.0f} MB"
            )
        os.environ["DATELINE_HOME"] = str(Path(folder) / "whole")
        for label in ("whole run", "run with nothing new"):
            took_s, peak_mb, counts = whole_run(sources)
            print(f"{label}: {took_s:.1f} s, peak {peak_mb:.0f} MB over all processes; {counts}")


if __name__ == "__main__":
    main()
