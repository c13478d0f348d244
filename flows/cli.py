"""The command `dateline`. Exit codes: 0 done, 1 done with failures listed, 2 wrong usage, wrong configuration or unusable files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from cyclopts import App, CycloptsError

from flows.commands import asking, configuring, filtering, keeping, running
from tasks.errors import DatelineError

DONE, DONE_WITH_FAILURES, NOT_DONE = 0, 1, 2

app = App(
    name="dateline",
    help="News pages in, articles and the armed-conflict events they report out, in a DuckDB file that answers SQL.",
    help_epilogue="See it work: `dateline demo`. Files lie under DATELINE_HOME (default: warehouse/data).",
    help_format="markdown",
    version_flags="--version",
)

COMMANDS: tuple[Callable[..., int], ...] = (
    running.demo,
    running.ingest,
    running.backfill,
    running.replay,
    running.publish,
    asking.sql,
    asking.export,
    asking.status,
    keeping.backup,
    keeping.restore,
    filtering.read,
    filtering.code,
    filtering.link,
)
for command in COMMANDS:
    app.command(command)

sources = App(name="sources", help="Find a site's ways in, check the configured sources, or try one.", help_format="markdown")
sources.command(configuring.discover)
sources.command(configuring.check)
sources.command(configuring.try_source, name="try")
sources.command(configuring.schema)
app.command(sources)

gazetteer = App(name="gazetteer", help="Add places to those that texts are coded with.", help_format="markdown")
gazetteer.command(configuring.add_gazetteer, name="add")
app.command(gazetteer)


def main(tokens: list[str] | None = None) -> None:
    """Run the command line, or `tokens` in its place, and leave with the exit code."""
    # A person at a terminal wants the result; a worker sets its own level and gets every line.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    try:
        app(tokens, exit_on_error=False)
    except CycloptsError:  # cyclopts has printed what is wrong and how the command is used
        sys.exit(NOT_DONE)
    except DatelineError as error:
        sys.stderr.write(f"dateline: {error}\n")
        sys.exit(NOT_DONE)


if __name__ == "__main__":
    main()
