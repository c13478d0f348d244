"""This project's reader beside its peers, over pages with gold text and fields, in one process and page by page.

    uv run --group peers python -m tests.bench.read --pack FOLDER [--limit 50] [--by-source] [--steps] [--out FOLDER]

FOLDER holds `gold.jsonl`, one object a page (id, url, html_file, source, lang and, where known, text, title, date, authors), and
the pages that it names, gzipped or not. Every reader reads a page before the next page's turn, in an order that turns with the
page, so that the machine's noise hits all alike. Times are CPU times of this process. Memory is the peak of the whole run: readers
in one process share it. A reader that fails on a page has read nothing there.

    dash        the peer does not give that field
    exact       pages whose tokens are those of the gold, in order
    P, R, F1    shingles of four tokens; see tests/bench/page_scores.py for this and the other formulas

The peers readability-lxml, resiliparse and justext come with the dependency group `peers`; one that cannot be installed here is
named and left out. Example:

    uv run --group peers python -m tests.bench.read --pack ../shared/pages --limit 100 --steps
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from rich.console import Console
from rich.table import Table

from tasks.read import body, extract
from tests.bench.page_scores import Fields, PageScore, score_page, shingle_means
from tests.bench.peers import Reader, Request, dateline, readers

PAGES_A_BATCH = 25  # as many as the flow reads before it gives the extractor's caches back
NOT_STEPS = frozenset({"read_page", "read_within", "release_caches"})


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with what it is known to say."""

    page_id: str
    source: str
    request: Request
    gold: Fields


@dataclass(slots=True)
class Tally:
    """What one reader did."""

    reader: Reader
    scores: dict[str, PageScore] = field(default_factory=dict)
    read: dict[str, Fields] = field(default_factory=dict)
    cpu_s: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)


