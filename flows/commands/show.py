"""How results look on a terminal, and as JSON. Every word that came from the network is escaped before it is shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from flows.run import Failure, RunSummary  # brings Prefect, which takes seconds to import

MAX_FAILURES_SHOWN = 20
SHORT_CHARS = 16  # a column of dates, codes or counts is never folded
FOLDED_CHARS = 20  # the least that a longer column needs
PIPE_CHARS = 10_000


def printable(value: object) -> str:
    """Return `value` as one line without control characters, so that no page can move a reader's cursor."""
    text = "" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return "".join(c if c.isprintable() else " " for c in text)


def as_json(value: Any) -> None:
    """Print `value` as JSON; dates as ISO 8601, and what cannot be printed as escapes: it could move a reader's cursor."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text) + "\n")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, to: TextIO | None = None) -> None:
    """Print `rows` under `columns`; numbers to the right. On a terminal long cells are folded, in a pipe each row is one line.

    `to` is standard output, or standard error for what goes beside a result.
    """
    out = to or sys.stdout
    console = Console(file=out) if out.isatty() else Console(file=out, width=PIPE_CHARS)
    shown = Table(header_style="bold", box=None, pad_edge=False)
    body = [list(row) for row in rows]
    cells = [[printable(cell) for cell in row] for row in body]
    widths = [max(map(len, [name, *(row[number] for row in cells)])) for number, name in enumerate(columns)]
    # Where columns that are not folded would leave no room for the others, all are.
    is_wide_enough = sum(min(width, FOLDED_CHARS) + 1 for width in widths) <= console.width
    for number, name in enumerate(columns):
        numeric = bool(body) and all(isinstance(row[number], int | float | None) for row in body)
        short = widths[number] <= SHORT_CHARS and is_wide_enough
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=short)
    for row in cells:
        shown.add_row(*map(Text, row))
    console.print(Text(title, style="bold"))  # a table's own title is folded to the table's width, letter by letter
    console.print(shown)
    console.print()


def summary(run: RunSummary, *, to_json: bool) -> int:
    """Print what a run did and return the exit code that it earned."""
    if to_json:
        as_json({"run_id": run.run_id, "flow": run.flow, "counts": run.counts, "failures": failures(run.failures)})
    else:
        table(f"{run.flow} {run.run_id}", ("what", "count"), sorted(run.counts.items()))
        failed(run.failures, "and will be tried again by the next run")
    return 1 if run.failures else 0


def failed(found: Sequence[Failure], remark: str) -> None:
    """Print what failed, if anything did, as far as a person would read it."""
    if found:
        rows = [(f.what, f.where, f.why) for f in found[:MAX_FAILURES_SHOWN]]
        table(f"{len(found)} failed, {remark}", ("what", "where", "why"), rows)


def failures(found: Sequence[Failure]) -> list[dict[str, str]]:
    """Return what failed as what JSON can hold."""
    return [{"what": failure.what, "where": failure.where, "why": failure.why} for failure in found]


def line(text: str, *, to: TextIO | None = None) -> None:
    """Print one line, whatever it holds."""
    (to or sys.stdout).write(printable(text) + "\n")
