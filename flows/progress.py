"""How far a run has come: a bar on a terminal, plain lines in a log or a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

LINE_INTERVAL_S = 5.0


class Reporter(Protocol):
    """Shows stages as they advance."""

    def begin(self, label: str, total: int | None) -> Callable[[int], None]:
        """Announce a stage of `total` steps (None: not known) and return what counts steps done."""
        ...

    def tell(self, line: str) -> None:
        """Show a line."""
        ...


class LineReporter:
    """Writes a line when a stage begins and then at most one every few seconds."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def begin(self, label: str, total: int | None) -> Callable[[int], None]:
        """Write the first line and return what counts."""
        self._write(f"{label}: {total} to do" if total is not None else label)
        done, last = 0, time.monotonic()

        def advance(steps: int) -> None:
            nonlocal done, last
            done += steps
            if time.monotonic() - last >= LINE_INTERVAL_S:
                last = time.monotonic()
                self._write(f"{label}: {done} of {total}" if total is not None else f"{label}: {done}")

        return advance

    def tell(self, line: str) -> None:
        """Write the line."""
        self._write(line)


class BarReporter:
    """Draws one bar a stage with rich, on standard error so that results can be piped. A stage that comes again grows its bar."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._known: dict[str, TaskID] = {}

    def begin(self, label: str, total: int | None) -> Callable[[int], None]:
        """Add a bar, or the steps to the one of that label, and return what moves it."""
        if label not in self._known:
            self._known[label] = self._bars.add_task(label, total=total)
        elif total is not None:
            before = next(bar.total for bar in self._bars.tasks if bar.id == self._known[label])
            self._bars.update(self._known[label], total=(before or 0) + total)
        return lambda steps: self._bars.advance(self._known[label], steps)

    def tell(self, line: str) -> None:
        """Write the line above the bars."""
        self._bars.console.print(line, markup=False, highlight=False)


_reporter: ContextVar[Reporter | None] = ContextVar("reporter", default=None)


def begin(label: str, total: int | None = None) -> Callable[[int], None]:
    """Announce a stage to whoever watches this run; without a watcher it goes to the flow run's log."""
    return (_reporter.get() or LineReporter(_to_run_log)).begin(label, total)


def tell(line: str) -> None:
    """Show a line to whoever watches this run; without a watcher it goes to the flow run's log."""
    (_reporter.get() or LineReporter(_to_run_log)).tell(line)


def warn(line: str) -> None:
    """Show a line that a person should act on."""
    tell(f"warning: {line}")


@contextmanager
def shown(*, quiet: bool = False) -> Iterator[None]:
    """Show the stages of the runs inside the block to the person at the terminal, or in lines where there is none."""
    if quiet:
        with _watched(LineReporter(lambda _line: None)):
            yield
    elif sys.stderr.isatty():
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bars, _watched(BarReporter(bars)):
            yield
    else:
        with _watched(LineReporter(_to_stderr)):
            yield


@contextmanager
def _watched(reporter: Reporter) -> Iterator[None]:
    token = _reporter.set(reporter)
    try:
        yield
    finally:
        _reporter.reset(token)


def _to_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _to_run_log(line: str) -> None:
    from prefect.logging import get_run_logger  # noqa: PLC0415 - the filters report progress without Prefect, which takes seconds to import

    get_run_logger().info(line)
