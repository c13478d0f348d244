"""How `dateline status` tells each source's health: tables that fit a terminal of 100 columns, and what to look at in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.commands import show

Row = Mapping[str, Any]

DELAYS = (
    "publication_to_sighting_median_s",
    "publication_to_sighting_p95_s",
    "sighting_to_load_median_s",
    "sighting_to_load_p95_s",
)
UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def tell(sources: Sequence[Row], now: datetime) -> None:
    """Print the rows of `mart.source_health`, as at `now` (UTC)."""
    show.table(
        "sources (new: articles of the last day; usual: from a slow day to a busy one)",
        ("source", "state", "last success", "new", "usual", "silent for", "at most"),
        [_state(row, now) for row in sources],
    )
    show.table(
        "how addresses ended that were fetched lately",
        ("source", "in the last day", "in the last week", "waiting", "given up"),
        [
            (
                row["source_id"],
                _counted(row["outcomes_last_day"]),
                _counted(row["outcomes_last_week"]),
                row["urls_waiting"],
                row["urls_given_up"],
            )
            for row in sources
        ],
    )
    show.table(
        "how long new articles of the last week took: median, and 95% quantile",
        ("source", "published to seen", "95%", "seen to loaded", "95%"),
        [
            (row["source_id"], *(span(row[name]) for name in DELAYS))
            for row in sources
            if row["sighting_to_load_median_s"] is not None
        ],
    )
    for row in sources:
        for line in to_look_at(row):
            show.line(f"{row['source_id']}: {line}")


def _state(row: Row, now: datetime) -> tuple[object, ...]:
    last = row["last_good_poll_at"]
    return (
        row["source_id"],
        row["state"],
        f"{span((now - last).total_seconds())} ago" if last else "never",
        row["articles_last_day"],
        _usual(row),
        span(row["silent_h"] and row["silent_h"] * 3600),
        span(row["silence_limit_h"] and row["silence_limit_h"] * 3600),
    )


def _usual(row: Row) -> str:
    low, high, expected = row["usual_per_day_low"], row["usual_per_day_high"], row["expected_per_day"]
    usual = [] if low is None else [f"{low:g}" if low == high else f"{low:g}-{high:g}"]
    return ", ".join([*usual, *([] if expected is None else [f"at least {expected:g}"])])


def _counted(outcomes: Mapping[str, int] | None) -> str:
    """Say how many addresses ended in which outcome, the most frequent first."""
    return ", ".join(
        f"{count} {outcome}" for outcome, count in sorted((outcomes or {}).items(), key=lambda pair: (-pair[1], pair[0]))
    )


def to_look_at(row: Row) -> Iterator[str]:
    """Yield what a person should look at, one sentence for each matter."""
    if row["problem"]:
        yield f"{row['ways_in_failing']} of {row['ways_in']} ways in failed when last asked. {row['problem']}"
    silent_h, limit_h = row["silent_h"], row["silence_limit_h"]
    if silent_h is not None and silent_h > limit_h:
        yield f"nothing new for {span(silent_h * 3600)}; {span(limit_h * 3600)} would be long"
    if row["volume"] in {"fewer than expected", "fewer than usual"}:
        yield f"{row['volume']}: {row['articles_last_day']} new in a day"
    if row["gaps_open"]:
        yield "articles were probably missed: a way in showed only new addresses. Its sitemaps, if it has any, are searched next"


def span(seconds: float | None) -> str:
    """Return a time span in the largest unit of which it has two or more, or in seconds."""
    if seconds is None:
        return ""
    unit, size = next(((unit, size) for unit, size in UNITS if abs(seconds) >= 2 * size), UNITS[-1])
    return f"{seconds / size:.0f} {unit}"