def gold_pages(pack: Path, limit: int | None) -> Iterator[GoldPage]:
    """Yield the pages of `pack`; with a limit, as many, spread over the whole file."""
    rows = [json.loads(line) for line in (pack / "gold.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    for row in rows[:: max(1, len(rows) // limit)][:limit] if limit else rows:
        raw = (pack / row["html_file"]).read_bytes()
        body = gzip.decompress(raw) if row["html_file"].endswith(".gz") else raw
        gold = Fields(row.get("text"), row.get("title"), _day(row.get("date")), tuple(row.get("authors") or ()))
        yield GoldPage(row["id"], row.get("source") or "", Request(row["url"], body, (row.get("lang") or "")[:2]), gold)


def _day(value: str | None) -> str | None:
    """Return the day that gold names; what is none counts as not known."""
    try:
        return date.fromisoformat((value or "")[:10]).isoformat()
    except ValueError:
        return None


def compared(pages: Iterator[GoldPage], tallies: list[Tally]) -> dict[str, str]:
    """Read every page with every reader; return the source of each page."""
    sources = {}
    for number, page in enumerate(pages):
        if not number:
            for tally in tallies:
                _read(tally, page)  # loads what the first page loads
        turn = number % len(tallies)
        for tally in tallies[turn:] + tallies[:turn]:
            _read(tally, page)
        sources[page.page_id] = page.source
        if number % PAGES_A_BATCH == PAGES_A_BATCH - 1:
            extract.release_caches()
    return sources


def _read(tally: Tally, page: GoldPage) -> None:
    began = time.process_time()
    try:
        read = tally.reader.read(page.request)
    except Exception:  # noqa: BLE001 - peers raise whatever their parsers raise
        read = Fields()
        tally.failed.add(page.page_id)
    tally.cpu_s[page.page_id] = time.process_time() - began
    tally.read[page.page_id] = read
    tally.scores[page.page_id] = score_page(page.gold, read)


def show(console: Console, title: str, tallies: list[Tally], pages: set[str]) -> None:
    """Print one table over `pages`."""
    table = Table(title=f"{title}, {len(pages)} pages", title_justify="left")
    for name in ("reader", "P", "R", "F1", "exact", "title", "date", "author F1", "ms/page", "pages/s", "failed"):
        table.add_column(name, justify="left" if name == "reader" else "right", no_wrap=True)
    for tally in tallies:
        table.add_row(tally.reader.name, *_figures(tally, pages), str(len(tally.failed & pages)))
    console.print(table)


def _figures(tally: Tally, pages: set[str]) -> list[str]:
    scores = [score for page, score in tally.scores.items() if page in pages]
    texts = [score.text for score in scores if score.text]
    text = [*shingle_means(texts), _share([score.is_exact for score in texts])] if texts else [None] * 4
    given = {
        "title": _share([score.title_exact for score in scores]),
        "date": _share([score.date_exact for score in scores]),
        "authors": _share([score.author_f1 for score in scores]),
    }
    fields = [value if name in tally.reader.gives else None for name, value in given.items()]
    cpu_s = sum(seconds for page, seconds in tally.cpu_s.items() if page in pages) / len(pages)
    return [*("–" if value is None else f"{value:.3f}" for value in [*text, *fields]), f"{cpu_s * 1000:.1f}", f"{1 / cpu_s:.0f}"]


def _share(values: list[Any]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


class Steps:
    """Own time of each function that the reader calls, without the time of other steps inside it."""

    def __init__(self) -> None:
        self.cpu_s: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return `call` so that its time is added to step `name`."""

        def step(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            began = time.process_time()
            try:
                return call(*args, **kwargs)
            finally:
                took = time.process_time() - began
                self.cpu_s[name] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return step

    @contextmanager
    def watching(self, module: ModuleType) -> Iterator[None]:
        """Time what `module` calls of the reader's functions and of the extractor's, for as long as this lasts."""
        before = dict(vars(module))
        for name, value in before.items():
            if (
                isinstance(value, FunctionType)
                and name not in NOT_STEPS
                and value.__module__.startswith(("tasks.read", "trafilatura"))
            ):
                setattr(module, name, self.timed(name.lstrip("_"), value))
            elif isinstance(value, ModuleType) and value.__name__.startswith("tasks.read"):
                setattr(module, name, SimpleNamespace(**self._each(value)))  # calls within that module stay as they are
        try:
            yield
        finally:
            vars(module).update(before)

    def _each(self, module: ModuleType) -> dict[str, Any]:
        return {
            name: self.timed(f"{module.__name__.rsplit('.', 1)[-1]}.{name}", value) if isinstance(value, FunctionType) else value
            for name, value in vars(module).items()
        }


def show_steps(console: Console, pages: list[GoldPage]) -> None:
    """Print what each step of this project's reader costs, and what lies between them."""
    steps, whole_s = Steps(), 0.0
    dateline(pages[0].request)
    with steps.watching(extract), steps.watching(body):
        for number, page in enumerate(pages):
            began = time.process_time()
            dateline(page.request)
            if number % PAGES_A_BATCH == PAGES_A_BATCH - 1:
                extract.release_caches()
            whole_s += time.process_time() - began
    steps.cpu_s["between the steps"] = whole_s - sum(steps.cpu_s.values())
    console.print(f"Steps of dateline, {len(pages)} pages, {whole_s / len(pages) * 1000:.1f} ms a page")
    table = Table()
    for name in ("step", "ms/page", "share"):
        table.add_column(name, justify="left" if name == "step" else "right")
    for name, seconds in sorted(steps.cpu_s.items(), key=itemgetter(1), reverse=True):
        table.add_row(name, f"{seconds / len(pages) * 1000:.2f}", f"{seconds / whole_s:.1%}")
    console.print(table)


def save(folder: Path, tallies: list[Tally]) -> None:
    """Write what each reader read, one object a page."""
    folder.mkdir(parents=True, exist_ok=True)
    for tally in tallies:
        rows = (
            {"id": page, "text": read.text, "title": read.title, "date": read.day, "authors": list(read.authors)}
            for page, read in tally.read.items()
        )
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{tally.reader.name.replace(' ', '-')}.jsonl").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(
        prog="python -m tests.bench.read", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--pack", type=Path, required=True, metavar="FOLDER", help="folder with gold.jsonl and the pages")
    arguments.add_argument("--limit", type=int, metavar="N", help="read only N pages, spread over the pack")
    arguments.add_argument("--by-source", action="store_true", help="print a table for each source of the pack, too")
    arguments.add_argument("--steps", action="store_true", help="print what each step of this project's reader costs, too")
    arguments.add_argument("--out", type=Path, metavar="FOLDER", help="keep what each reader read, as NAME.jsonl")
    given = arguments.parse_args()
    if not (given.pack / "gold.jsonl").is_file():
        sys.exit(f"{given.pack} holds no gold.jsonl")
    logging.disable(logging.CRITICAL)  # peers log pages without text
    console = Console(width=None if sys.stdout.isatty() else 140)
    found, missing = readers()
    tallies = [Tally(reader) for reader in found]
    sources = compared(gold_pages(given.pack, given.limit), tallies)
    by_source = defaultdict(set)
    for page, source in sources.items():
        by_source[source].add(page)
    show(console, "All sources", tallies, set(sources))
    for source in sorted(by_source) if given.by_source else ():
        show(console, source, tallies, by_source[source])
    console.print(*missing, f"Peak memory of the run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", sep="\n")
    if given.steps:
        show_steps(console, list(gold_pages(given.pack, given.limit)))
    if given.out:
        save(given.out, tallies)


if __name__ == "__main__":
    main()
