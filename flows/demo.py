"""`dateline demo`: the real flow on the bundled newsroom, twice, because between the passes one story is corrected."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from time import monotonic

from flows.batches import gazetteer_built
from flows.commands import show
from flows.ingest import ingest
from flows.newsroom import Newsroom
from flows.progress import shown
from flows.run import RunSummary
from tasks.errors import ConfigurationError
from tasks.settings import settings
from warehouse.connection import open_reader, sql
from warehouse.questions import questions

MARK = ".dateline-demo"
ROWS_SHOWN = 15

SECTIONS = (
    ("Articles", "demo/articles"),
    ("Refused, and why", "demo/refused"),
    ("Events, those told by most first", "demo/events"),
    ("Corrected while we watched", "demo/corrected"),
)
TO_TRY = ("killed_by_whose_account", "told_by_many", "why_is_it_missing")


def demonstrate(home: Path | None, *, to_json: bool) -> int:
    """Run the demonstration in `home` and print what came of it; return the exit code.

    Raises:
        ConfigurationError: `home` holds something that is no demonstration of ours.
    """
    started = monotonic()
    folder = _fresh(home or settings().home / "demo")
    os.environ["DATELINE_HOME"] = str(folder)
    settings.cache_clear()
    gazetteer_built()  # in the background: the first run on a machine builds it while Prefect starts
    with shown(quiet=to_json), Newsroom() as newsroom:
        sources = folder / "sources.yaml"
        sources.write_text(newsroom.sources_yaml(), encoding="utf-8")
        names = list(newsroom.sites)  # named, so that the second pass does not wait until they are due
        first = ingest(source=names, sources=sources)
        newsroom.publish_corrections()
        second = ingest(source=names, sources=sources)
    if to_json:
        show.as_json({"home": str(folder), "passes": [first.counts, second.counts], **_answers()})
    else:
        _tell(folder, first, second, monotonic() - started)
    return 0


def _fresh(folder: Path) -> Path:
    """Make an empty folder; what is deleted for it is only ever an earlier demonstration."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise ConfigurationError(f"{folder} is not empty and no demonstration made it. Give --home a new folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return folder.resolve()


def _answers() -> dict[str, object]:
    with open_reader(settings().published_file) as con:
        return {name.rpartition("/")[2]: con.sql(sql(name)).fetchall() for _, name in SECTIONS}


def _tell(folder: Path, first: RunSummary, second: RunSummary, took_s: float) -> None:
    with open_reader(settings().published_file) as con:
        for title, name in SECTIONS:
            answer = con.sql(sql(name))
            rows = answer.fetchall()
            show.table(f"{title} ({len(rows)})", answer.columns, rows[:ROWS_SHOWN])
    show.table(
        "The two passes",
        ("what", "first", "second"),
        [(name, first.counts.get(name, 0), second.counts.get(name, 0)) for name in sorted({*first.counts, *second.counts})],
    )
    show.line(f"That took {took_s:.0f} s. The warehouse is {settings().published_file}. Three questions to try:")
    for name in TO_TRY:
        show.line("")
        show.line(questions()[name])
        show.line(f"DATELINE_HOME={folder} dateline sql --example {name}")
