"""Fit what an event's confidence means to the verdicts of readers (tasks/code/data/CONFIDENCE.md), and show how well it holds.

    uv run --with scikit-learn python -m tests.bench.train_confidence TEXTS.jsonl VERDICTS.csv [--to FILE]

TEXTS are the texts that were read, as `dateline code` takes them. VERDICTS has one line for each event that a person judged: id,
start of the trigger in code points, verdict (right, usable: type and place are right, or wrong). Texts are coded as they are now; a
verdict on an event that is no longer found at its trigger is left out and counted. Prints how often events were right or usable by
the confidence of a model that did not see their texts (five folds), and writes the weights of all with `--to`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression

from flows.wire import code_input_from
from tasks.code import confidence
from tasks.code.coder import coder
from tasks.code.confidence import signs
from tasks.models import Mention
from tasks.settings import settings

FOLDS = 5
SOFTNESS = 0.3
"""The inverse of the regularisation's strength."""
BINS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Judged:
    """One event that a person judged: the fold of its text, what speaks for it, and whether it was right or usable."""

    fold: int
    signs: dict[str, float]
    verdict: str

    @property
    def is_good(self) -> bool:
        """Whether an analyst can use it."""
        return self.verdict != "wrong"


def judged(texts: Path, verdicts: Path) -> tuple[list[Judged], int]:
    """Return the events of `texts` that have a verdict, and how many verdicts found none."""
    with verdicts.open(encoding="utf-8", newline="") as lines:
        wanted = {(line["id"], int(line["trigger_start"])): line["verdict"] for line in csv.DictReader(lines)}
    ids = {text_id for text_id, _ in wanted}
    rows = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    found = []
    for row in rows:
        if row["id"] in ids:
            fold = int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % FOLDS
            for start, said in _signs_of(row):
                if (row["id"], start) in wanted:
                    found.append(Judged(fold, said, wanted.pop((row["id"], start))))
    return found, len(wanted)


def _signs_of(row: dict[str, object]) -> Iterator[tuple[int, dict[str, float]]]:
    said: list[tuple[int, dict[str, float]]] = []

    def note(mention: Mention, strength: float, rank: int, lost: float) -> float:
        said.append((mention.trigger_start, signs(mention, strength, rank)))
        return lost

    with mock.patch.object(confidence, "confidence_of", note):
        coder(settings().cache).code(code_input_from(row))
    yield from said


def fitted(events: list[Judged], names: list[str]) -> dict[str, float]:
    """Return the weights of a logistic regression over `events`."""
    x = np.array([[event.signs[name] for name in names] for event in events])
    model = LogisticRegression(C=SOFTNESS, fit_intercept=False, max_iter=1000).fit(x, [event.is_good for event in events])
    return {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}


def main() -> None:
    """Print the table, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("verdicts", type=Path)
    parser.add_argument("--to", type=Path, help="where to write the weights")
    given = parser.parse_args()
    events, lost = judged(given.texts, given.verdicts)
    names = list(events[0].signs)
    by_bin: dict[float, Counter[str]] = {}
    for fold in range(FOLDS):
        weights = fitted([event for event in events if event.fold != fold], names)
        for event in (event for event in events if event.fold == fold):
            score = 1 / (1 + np.exp(-sum(weights[name] * event.signs[name] for name in names)))
            by_bin.setdefault(max(edge for edge in BINS if edge <= score), Counter())[event.verdict] += 1
    table = Table(title=f"{len(events)} judged events, {lost} verdicts on events no longer found", title_justify="left")
    for name in ("confidence from", "events", "right", "usable", "wrong", "right or usable"):
        table.add_column(name, justify="right")
    for edge, counts in sorted(by_bin.items()):
        total = counts.total()
        good = f"{(total - counts['wrong']) / total:.2f}"
        table.add_row(f"{edge:.1f}", str(total), *(str(counts[key]) for key in ("right", "usable", "wrong")), good)
    console = Console()
    console.print(table)
    weights = fitted(events, names)
    console.print(", ".join(f"{name} {weight:+.2f}" for name, weight in sorted(weights.items(), key=lambda pair: -abs(pair[1]))))
    if given.to:
        given.to.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
