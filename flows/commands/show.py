"""How results look on a terminal, and as JSON. Every word that came from the network is escaped before it is shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from flows.run import Failure, RunSummary  # brings Prefect, which takes seconds to import

MAX_FAILURES_SHOWN = 20
SHORT_CHARS = 16  # a column of dates, codes or counts is never folded
PIPE_CHARS = 10_000


def printable(value: object) -> str:
    """Return `value` as one line without control characters, so that no page can move a reader's cursor."""
    text = "" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return "".join(c if c.isprintable() else " " for c in text)


def as_json(value: Any) -> None:
    """Print `value` as JSON; dates as ISO 8601."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print `rows` under `columns`; numbers to the right. On a terminal long cells are folded, in a pipe each row is one line."""
    shown = Table(header_style="bold", box=None, pad_edge=False)
    body = [list(row) for row in rows]
    cells = [[printable(cell) for cell in row] for row in body]
    for number, name in enumerate(columns):
        numeric = bool(body) and all(isinstance(row[number], int | float | None) for row in body)
        short = max(map(len, [name, *(row[number] for row in cells)])) <= SHORT_CHARS
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=short)
    for row in cells:
        shown.add_row(*map(Text, row))
    console = Console() if sys.stdout.isatty() else Console(width=PIPE_CHARS)
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


def line(text: str) -> None:
    """Print one line, whatever it holds."""
    sys.stdout.write(printable(text) + "\n")
