"""Train the model that decides which of the places named in a sentence an event took place at (tasks/code/data/PLACES.md).

    uv run --with scikit-learn python -m tests.bench.train_places event_location.jsonl.gz fakes.jsonl.gz [--check] [--to FILE]

Reads two gold sets as JSON Lines: sentences with a marked verb and the places of its event (Halterman, MIT), and articles with the
place of their main incident (FA-KES, CC BY 4.0). `--check` prints how well five models do, each on the fifth of the texts that it
was not trained on, instead of writing one. Needs scikit-learn, which Dateline itself does not.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Span, Token

from tasks.code.actor_finder import parties
from tasks.code.belonging import evidence
from tasks.code.coder import parseable
from tasks.code.drafts import drafts_of
from tasks.code.gazetteer import Gazetteer
from tasks.code.joining import join
from tasks.code.named_places import Named, Source, named_in
from tasks.code.parse import english, span_at
from tasks.code.where import Geoparser
from tasks.models import Harm, Place, Realis
from tasks.settings import settings

FOLDS = 5
LEAST_SEEN = 5
"""Times that a piece of evidence must have been seen."""
SOFTNESS = 0.3
"""The inverse of the regularisation's strength."""
LEAST_WEIGHT = 0.02
SAME = 0.6
"""Share of their common span from which on two spans are one name."""
_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset("the of a an in at near and al el city town village province governorate district countryside region s".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Example:
    """One named place and one predicate: the evidence, and whether people marked that place for it."""

    fold: int
    evidence: tuple[str, ...]
    is_place: bool


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--to", type=Path, default=Path("tasks/code/data/place_model.json"))
    given = parser.parse_args()
    geoparser = Geoparser(Gazetteer.open(settings().cache))
    examples = [*_of_sentences(_rows(given.sentences), geoparser), *_of_articles(_rows(given.articles), geoparser)]
    print(f"{len(examples)} examples, {sum(one.is_place for one in examples)} of them places of their event")
    if given.check:
        _check(examples)
    else:
        weights = _weights(examples)
        given.to.write_text(json.dumps(weights, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{len(weights)} weights in {given.to}")


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _fold(text: str) -> int:
    return int(hashlib.sha256(text.strip().encode()).hexdigest(), 16) % FOLDS


def _of_sentences(rows: Sequence[dict[str, Any]], geoparser: Geoparser) -> Iterator[Example]:
    docs = english().pipe(parseable(row["text"]) for row in rows)
    for row, doc in zip(rows, docs, strict=True):
        named = named_in(doc[:], geoparser.resolved(doc))
        verb = row["gold"]["verbs"][0]
        predicate = span_at(doc, verb["start"], verb["end"]).root
        marked = [(place["start"], place["end"]) for place in row["gold"]["locations"]]
        for at, one in enumerate(named):
            yield _example(_fold(row["text"]), predicate, at, named, doc[:], is_place=_is_marked(one, named, marked))


def _is_marked(one: Named, named: Sequence[Named], marked: Sequence[tuple[int, int]]) -> bool:
    """Whether this is the name that people marked; a toponym also where they marked more or fewer words and no other name fits."""
    if any(_overlap(one.place, *span) >= SAME for span in marked):
        return True
    if one.source is not Source.TOPONYM or not any(_overlap(one.place, *span) > 0 for span in marked):
        return False
    rivals = (other for other in named if other is not one and _overlap(other.place, one.place.start, one.place.end) > 0)
    return not any(_overlap(other.place, *span) > SAME for other in rivals for span in marked)


def _overlap(place: Place, start: int, end: int) -> float:
    return max(0, min(place.end, end) - max(place.start, start)) / (max(place.end, end) - min(place.start, start))


def _of_articles(rows: Sequence[dict[str, Any]], geoparser: Geoparser) -> Iterator[Example]:
    """Yield the names in those sentences on the main incident that name its place: others say nothing of what is not its place."""
    docs = english().pipe(parseable(row["text"]) for row in rows)
    for row, doc in zip(rows, docs, strict=True):
        place = _words(row["gold"]["location"])
        if not place:
            continue
        resolved = geoparser.resolved(doc)
        groups = join(drafts_of(doc, None, resolved, parties(doc)))
        actual = [group for group in groups if group[0].realis is Realis.ACTUAL]
        lead = next(
            (group for group in actual if any(claim.harm is Harm.KILLED for draft in group for claim in draft.claims)), None
        )
        for draft in lead or (actual[0] if actual else []):
            named = named_in(draft.sentence, resolved)
            marked = [one for one in named if _words(one.place.name) & place]
            for at, one in enumerate(named if marked else ()):
                predicate = doc[draft.anchor.predicate]
                yield _example(_fold(row["text"]), predicate, at, named, draft.sentence, is_place=one in marked)


def _words(text: str | None) -> set[str]:
    return {word for word in _WORD.findall((text or "").lower()) if word not in _COMMON}


def _example(fold: int, predicate: Token, at: int, named: Sequence[Named], sentence: Span, *, is_place: bool) -> Example:
    return Example(fold, tuple(evidence(predicate, at, named, sentence)), is_place)


def _weights(examples: Sequence[Example]) -> dict[str, float]:
    seen = Counter(name for one in examples for name in set(one.evidence))
    kept = {name for name, count in seen.items() if count >= LEAST_SEEN}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(kept & set(one.evidence), 1.0) for one in examples])
    model = LogisticRegression(C=SOFTNESS, max_iter=500, fit_intercept=False)
    model.fit(matrix, np.array([one.is_place for one in examples]))
    named = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    return {name: round(float(weight), 3) for name, weight in named if abs(weight) >= LEAST_WEIGHT}


def _check(examples: Sequence[Example]) -> None:
    right = Counter[str]()
    for fold in range(FOLDS):
        weights = _weights([one for one in examples if one.fold != fold])
        for one in (one for one in examples if one.fold == fold):
            said = sum(weights.get(name, 0.0) for name in one.evidence) >= np.log(0.4 / 0.6)
            right[("t" if said == one.is_place else "f") + ("p" if said else "n")] += 1
    precision, recall = right["tp"] / (right["tp"] + right["fp"]), right["tp"] / (right["tp"] + right["fn"])
    accuracy = (right["tp"] + right["tn"]) / len(examples)
    print(f"on texts not trained on, at 0.4: precision {precision:.3f}, recall {recall:.3f}, accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
