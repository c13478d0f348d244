"""Speed of fetching through our client beside plain httpx, and its memory over many pages.

    uv run python -m tests.bench.fetch [--pages 2000] [--rounds 5] [--memory-pages 20000]

A server in a process of its own serves pages of 30 KB, gzipped, on loopback. In turn, round by round, the same URLs are fetched by
httpx alone (one client, one request at a time, body decompressed) and by ours, delay 0, with all that it does for a run:
robots.txt, address checks, the host's turn among all runs, caps, the archive. Then one client fetches `--memory-pages` pages, its
memory printed every 1,000.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import psutil

from tasks.collect.archive import Archive
from tasks.collect.client import Client
from tasks.collect.fetch import fetch_pages
from tasks.collect.sources import Source
from tasks.collect.urls import url_key
from tasks.models import Outcome, Wanted
from tasks.settings import Settings

PAGE_BYTES = 30_000
VARIANTS = 20


def serve(port_to: Connection) -> None:
    """Serve until killed; a path's number chooses one of a few pages."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(2000)]
    answers = [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]
    for _ in range(VARIANTS):
        text = " ".join(chance.choices(words, k=PAGE_BYTES // 6))
        body = gzip.compress(f"<html><body><p>{text}</p></body></html>".encode())
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        answers.append(head.encode() + body)

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await reader.readuntil(b"\r\n\r\n"):
            number = request.split(b" ")[1].rpartition(b"/")[2]
            writer.write(answers[int(number) % VARIANTS + 1 if number.isdigit() else 0])
            await writer.drain()

    async def run() -> None:
        server = await asyncio.start_server(met, "127.0.0.1", 0)
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        port_to.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def by_httpx(urls: list[str]) -> float:
    """Return the pages a second of httpx alone."""
    began = time.perf_counter()
    async with httpx.AsyncClient() as client:
        for url in urls:
            answer = await client.get(url, headers={"Accept-Encoding": "gzip, deflate"})
            assert len(answer.content) > PAGE_BYTES / 2
    return len(urls) / (time.perf_counter() - began)


@asynccontextmanager
async def client_in(folder: Path) -> AsyncIterator[Client]:
    """Make our client, with an archive that is thrown away."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        async with Client(Settings(), Archive(Path(own)), Path(own) / "hosts") as client:
            yield client


async def by_us(urls: list[str], base: str, folder: Path, every: int = 0) -> float:
    """Return our pages a second; with `every`, print the memory used after so many pages."""
    source = Source.model_validate(
        {
            "id": "bench",
            "name": "Bench",
            "homepage": base,
            "country": "US",
            "languages": ["en"],
            "affiliation": "independent",
            "ways_in": [{"kind": "feed", "url": base + "/feed"}],
            "allow_addresses": ["127.0.0.1"],
            "politeness": {"delay_s": 0},
        }
    )
    wanted = [Wanted(source.id, url, url_key(url)) for url in urls]
    began, count = time.perf_counter(), 0
    async with client_in(folder) as client:
        async for capture in fetch_pages(client, source, wanted, run_id="bench", now=lambda: datetime.now(UTC)):
            assert capture.outcome is Outcome.OK, capture.reason
            count += 1
            if every and count % every == 0:
                print(f"{count:>7} pages  {psutil.Process().memory_info().rss / 1e6:6.1f} MB", flush=True)
    return len(urls) / (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000, help="pages a round")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, each of both clients")
    parser.add_argument("--memory-pages", type=int, default=20_000, help="pages of the run whose memory is shown; 0: none")
    args = parser.parse_args()
    here, there = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{here.recv()}"
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"{base}/news/{n}" for n in range(args.pages)]
        ratios = []
        for number in range(1, args.rounds + 1):
            began = time.process_time()
            plain = asyncio.run(by_httpx(urls))
            between = time.process_time()
            ours = asyncio.run(by_us(urls, base, Path(folder)))
            cpu_plain, cpu_ours = (1000 * took / len(urls) for took in (between - began, time.process_time() - between))
            ratios.append(ours / plain)
            print(
                f"round {number}: httpx {plain:.0f} pages/s ({cpu_plain:.2f} ms of CPU a page), "
                f"Dateline {ours:.0f} pages/s ({cpu_ours:.2f} ms), ratio {ours / plain:.2f}",
                flush=True,
            )
        if ratios:
            print(f"median ratio {statistics.median(ratios):.2f}")
        if args.memory_pages:
            print(f"{'0':>7} pages  {psutil.Process().memory_info().rss / 1e6:6.1f} MB")
            asyncio.run(by_us([f"{base}/news/{n}" for n in range(args.memory_pages)], base, Path(folder), every=1000))
    server.terminate()


if __name__ == "__main__":
    main()
