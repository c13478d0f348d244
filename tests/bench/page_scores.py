"""How well a page was read, as its gold has it: text, title, date and authors.

Text is compared by its tokens: runs of letters and digits, and each character of writing without spaces. The shingle measure is
that of Scrapinghub's article extraction benchmark: runs of four tokens are counted on both sides, a page's hits, surplus and misses
are divided by their sum so that long pages weigh no more than short ones, precision and recall are means over the pages, and F1 is
that of the two means.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHINGLE = 4
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # Thai, Lao, Burmese, kana, Han
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_BETWEEN_NAMES = re.compile(r"\s*[;|,]\s*|\s+(?:and|und|et|y|&)\s+")


@dataclass(frozen=True, slots=True)
class Fields:
    """What a page says, as its gold has it or as a reader read it. None or empty: not given."""

    text: str | None = None
    title: str | None = None
    day: str | None = None  # YYYY-MM-DD
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextScore:
    """How alike two texts are; `hits`, `surplus` and `misses` add up to 1, or are all 0 where both are empty."""

    hits: float
    surplus: float
    misses: float
    is_exact: bool


@dataclass(frozen=True, slots=True)
class PageScore:
    """How well one page was read. None: its gold does not say."""

    text: TextScore | None
    title_exact: bool | None
    date_exact: bool | None
    author_f1: float | None


def score_page(gold: Fields, read: Fields) -> PageScore:
    """Compare what a reader read with the gold."""
    return PageScore(
        text=text_score(tokens(gold.text), tokens(read.text)) if gold.text else None,
        title_exact=_lowered(gold.title) == _lowered(read.title) != [] if gold.title else None,
        date_exact=gold.day == read.day if gold.day else None,
        author_f1=author_f1(gold.authors, read.authors) if gold.authors else None,
    )


def tokens(text: str | None) -> list[str]:
    """Return the words of `text`, and the characters of what is written without spaces, in compatibility form."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text or ""))


def text_score(gold: Sequence[str], read: Sequence[str]) -> TextScore:
    """Compare two texts by their shingles."""
    wanted, found = _shingles(gold), _shingles(read)
    hits = (wanted & found).total()
    surplus, misses = found.total() - hits, wanted.total() - hits
    whole = hits + surplus + misses or 1
    return TextScore(hits / whole, surplus / whole, misses / whole, list(gold) == list(read))


def shingle_means(scores: Iterable[TextScore]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pages. A page without text counts for recall alone, one without gold for precision."""
    scores = list(scores)
    precision = _mean(score.hits / (score.hits + score.surplus) for score in scores if score.hits + score.surplus)
    recall = _mean(score.hits / (score.hits + score.misses) for score in scores if score.hits + score.misses)
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


def author_f1(gold: Iterable[str], read: Iterable[str]) -> float:
    """Return the F1 of two sets of names, each name without order, case and punctuation."""
    wanted, found = _names(gold), _names(read)
    return 2 * len(wanted & found) / (len(wanted) + len(found) or 1)


def split_names(line: str | None) -> tuple[str, ...]:
    """Return the names in a line of them, for readers that give one line."""
    return tuple(name for name in _BETWEEN_NAMES.split(line or "") if name)


def _names(names: Iterable[str]) -> set[str]:
    return {" ".join(sorted(_lowered(name))) for name in names} - {""}


def _lowered(text: str | None) -> list[str]:
    return [token.lower() for token in tokens(text)]


def _shingles(text: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Count the shingles; a shorter text is one of its own."""
    if not text:
        return Counter()
    return Counter(tuple(text[at : at + SHINGLE]) for at in range(max(1, len(text) - SHINGLE + 1)))


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / len(values) if values else 0.0
