"""Kill an ingest at random moments, run it again, and compare the warehouse with that of a run that nobody interrupted.

    uv run python -m tests.bench.kill_ingest [--kills 5] [--seed 1]

Prints, for each kill, after how long and in which stage it came, and for each table the rows of both warehouses and whether their
contents are the same. Left out of the comparison: when and by which run a row was written, and where in the archive a page lies.
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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import duckdb

from flows.newsroom import Newsroom

TABLES = (
    "raw.sightings",
    "raw.captures",
    "core.readings",
    "core.removed_lines",
    "core.articles",
    "core.article_versions",
    "core.stories",
    "core.codings",
    "core.event_mentions",
    "core.mention_places",
    "core.mention_actors",
    "core.casualty_claims",
    "core.events",
    "core.event_reports",
)
VOLATILE = ("run_id", "archive_file", "archive_offset", "archive_length", "reason")
PORTS = 18_400


@contextmanager
def prefect_server(home: Path) -> Iterator[dict[str, str]]:
    """Start one Prefect server for all runs, so that a kill meets the pipeline and not the start of a server."""
    port = 18_420
    env = os.environ | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    command = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/health")
        yield env | {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait_for(url: str, limit_s: float = 120.0) -> None:
    give_up_at = time.monotonic() + limit_s
    while time.monotonic() < give_up_at:
        with suppress(OSError), urlopen(url, timeout=2):
            return
        time.sleep(0.5)
    sys.exit(f"{url} did not answer within {limit_s:.0f} s")


def start(home: Path, sources: Path, env: dict[str, str]) -> subprocess.Popen[str]:
    """Start an ingest in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "flows.ingest", "--sources", str(sources)],
        env=env | {"DATELINE_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(home: Path, sources: Path, env: dict[str, str]) -> float:
    """Run an ingest to its end and return how long it took, in seconds."""
    began = time.monotonic()
    run = start(home, sources, env)
    _, err = run.communicate()
    if run.returncode not in (0, 1) or not (home / "dateline.duckdb").exists():
        sys.exit(f"the run ended with {run.returncode}:\n{err}")
    return time.monotonic() - began


def kill(home: Path, sources: Path, env: dict[str, str], after_s: float) -> str:
    """Start an ingest, kill it and all its processes after `after_s` seconds, and return the last line that it had printed."""
    run = start(home, sources, env)
    time.sleep(after_s)
    os.killpg(run.pid, signal.SIGKILL)
    _, err = run.communicate()
    return (err.strip().splitlines() or ["(nothing printed yet)"])[-1]


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of each table, sorted, without the columns that differ from run to run."""
    with duckdb.connect(str(home / "dateline.duckdb"), read_only=True) as con:
        found = {}
        for table in TABLES:
            columns = [row[0] for row in con.sql(f"DESCRIBE {table}").fetchall()]
            types = {row[0]: row[1] for row in con.sql(f"DESCRIBE {table}").fetchall()}
            kept = [c for c in columns if c not in VOLATILE and not (types[c].startswith("TIMESTAMP") and _is_clock(c))]
            found[table] = sorted(con.sql(f"SELECT {', '.join(kept)} FROM {table}").fetchall(), key=repr)
        return found


def _is_clock(column: str) -> bool:
    """Whether a time column says when a run did something, not when something was published."""
    return column not in {"published_at", "modified_at", "listed_modified_at"}


def main() -> None:
    """Run the comparison and leave with 1 when any table differs."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kills", type=int, default=5)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    chance = random.Random(given.seed)
    differs = False
    with (
        tempfile.TemporaryDirectory() as folder,
        prefect_server(Path(folder) / "prefect") as env,
        Newsroom(port_base=PORTS) as newsroom,
    ):
        sources = Path(folder) / "sources.yaml"
        sources.write_text(newsroom.sources_yaml(), encoding="utf-8")
        whole = Path(folder) / "whole"
        took_s = finish(whole, sources, env)
        expected = contents(whole)
        print(f"uninterrupted: {took_s:.1f} s; " + ", ".join(f"{table} {len(rows)}" for table, rows in expected.items()))
        for number in range(1, given.kills + 1):
            home, after_s = Path(folder) / f"killed-{number}", chance.uniform(0.15, 0.98) * took_s
            last = kill(home, sources, env, after_s)
            again_s = finish(home, sources, env)
            found = contents(home)
            wrong = [table for table in TABLES if found[table] != expected[table]]
            differs |= bool(wrong)
            print(f"kill {number} after {after_s:.1f} s at '{last}', then {again_s:.1f} s: ", end="")
            print("every table the same" if not wrong else ", ".join(f"{t}: {len(expected[t])} / {len(found[t])}" for t in wrong))
    sys.exit(differs)


if __name__ == "__main__":
    main()
