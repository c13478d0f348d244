"""How good, how fast and how large the event coder is, and what each of its parts brings.

    uv run python -m tests.bench.coding --eval FOLDER [--only fakes case] [--without gate model] [--limit 100]

FOLDER holds `score_events.py`, whose `SCORERS` map the name of a set to its measure, and `data/NAME.jsonl.gz`, one object a text
with its gold. Each set is coded whole, and once more for every part that is switched off (all unless `--without` names some; `none`
for no part), always in this process, so that the ratios of the times hold on a noisy machine. The parts:

    gate        every text is parsed
    parser      words have tags but no clauses: each hangs on nothing
    gazetteer   no place is known by name
    model       an event is where the nearest name after its word says, else the nearest before it

Then what the gate dismisses and keeps, and the peak memory. Times are of CPU. How far confidences can be believed is printed by
`tests.bench.train_confidence`.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc, Token

from flows.wire import coded_to_json
from tasks.code import belonging, coder, parse
from tasks.code.belonging import Judge, Verdict
from tasks.code.gate import may_be_relevant
from tasks.code.gazetteer import Entry, Gazetteer
from tasks.models import CodedText, CodeInput
from tasks.settings import settings

SETS = ("fakes", "case", "event_location", "geoparse")
WARM_UP = 10
"""Texts coded before the clock starts."""
GATED = ("fakes", "case")
"""Sets that say which texts report an event."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """One set coded once: what came out, as `dateline code` writes it, and the CPU time in seconds."""

    coded: dict[str, Row]
    cpu_s: float


def rows_of(folder: Path, name: str, limit: int | None) -> list[Row]:
    """Return the texts of one set with their gold."""
    with gzip.open(folder / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][:limit]


def given(row: Row) -> CodeInput:
    """Return a text of a set as the coder takes it, without its gold."""
    day = row.get("published_at")
    return CodeInput(row["id"], row["text"], row.get("title"), date.fromisoformat(day[:10]) if day else None)


def coded(rows: Sequence[Row]) -> Run:
    """Code the texts of one set."""
    coder.coder.cache_clear()
    one = coder.coder(settings().cache)
    began = time.process_time()
    made: list[CodedText] = list(one.code_many(map(given, rows)))
    cpu_s = time.process_time() - began
    return Run(
        {text.text_id: json.loads(json.dumps(coded_to_json({"id": text.text_id}, text), default=str)) for text in made}, cpu_s
    )


@contextmanager
def without_gate() -> Iterator[None]:
    """Let every text through to the parser."""
    with mock.patch.object(coder, "may_be_relevant", bool):
        yield


@contextmanager
def without_parser() -> Iterator[None]:
    """Tag words and end sentences, and let all words of one hang on its first."""
    nlp = parse.english()
    nlp.add_pipe("sentencizer", after="parser")
    nlp.add_pipe("flat_clauses", after="sentencizer")
    try:
        with nlp.select_pipes(disable=["parser"]):
            yield
    finally:
        nlp.remove_pipe("flat_clauses")
        nlp.remove_pipe("sentencizer")


@Language.component("flat_clauses")
def _flat(doc: Doc) -> Doc:
    first, heads = 0, []
    for token in doc:
        first = token.i if token.is_sent_start else first
        heads.append(first - token.i)
    dep = doc.vocab.strings.add("dep")
    rows: Any = np.array([[head % 2**64, dep] for head in heads], dtype="uint64").reshape(len(heads), 2)
    return doc.from_array(["HEAD", "DEP"], rows)


@contextmanager
def without_gazetteer() -> Iterator[None]:
    """Know no place."""

    def nothing(*_: object) -> tuple[Entry, ...]:
        return ()

    with mock.patch.multiple(Gazetteer, find=nothing, find_loosely=nothing, country=nothing):
        yield


@contextmanager
def without_model() -> Iterator[None]:
    """Take the nearest name, after the word of the event if there is one."""

    def verdict(self: Judge, predicate: Token, at: int) -> Verdict:
        named = self._named
        nearest = min(named, key=lambda one: (one.root.i < predicate.i, abs(one.root.i - predicate.i)))
        return Verdict(0.9 if named[at] is nearest else 0.05, ("nearest name",))

    with mock.patch.object(belonging.Judge, "verdict", verdict):
        yield


PARTS: Mapping[str, Callable[[], Any]] = {
    "gate": without_gate,
    "parser": without_parser,
    "gazetteer": without_gazetteer,
    "model": without_model,
}


def scores(folder: Path) -> Mapping[str, Callable[[list[Row], dict[str, Row]], dict[str, float]]]:
    """Return the measures of the sets."""
    spec = importlib.util.spec_from_file_location("score_events", folder / "score_events.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder / 'score_events.py'} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    measures: Mapping[str, Callable[[list[Row], dict[str, Row]], dict[str, float]]] = module.SCORERS
    return measures


def show_set(console: Console, name: str, rows: list[Row], parts: Sequence[str], measure: Callable[..., dict[str, float]]) -> None:
    """Print the figures of one set, whole and with each part switched off."""
    whole = coded(rows)
    figures = {"all parts": (measure(rows, whole.coded), whole)}
    for part in parts:
        with PARTS[part]():
            run = coded(rows)
        figures[f"without {part}"] = (measure(rows, run.coded), run)
    table = Table(title=f"{name}, {len(rows)} texts", title_justify="left")
    table.add_column("coder", no_wrap=True)
    for key in [*figures["all parts"][0], "texts/s", "time"]:
        table.add_column(key.replace("_", " "), justify="right")
    for label, (values, run) in figures.items():
        ratio = run.cpu_s / whole.cpu_s
        table.add_row(label, *(f"{value:.3f}" for value in values.values()), f"{len(rows) / run.cpu_s:.1f}", f"{ratio:.2f} x")
    console.print(table)


def show_gate(console: Console, name: str, rows: list[Row]) -> None:
    """Print what the gate lets through, and how fast."""
    began = time.process_time()
    passed = {row["id"]: may_be_relevant(row["text"]) for row in rows}
    rate = len(rows) / (time.process_time() - began)
    kept = [passed[row["id"]] for row in rows if _is_relevant(row)]
    other = [not passed[row["id"]] for row in rows if not _is_relevant(row)]
    dismissed = f", dismisses {sum(other)} of {len(other)} others" if other else ""
    console.print(f"gate on {name}: keeps {sum(kept)} of {len(kept)} relevant texts{dismissed}; {rate:,.0f} texts/s")


def _is_relevant(row: Row) -> bool:
    return bool(row["gold"].get("in_acled", True))


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, required=True, help="folder with score_events.py and data/")
    parser.add_argument("--only", nargs="+", choices=SETS, default=SETS, help="sets to code")
    parser.add_argument("--without", nargs="+", choices=[*PARTS, "none"], default=list(PARTS), help="parts to switch off in turn")
    parser.add_argument("--limit", type=int, help="first texts of each set, for a quick look")
    given_args = parser.parse_args()
    console = Console()
    measures = scores(given_args.eval)
    parts = [part for part in given_args.without if part in PARTS]
    coded(rows_of(given_args.eval, given_args.only[0], WARM_UP))
    for name in given_args.only:
        rows = rows_of(given_args.eval, name, given_args.limit)
        show_set(console, name, rows, parts, measures[name])
        if name in GATED:
            show_gate(console, name, rows)
    console.print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
