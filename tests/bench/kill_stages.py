"""Kill loading, linking, migrating and publishing at random moments, do each again, and compare with what nobody interrupted.

    python -m tests.bench.kill_stages [--kills 20] [--seed 1] [--stage load link migrate publish run]

One reader holds the published file all the time, another opens it again and again. Prints for each stage how long it
takes, how many kills came while it ran, whether the tables were the same in the end, and how often the readers were answered.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tasks.link.events import link_mentions
from tasks.link.stories import group_stories
from tasks.store import load
from tasks.store.publish import publish
from tasks.store.state import pending_links, pending_stories
from tests.store.world import NOW, SourceEntry, article_of, capture, coded, contents, mention, reading
from warehouse import migrate
from warehouse.connection import open_reader, open_writer

BATCHES, PAGES = 3, 20
OLD_SHAPE = 20
VOLATILE = ("raw.migrations", "raw.check_results")

Tables = dict[str, list[tuple[object, ...]]]


def load_pages(working: Path, published: Path) -> None:
    """Store captures, articles and codings in batches, each opening the file anew as a flow does."""
    for batch in range(1, BATCHES + 1):
        pages = [capture(batch * 100 + number) for number in range(PAGES)]
        # A third of the texts are copies, so that there are stories to find.
        texts = [f"Shelling {page.url} killed 16 people in Nahr on Wednesday, they said." for page in pages]
        read = [reading(page, texts[number // 3]) for number, page in enumerate(pages)]
        with open_writer(working, wait_s=30) as con:
            load.load_sources(con, [SourceEntry()], NOW)
            load.load_captures(con, pages)
            load.load_readings(con, read, NOW)
            load.load_codings(con, [coded(article_of(one), mention()) for one in read], NOW)


def link(working: Path, published: Path) -> None:
    """Group copies and join mentions into events, as `flows.stages.link` does."""
    with open_writer(working, wait_s=30) as con:
        new_texts, known_texts = pending_stories(con)
        load.load_stories(con, group_stories(new_texts, known_texts))
        linked = link_mentions(*pending_links(con))
        load.load_links(con, linked.events, linked.reports, NOW, "ingest")


def bring_forward(working: Path, published: Path) -> None:
    """Bring an old file to the present shape."""
    with open_writer(working, wait_s=30):
        pass


def put_in_place(working: Path, published: Path) -> None:
    """Check and publish."""
    publish(working, published, wait_s=30)


def run(working: Path, published: Path) -> None:
    """Load, link and publish, one after the other."""
    for step in (load_pages, link, put_in_place):
        step(working, published)


STAGES = {"load": load_pages, "link": link, "migrate": bring_forward, "publish": put_in_place, "run": run}


def start_state(stage: str, folder: Path) -> Path:
    """Make the folder from which a stage starts: a working file and a published one."""
    folder.mkdir()
    working, published = folder / "working.duckdb", folder / "dateline.duckdb"
    with open_writer(working, wait_s=0):
        pass
    publish(working, published, wait_s=0)
    if stage in ("link", "publish"):
        load_pages(working, published)
    if stage == "publish":
        link(working, published)
    if stage == "migrate":
        working.unlink()
        _make_old(working)
    return folder


def _make_old(path: Path) -> None:
    """Make a file of an earlier shape with thousands of rows."""
    with duckdb.connect(str(path)) as con:
        for version, file in enumerate(sorted(migrate.MIGRATIONS.glob("*.sql"))[:OLD_SHAPE], 1):
            con.execute(file.read_text(encoding="utf-8"))
            con.execute("INSERT INTO raw.migrations VALUES (?, ?, now())", [version, file.stem])
        con.execute(
            """
            INSERT INTO core.articles BY NAME
            SELECT n::VARCHAR AS article_id, 'paper' AS source_id, 1 AS version, n::VARCHAR AS capture_id, 'u' AS url,
                'u' AS canonical_url, TIMESTAMPTZ '2024-05-03 12:00:00+00' AS fetched_at, fetched_at AS first_fetched_at,
                repeat(md5(n::VARCHAR), 30) AS text, md5(text) AS text_sha256, 960 AS text_chars, 1 AS word_count,
                '1' AS extractor_version
            FROM range(5_000) AS numbers(n)
            """
        )
        con.execute(
            """
            INSERT INTO core.article_versions BY NAME
            SELECT article_id, version, fetched_at AS valid_from, 'new' AS change, capture_id, extractor_version, text, text_sha256,
                word_count
            FROM core.articles
            """
        )


def tables(path: Path) -> Tables:
    """Return every row, but for those that say when something was done."""
    with open_reader(path) as con:
        return {table: rows for table, rows in contents(con).items() if table not in VOLATILE}


def start(stage: str, folder: Path) -> subprocess.Popen[str]:
    """Start a stage in a process of its own, and return when it is about to begin."""
    command = [sys.executable, "-m", "tests.bench.kill_stages", "--work", stage, str(folder)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    worker.stdout.readline()
    return worker


def do(stage: str, home: Path) -> None:
    """Do a stage to its end, here."""
    STAGES[stage](home / "working.duckdb", home / "dateline.duckdb")


def time_of(stage: str, home: Path) -> float:
    """Do a stage to its end in a process of its own, as those that are killed, and return how long it took, in seconds."""
    worker = start(stage, home)
    began = time.monotonic()
    _, err = worker.communicate()
    if worker.returncode:
        sys.exit(f"{stage} ended with {worker.returncode}:\n{err}")
    return time.monotonic() - began


@dataclass(slots=True)
class Outcome:
    """What came of a stage's kills: how many met it alive, what was not as it should be, and how often readers were answered."""

    took_s: float
    kills: int = 0
    alive: int = 0
    answers: int = 0
    wrong: list[str] = field(default_factory=list)

    def check(self, what: str, *, holds: bool) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(what)


