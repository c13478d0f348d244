"""The command `dateline`. Exit codes: 0 done, 1 done with failures listed, 2 wrong usage, wrong configuration or unusable files."""

from __future__ import annotations

import os
import sys

from cyclopts import App, CycloptsError

from tasks.errors import DatelineError

DONE, DONE_WITH_FAILURES, NOT_DONE = 0, 1, 2

app = App(
    name="dateline",
    help="News pages in, articles and the armed-conflict events they report out, in a DuckDB file that answers SQL.",
    help_epilogue="See it work: `dateline demo`. Files lie under DATELINE_HOME (default: warehouse/data).",
    help_format="markdown",
    version_flags="--version",
)

# Named, not imported: a command loads only what it needs, and `--help` does not wait for a parser.
for command in ("demo", "ingest", "backfill", "replay", "publish"):
    app.command(f"flows.commands.running:{command}")
for command in ("sql", "export", "status"):
    app.command(f"flows.commands.asking:{command}")
for command in ("read", "code", "link"):
    app.command(f"flows.commands.filtering:{command}")

sources = App(name="sources", help="Check the configured sources and try one.", help_format="markdown")
for command in ("check", "try_source", "schema"):
    sources.command(f"flows.commands.configuring:{command}", name=command.removesuffix("_source"))
app.command(sources)


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A person at a terminal wants the result; a worker sets its own level and gets every line.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    try:
        app(exit_on_error=False)
    except CycloptsError:  # cyclopts has printed what is wrong and how the command is used
        sys.exit(NOT_DONE)
    except DatelineError as error:
        sys.stderr.write(f"dateline: {error}\n")
        sys.exit(NOT_DONE)


if __name__ == "__main__":
    main()
