"""Which articles are copies of one text: the same words, or nearly.

Two texts are copies when their words are equal, or when half of all their runs of five words are in both (Jaccard) and they were
published within a week: agencies' reports are cut and their heads rewritten, while reports that only have their background in
common share at most a third. MinHash (Broder 1997) finds the pairs worth comparing; the true share decides. Copies of copies are
one story, so the result does not depend on the order of the articles.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, count

from rensa import RMinHash

from tasks.models import Story, StoryText, stable_id

SHINGLE_WORDS = 5
LEAST_SHARED = 0.5
WITHIN = timedelta(days=7)
# Shorter texts ("Watch the video.") are alike without being copies.
LEAST_WORDS = 12
# 40 bands of 3 rows find a pair that shares 0.5 with a probability of 0.995, one that shares 0.6 with 0.99993.
BANDS, ROWS, SEED = 40, 3, 1997
_NO_TIME = datetime.max.replace(tzinfo=UTC)
# Chinese and Japanese write no spaces: each of their characters is taken for a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


def group_stories(new: Sequence[StoryText], known: Sequence[StoryText]) -> tuple[Story, ...]:
    """Group `new` texts with their copies among themselves and among `known` ones.

    Args:
        new: texts to group. One that already has a `story_id` (its article was corrected) keeps it.
        known: texts that have a `story_id`; those of the past week and equal ones are enough.

    Returns:
        Each story with a new text, in order of `story_id`, with all its articles in view. A story keeps its known id; of several,
        that of the oldest article stays, and the others' articles move to it.
    """
    texts = sorted({text.article_id: text for text in (*known, *new)}.values(), key=_age)
    groups = _Groups(len(texts))
    for one, other in _same_story_id(texts):
        groups.join(one, other)
    normal = [_normal(text.text) for text in texts]
    equal = _equal_texts(normal)
    for members in equal:
        for member in members:
            groups.join(members[0], member)
    _join_near(texts, normal, equal, groups)
    fresh = {text.article_id for text in new}
    taken = {text.story_id for text in texts}
    stories = (_story([texts[member] for member in members], taken) for members in groups.all())
    return tuple(sorted((one for one in stories if not fresh.isdisjoint(one.article_ids)), key=lambda one: one.story_id))


def _age(text: StoryText) -> tuple[datetime, str]:
    return text.published_at or _NO_TIME, text.article_id


def _story(texts: Sequence[StoryText], taken: Collection[str | None]) -> Story:
    """Return the story of `texts`, oldest first; an article that was rewritten may have left its first name to its old copies."""
    first = texts[0].article_id
    known = next((text.story_id for text in texts if text.story_id), None)
    names = (stable_id("story", first, number) if number else stable_id("story", first) for number in count())
    story_id = known or next(name for name in names if name not in taken)
    return Story(story_id, first, tuple(sorted(text.article_id for text in texts)))


class _Groups:
    """Disjoint groups of numbers, each led by its smallest."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def join(self, one: int, other: int) -> None:
        small, large = sorted((self.find(one), self.find(other)))
        self._parent[large] = small

    def all(self) -> Iterable[list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parent)):
            members[self.find(number)].append(number)
        return members.values()


def _same_story_id(texts: Sequence[StoryText]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for number, text in enumerate(texts):
        if text.story_id:
            yield first.setdefault(text.story_id, number), number


def _normal(text: str) -> str:
    """Return the words of `text`, folded in case, with one space between them."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _equal_texts(normal: Sequence[str]) -> list[list[int]]:
    """Return the numbers of the texts of equal words, as far as they are long enough to have copies, oldest first."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(normal):
        if text.count(" ") >= LEAST_WORDS - 1:
            members[text].append(number)
    return list(members.values())


def _shingles(normal: str) -> set[str]:
    """Return all runs of `SHINGLE_WORDS` words. Cutting them out of the text is five times as fast as joining words."""
    ends = [letters + spaces for spaces, letters in enumerate(accumulate(map(len, normal.split(" "))))]
    starts = [0, *[end + 1 for end in ends]]
    return {normal[start:end] for start, end in zip(starts, ends[SHINGLE_WORDS - 1 :], strict=False)}


def _join_near(texts: Sequence[StoryText], normal: Sequence[str], equal: Sequence[list[int]], groups: _Groups) -> None:
    """Join the nearly equal among the different texts, each of which is a list of the numbers that have it."""
    first = [members[0] for members in equal]
    sketches = [_sketch(_shingles(normal[one])) for one in first]
    shingles = lru_cache(maxsize=512)(lambda one: _shingles(normal[first[one]]))

    def are_copies(one: int, other: int) -> bool:
        return _within_a_week(texts, equal[one], equal[other]) and _shared(shingles(one), shingles(other)) >= LEAST_SHARED

    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for one, sketch in enumerate(sketches):
            buckets[sketch[band * ROWS : (band + 1) * ROWS].tobytes()].append(one)
        for bucket in buckets.values():
            if len(bucket) > 1:
                _join_bucket(bucket, first, are_copies, groups)


def _join_bucket(bucket: Sequence[int], first: Sequence[int], are_copies: Callable[[int, int], bool], groups: _Groups) -> None:
    """Join the copies in one bucket; what is one story already is not compared again."""
    stories: dict[int, list[int]] = {}
    for one in bucket:
        for others in list(stories.values()):
            if groups.find(first[others[0]]) != groups.find(first[one]) and any(are_copies(one, other) for other in others):
                groups.join(first[one], first[others[0]])
        stories.setdefault(groups.find(first[one]), []).append(one)


def _sketch(shingles: set[str]) -> array[int]:
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(list(shingles))
    return array("I", sketch.digest())


def _within_a_week(texts: Sequence[StoryText], some: Sequence[int], others: Sequence[int]) -> bool:
    """Whether two of the texts were published close to each other; a text without a time is close to all."""
    pairs = ((texts[one].published_at, texts[other].published_at) for one in some for other in others)
    return any(one is None or other is None or abs(one - other) <= WITHIN for one, other in pairs)


def _shared(one: set[str], other: set[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both)