def kill_stage(stage: str, kills: int, chance: random.Random, folder: Path) -> Outcome:
    """Kill a stage so many times, each time from the same state, and finish it after each kill."""
    begin, whole = start_state(stage, folder / "begin"), folder / "whole"
    shutil.copytree(begin, whole)
    outcome = Outcome(time_of(stage, whole))
    put_in_place(whole / "working.duckdb", whole / "dateline.duckdb")
    expected, old = tables(whole / "dateline.duckdb"), tables(begin / "dateline.duckdb")
    for number in range(1, kills + 1):
        home = Path(shutil.copytree(begin, folder / f"killed-{number}"))
        with reading_all_the_time(home / "dateline.duckdb", outcome):
            _kill_once(stage, home, chance.uniform(0, 1.05) * outcome.took_s, outcome)
            known = tables(home / "dateline.duckdb") in (old, expected)
            outcome.check(f"kill {number}: the published file is neither old nor new", holds=known)
            do(stage, home)
            put_in_place(home / "working.duckdb", home / "dateline.duckdb")
        found = tables(home / "dateline.duckdb")
        differ = [table for table in expected if found[table] != expected[table]]
        outcome.check(f"kill {number}: {', '.join(differ)} differ", holds=not differ)
        left = sorted(path.name for path in home.iterdir())
        outcome.check(f"kill {number}: left {left}", holds=left == ["dateline.duckdb", "working.duckdb"])
        shutil.rmtree(home)
    return outcome


def _kill_once(stage: str, home: Path, after_s: float, outcome: Outcome) -> None:
    worker = start(stage, home)
    time.sleep(after_s)
    outcome.alive += worker.poll() is None
    worker.kill()
    worker.communicate()
    outcome.kills += 1


QUESTION = """
import os, sys, time
from pathlib import Path
from warehouse.connection import open_reader
path, stop, answers = Path(sys.argv[1]), Path(sys.argv[2]), 0
starter = os.getppid()
def goes_on():
    return os.getppid() == starter and not stop.exists()
def ask(con):
    return con.execute("SELECT count(*), count(text), max(version) FROM core.articles").fetchone()
"""
HOLDER = (
    QUESTION
    + """
with open_reader(path) as con:
    first = ask(con)
    print("reading", flush=True)
    while goes_on():
        assert ask(con) == first
        answers += 1
        time.sleep(0.2)
print(answers)
"""
)
OPENER = (
    QUESTION
    + """
print("reading", flush=True)
while goes_on():
    with open_reader(path) as con:
        ask(con)
    answers += 1
    time.sleep(0.2)
print(answers)
"""
)


@contextmanager
def reading_all_the_time(published: Path, outcome: Outcome) -> Iterator[None]:
    """Keep two readers on the published file: one holds the state that it first saw, one opens it anew each time."""
    stop = published.with_name("stop")
    holder, opener = (
        subprocess.Popen(
            [sys.executable, "-c", script, str(published), str(stop)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for script in (HOLDER, OPENER)
    )
    for reader in (holder, opener):
        assert reader.stdout is not None
        reader.stdout.readline()
    try:
        yield
    finally:
        stop.touch()
        for reader in (holder, opener):
            said, err = reader.communicate()
            outcome.check(f"a reader ended: {err}", holds=reader.returncode == 0)
            with suppress(ValueError):
                outcome.answers += int(said)
        stop.unlink()


def main() -> None:
    """Kill the stages and leave with 1 when anything was lost, doubled or could not be read."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--stage", nargs="+", choices=STAGES, default=list(STAGES))
    arguments.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.work:
        stage, folder = given.work
        print("go", flush=True)
        STAGES[stage](Path(folder) / "working.duckdb", Path(folder) / "dateline.duckdb")
        return
    chance, bad = random.Random(given.seed), False
    for stage in given.stage:
        with tempfile.TemporaryDirectory() as folder:
            outcome = kill_stage(stage, given.kills, chance, Path(folder))
        bad |= bool(outcome.wrong)
        print(f"{stage}: {outcome.took_s:.2f} s; {outcome.kills} kills, {outcome.alive} of them while it ran; ", end="")
        print(f"{outcome.answers} answers to readers; {'; '.join(outcome.wrong) if outcome.wrong else 'all as it should be'}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
