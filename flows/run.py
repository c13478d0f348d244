"""What every run does around its stages: a row in `raw.runs`, a slot to write, checks, the published file, an artifact."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Literal, TypeVar
from uuid import uuid4

import duckdb
from prefect import runtime
from prefect.artifacts import create_markdown_artifact
from prefect.concurrency.sync import concurrency

from tasks.collect.pace import GOOD
from tasks.errors import ChecksFailed
from tasks.models import Outcome
from tasks.settings import settings
from tasks.store.checks import CheckResult, failing
from tasks.store.load import finish_run, start_run
from tasks.store.publish import publish
from warehouse.connection import open_writer

T = TypeVar("T")

WRITER_SLOT = "duckdb-writer"

# What a person need not act on. Anything else that a page or a way in ended in is listed as a failure of the run: a page that is
# gone is nobody's fault, a feed that is gone is to be replaced.
EXPECTED = {"page": frozenset(outcome for outcome in Outcome if not outcome.is_failure), "poll": GOOD}


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@contextmanager
def writing() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the working warehouse for one step, so that between steps others can.

    Raises:
        WarehouseError: the file is held, damaged, newer or cannot be written.
    """
    with open_writer(settings().working_file, wait_s=settings().lock_wait_s) as con:
        yield con


def _slot() -> AbstractContextManager[None]:
    """Queue for the writer's slot in a run of a deployment, one run after the other.

    DuckDB's lock would do for the file, and hosts' turns are shared. The slot is for the work: two runs at once would find the same
    pages to fetch, read and code.
    """
    if not runtime.deployment.id:
        return nullcontext()
    return concurrency(WRITER_SLOT, occupy=1, strict=True, raise_on_lease_renewal_failure=False, lease_duration=60)


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that a person should look at: what failed, where, and why."""

    what: str
    where: str
    why: str


@dataclass(slots=True)
class Run:
    """One run as it goes: how often what happened, and what failed."""

    run_id: str
    flow: str
    started_at: datetime
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    checks: tuple[CheckResult, ...] = ()
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def aside(self, step: Callable[[], T]) -> T:
        """Do a step that may wait for the warehouse in a thread, one at a time; open connections are looked after meanwhile."""
        async with self.turn:
            return await asyncio.to_thread(step)

    def fail(self, what: str, where: str, why: str) -> None:
        """Note a failure that stops nothing else."""
        self.failures.append(Failure(what, where, why))
        self.counts["failures"] += 1

    def judge(self, what: Literal["page", "poll"], url: str, outcome: Outcome, reason: str | None) -> None:
        """Count how a fetch ended, and note it when a person should look at it."""
        self.counts[f"{what}_{outcome}"] += 1
        if outcome not in EXPECTED[what]:
            self.fail(what, url, f"{outcome}: {reason or outcome.meaning}")

    def summary(self) -> RunSummary:
        """Return what the run's caller gets."""
        return RunSummary(self.run_id, self.flow, dict(self.counts), tuple(self.failures), tuple(failing(self.checks)))


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a flow returns. `counts` are in rows, pages or lines as their names say."""

    run_id: str
    flow: str
    counts: dict[str, int]
    failures: tuple[Failure, ...]
    failing_checks: tuple[CheckResult, ...] = ()


@contextmanager
def recorded(flow: str) -> Iterator[Run]:
    """Note the run in `raw.runs` when it starts and when it ends, check and publish what it loaded, and leave an artifact.

    Raises:
        ChecksFailed: a check of severity `error` failed; the published file is as it was, and the run has failed.
    """
    with _slot():
        run = Run(run_id=str(runtime.flow_run.id or uuid4()), flow=flow, started_at=utc_now())
        with writing() as con:
            start_run(con, run.run_id, flow, run.started_at, version("dateline"))
        status = "failed"
        try:
            yield run
            status = "completed_with_failures" if run.failures else "completed"
            # First, so that what is published tells how the run ended.
            _finish(run, status)
            _publish(run)
        except BaseException as error:
            status = "failed"
            run.fail("run", flow, f"{type(error).__name__}: {error}")
            _finish(run, status)
            raise
        finally:
            create_markdown_artifact(key=f"{run.flow}-summary", markdown=_markdown(run, status), description=f"What {run.flow} did")


def _finish(run: Run, status: str) -> None:
    with writing() as con:
        finish_run(con, run.run_id, utc_now(), status, dict(run.counts))


def _publish(run: Run) -> None:
    try:
        run.checks = publish(settings().working_file, settings().published_file, run_id=run.run_id)
    except ChecksFailed as error:
        run.checks = error.results
        raise
    run.counts["published"] += 1


def _markdown(run: Run, status: str) -> str:
    counts = "\n".join(f"| {name} | {number} |" for name, number in sorted(run.counts.items()))
    failures = "\n".join(f"- {_plain(f.what)} `{_plain(f.where)}`: {_plain(f.why)}" for f in run.failures)
    return f"# {run.flow}: {status}\n\n| what | count |\n| --- | ---: |\n{counts}\n\n{failures}\n\n{_checks(run)}\n"


def _checks(run: Run) -> str:
    if not run.checks:
        return "Nothing was checked, and nothing published."
    found = failing(run.checks)
    rows = [f"| {c.name} | {c.severity} | {c.failures} | {_plain(str(c.key))} | {_plain(c.says)} {_plain(c.do)} |" for c in found]
    table = ["", "| check | severity | rows | such as | what to do |", "| --- | --- | ---: | --- | --- |", *rows] if rows else []
    return "\n".join(["## Checks", "", f"{len(run.checks) - len(found)} of {len(run.checks)} passed.", *table])


def _plain(text: str) -> str:
    """Keep addresses and servers' words from being read as Markdown or HTML."""
    return "".join(" " if c in "`<>|[]\r\n" or not c.isprintable() else c for c in text)[:500]
