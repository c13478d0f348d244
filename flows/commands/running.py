"""`dateline demo`, `ingest`, `backfill`, `replay` and `publish`: flows run here and now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

from cyclopts import Parameter

from flows.commands import show
from flows.progress import shown
from flows.selection import Errand, Origin, choose_sources, errand_of
from tasks.errors import ConfigurationError

if TYPE_CHECKING:
    from flows.run import Failure, RunSummary

Many = Annotated[list[str] | None, Parameter(consume_multiple=True, negative=())]
Flag = Annotated[bool, Parameter(negative=())]
AsJson = Annotated[bool, Parameter(name="--json", negative=())]


def ingest(*, source: Many = None, sources: Path | None = None, as_json: AsJson = False) -> int:
    """Take one pass over the configured sources: fetch what is new, read it, code it, publish.

    Example: `dateline ingest --source bbc un-news`

    Args:
        source: ids of the sources to take, due or not (all that are due by their `every`).
        sources: file that configures the sources (DATELINE_SOURCES).
        as_json: print the result as JSON.
    """
    choose_sources(sources, source)
    from flows.ingest import ingest as flow  # noqa: PLC0415 - Prefect takes seconds to import; `--help` should not wait for it

    return _run(lambda: flow(source=source, sources=sources), to_json=as_json)


def backfill(
    *,
    since: date | None = None,
    until: date | None = None,
    source: Many = None,
    origin: Annotated[list[str] | None, Parameter(name="--from", consume_multiple=True, negative=())] = None,
    oldest_first: Flag = False,
    dry_run: Flag = False,
    as_json: AsJson = False,
) -> int:
    """Fetch the past, day by day. What is to be fetched is looked for first, and told as a plan.

    A backfill that was stopped goes on where it was when the same command is given again.

    Example: `dateline backfill --since 2024-01-01 --until 2024-01-31 --source bbc --dry-run`, or with pages that others fetched,
    `dateline backfill --from warc CC-NEWS-20240101000000-00000.warc.gz`, or with a list of addresses,
    `dateline backfill --source bbc --from urls addresses.txt`

    Args:
        since: first day (UTC) to take; needed for sitemaps and listings.
        until: last day (UTC) to take (today).
        source: ids of the sources to take (all).
        origin: `sitemap` (default), `listing`, `urls FILE…`, one address a line, or `warc FILE…`; for WARC a folder stands for the
            archives in it, a `.txt` file for those that it names.
        oldest_first: begin with the first day, not with the last.
        dry_run: print the plan and end there; sitemaps and listings are asked, and nothing is written.
        as_json: print the result as JSON.
    """
    kind, *names = origin or ["sitemap"]
    if kind not in get_args(Origin):
        raise ConfigurationError(f"--from {kind} is not known. Give {', '.join(get_args(Origin))}.")
    found, files = cast(Origin, kind), [Path(name) for name in names]
    _, sources = choose_sources(None, source)
    errand = errand_of(sources, found, since, until, files, oldest_first=oldest_first)
    if dry_run:
        return _tell_plan(errand, to_json=as_json)
    from flows.backfill import backfill as flow  # noqa: PLC0415

    return _run(
        lambda: flow(since=since, until=until, source=source, origin=found, files=files, oldest_first=oldest_first), to_json=as_json
    )


def _tell_plan(errand: Errand, *, to_json: bool) -> int:
    from flows import surveying  # noqa: PLC0415

    if errand.origin == "warc":
        return _show_plan(surveying.archives_as_record(errand), surveying.archives_in_words(errand), [], to_json=to_json)
    with shown(quiet=to_json):
        plan, run = surveying.dry_run(errand)
    return _show_plan(surveying.as_record(plan), surveying.in_words(plan, errand), run.failures, to_json=to_json)


def _show_plan(record: dict[str, object], words: Iterator[str], failures: Sequence[Failure], *, to_json: bool) -> int:
    if to_json:
        show.as_json({**record, "failures": show.failures(failures)})
        return 1 if failures else 0
    for line in words:
        show.line(line)
    show.failed(failures, "that is not in the plan")
    return 1 if failures else 0


def replay(
    *,
    since: date | None = None,
    stage: Literal["read", "code"] = "read",
    source: Many = None,
    resume: Flag = False,
    as_json: AsJson = False,
) -> int:
    """Read or code again from the archive, with no network.

    Example: `dateline replay --stage code --since 2024-01-01`

    Args:
        since: only what was fetched on or after this day (UTC).
        stage: `read` starts from the archived pages, `code` from the articles' texts.
        source: ids of the sources to take (all).
        resume: leave out what this version has done already, such as in a replay that was stopped.
        as_json: print the result as JSON.
    """
    choose_sources(None, source)
    from flows.replay import replay as flow  # noqa: PLC0415

    return _run(lambda: flow(stage=stage, since=since, source=source, resume=resume), to_json=as_json)


def publish(*, as_json: AsJson = False) -> int:
    """Check the working warehouse and put a copy of it where people query it.

    Example: `dateline publish`

    Args:
        as_json: print the result as JSON.
    """
    from flows.publish import publish as flow  # noqa: PLC0415

    return _run(flow, to_json=as_json)


def demo(*, home: Path | None = None, as_json: AsJson = False) -> int:
    """Serve the bundled newsroom on loopback, run the real flow on it, and show what came of it. Takes under a minute.

    Example: `dateline demo`

    Args:
        home: folder for the demo's warehouse, which is made anew (warehouse/data/demo).
        as_json: print the result as JSON.
    """
    from flows.demo import demonstrate  # noqa: PLC0415

    return demonstrate(home, to_json=as_json)


def _run(flow: Callable[[], RunSummary], *, to_json: bool) -> int:
    with shown(quiet=to_json):
        result = flow()
    return show.summary(result, to_json=to_json)
