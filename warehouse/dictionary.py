"""Writes `DICTIONARY.md`: what every table, view and column of the warehouse is, from their comments, with a diagram.

    python -m warehouse.dictionary [FILE]

It is made from an empty warehouse; a test fails when the file in the repository is stale. FILE is `warehouse/DICTIONARY.md` unless
given.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from duckdb import DuckDBPyConnection

from warehouse.connection import open_writer, sql

FILE = Path(__file__).parent / "DICTIONARY.md"
LAYERS = {
    "mart": "What people ask: views, made from the layers below whenever they are asked.",
    "core": "What was read and coded, and the events that it was joined to. What is replaced is kept, as superseded.",
    "raw": "What was fetched, from where, with what outcome.",
}
KEYS = {
    "article_id": "core.articles",
    "capture_id": "raw.captures",
    "coding_id": "core.codings",
    "event_id": "core.events",
    "mention_id": "core.event_mentions",
    "run_id": "raw.runs",
    "source_id": "raw.sources",
    "story_id": "core.stories",
}
"""Columns that identify a row of a table; a table that has one as well hangs on that table."""

Column = tuple[str, str, str]
"""Name, type and comment."""


def dictionary() -> str:
    """Return the text of the dictionary for the present shape of the warehouse."""
    with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder) / "empty.duckdb", wait_s=0) as con:
        return "\n".join(_pages(con)) + "\n"


def _pages(con: DuckDBPyConnection) -> Iterator[str]:
    columns: dict[str, list[Column]] = defaultdict(list)
    for layer, name, column, kind, _, comment in con.execute(sql("describe/columns")).fetchall():
        columns[f"{layer}.{name}"].append((column, kind, comment))
    relations = con.execute(sql("describe/relations")).fetchall()
    yield "# Data dictionary"
    yield ""
    yield "Written by `python -m warehouse.dictionary` from the comments in the database; `dateline sql` shows the same with"
    yield "`dateline sql \"SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'events'\"`. Times are UTC."
    for layer, says in LAYERS.items():
        yield f"\n## {layer}\n\n{says}"
        for _, name, kind, comment in (row for row in relations if row[0] == layer):
            yield from _relation(f"{layer}.{name}", kind, comment, columns[f"{layer}.{name}"])
        if layer == "mart":
            yield from _macros(con)
    yield "\n## How the tables hang together\n"
    yield from _diagram([f"{layer}.{name}" for layer, name, kind, _ in relations if kind == "table"], columns)


def _relation(name: str, kind: str, comment: str, columns: list[Column]) -> Iterator[str]:
    yield f"\n### {name} ({kind})\n\n{comment}\n"
    yield "| column | type | what it is |"
    yield "| --- | --- | --- |"
    for column, data_type, says in columns:
        yield f"| `{column}` | `{_escaped(data_type)}` | {_escaped(says)} |"


def _macros(con: DuckDBPyConnection) -> Iterator[str]:
    for name, parameters, comment in con.execute(sql("describe/macros")).fetchall():
        yield f"\n### mart.{name}({', '.join(parameters)}) (table macro)\n\n{comment}"


def _diagram(tables: list[str], columns: dict[str, list[Column]]) -> Iterator[str]:
    """Yield a Mermaid entity diagram: a table hangs on each whose key it has."""
    yield "```mermaid"
    yield "erDiagram"
    for table in tables:
        names = {column for column, _, _ in columns[table]}
        for key, owner in KEYS.items():
            if key in names and owner != table:
                yield f"    {owner.replace('.', '_')} ||--o{{ {table.replace('.', '_')} : {key}"
    yield "```"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the file."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    target.write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    main()
