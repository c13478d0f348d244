"""Which mentions are one event: agglomeration, the strongest evidence first, each step checked against the whole of both groups."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product

from tasks.link.blocks import Node, candidate_pairs
from tasks.link.facts import Facts, facts_of
from tasks.link.matching import bits, days_between, may_be_one_event_split
from tasks.link.weights import weights
from tasks.models import MentionRef

# Of a large group, this many of the oldest nodes speak for it; an event told in more different ways needs no more voices.
SPOKESMEN = 12
COPY_BITS = 12.0
NOWHERE = 9
_NO_TIME = datetime.max.replace(tzinfo=UTC)

Order = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Group:
    """The mentions of one event, oldest first, and for each the strongest evidence that joins it to another (none if alone)."""

    refs: tuple[MentionRef, ...]
    evidence: Mapping[str, float]


def age(ref: MentionRef) -> Order:
    """Return what sorts mentions by age: the time of publication (unknown last), then the id."""
    return ref.published_at or _NO_TIME, ref.mention_id


def group_mentions(refs: Iterable[MentionRef]) -> list[Group]:
    """Return `refs` as groups, one an event. The result depends on the set of mentions only, not on their order."""
    nodes = _nodes(refs)
    scores = {pair: _pair_bits(nodes[pair[0]], nodes[pair[1]]) for pair in candidate_pairs(nodes)}
    joined = _agglomerate(nodes, scores)
    return [_group([nodes[number] for number in members], members, scores) for members in joined]


# ---------------------------------------------------------------- nodes


def _nodes(refs: Iterable[MentionRef]) -> list[Node]:
    """Collapse mentions with equal facts, where these facts are enough to join them; the others stay alone. Oldest first."""
    by_facts: dict[Facts, list[MentionRef]] = defaultdict(list)
    for ref in sorted(refs, key=age):
        by_facts[facts_of(ref)].append(ref)
    nodes = []
    for facts, members in by_facts.items():
        is_enough = len(members) > 1 and bits(facts, facts) >= weights().join
        nodes += [_node(facts, members)] if is_enough else [_node(facts, [ref]) for ref in members]
    return sorted(nodes, key=lambda node: age(node.refs[0]))


def _node(facts: Facts, refs: Sequence[MentionRef]) -> Node:
    return Node(facts, tuple(refs), frozenset(ref.article_id for ref in refs), frozenset(ref.story_id for ref in refs))


def _pair_bits(first: Node, second: Node) -> float:
    shares_story = not first.stories.isdisjoint(second.stories)
    if shares_story and _say_the_same(first.facts, second.facts):
        return COPY_BITS
    return bits(first.facts, second.facts) + (weights().same_story if shares_story else 0.0)


def _say_the_same(first: Facts, second: Facts) -> bool:
    """Whether the facts are equal, but for days that were taken from a copy's later publication."""
    if first.days is not None and second.days is not None and days_between(first.days, second.days):
        return False
    return replace(first, days=None) == replace(second, days=None)


# ---------------------------------------------------------------- groups


class _Groups:
    """Disjoint groups of nodes, named by their oldest node."""

    def __init__(self, nodes: Sequence[Node], scores: dict[tuple[int, int], float]) -> None:
        self.nodes, self.scores = nodes, scores
        self.parent = list(range(len(nodes)))
        self.members = {number: [number] for number in range(len(nodes))}
        self.by_article = {number: {article: [number] for article in node.articles} for number, node in enumerate(nodes)}
        self.refused: dict[tuple[int, int], tuple[int, int]] = {}

    def find(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Join the groups of two nodes unless something in them speaks against it."""
        older, younger = sorted((self.find(one), self.find(other)))
        if older == younger:
            return
        sizes = len(self.members[older]), len(self.members[younger])
        if self.refused.get((older, younger)) == sizes:  # neither has changed since
            return
        if not (self._agree(older, younger) and self._articles_agree(older, younger)):
            self.refused[older, younger] = sizes
            return
        self.parent[younger] = older
        self.members[older] = sorted(self.members[older] + self.members.pop(younger))
        for article, numbers in self.by_article.pop(younger).items():
            self.by_article[older].setdefault(article, []).extend(numbers)

    def vagueness(self, group: int) -> tuple[int, int]:
        """Return how little the best of the group's reports says of where (UCDP's precision), then of when (days)."""
        facts = [self.nodes[member].facts for member in self.members[group]]
        where = min((spot.where_prec for one in facts for spot in one.spots), default=NOWHERE)
        return where, min((one.days.length for one in facts if one.days), default=0)

    def _agree(self, older: int, younger: int) -> bool:
        """Whether the mean evidence over the pairs between two groups is enough."""
        pairs = list(product(self.members[older][:SPOKESMEN], self.members[younger][:SPOKESMEN]))
        smaller = min(len(self.members[older]), len(self.members[younger]))
        enough = min(weights().join, weights().group + weights().group_doubling * math.log2(smaller))
        return sum(self._bits(*sorted(pair)) for pair in pairs) >= enough * len(pairs)

    def _bits(self, one: int, other: int) -> float:
        if (one, other) not in self.scores:
            self.scores[one, other] = _pair_bits(self.nodes[one], self.nodes[other])
        return self.scores[one, other]

    def _articles_agree(self, older: int, younger: int) -> bool:
        """Whether no article tells of two events in these groups."""
        mine, theirs = self.by_article[older], self.by_article[younger]
        return all(
            may_be_one_event_split(self.nodes[one].facts, self.nodes[other].facts)
            for article in mine.keys() & theirs.keys()
            for one, other in product(mine[article], theirs[article])
        )


def _agglomerate(nodes: Sequence[Node], scores: dict[tuple[int, int], float]) -> list[list[int]]:
    """Join what has evidence enough; then what has less, where there is only one event that it can be."""
    groups = _Groups(nodes, scores)
    ranked = sorted((-score, pair) for pair, score in scores.items() if score >= weights().join_only)
    for minus_score, (one, other) in ranked:
        if -minus_score >= weights().join:
            groups.join(one, other)
    count = 0
    while count != len(groups.members):  # two parts of one event compete for a third until they are joined themselves
        count = len(groups.members)
        for one, other in _only_choices(groups, ranked):
            groups.join(one, other)
    return list(groups.members.values())


def _only_choices(groups: _Groups, ranked: Sequence[tuple[float, tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return pairs of groups, the strongest evidence first, where the vaguer of the two comes near no other group."""
    choices: dict[int, dict[int, float]] = defaultdict(dict)
    for minus_score, pair in ranked:  # the strongest pair of two groups comes first
        one, other = map(groups.find, pair)
        if one != other:
            choices[one].setdefault(other, -minus_score)
            choices[other].setdefault(one, -minus_score)
    found = []
    for one, others in choices.items():
        (best, bits_best), *rest = sorted(others.items(), key=lambda item: (-item[1], item[0]))[:2]
        is_only = not rest or bits_best - rest[0][1] >= weights().margin
        if is_only and groups.vagueness(one) >= groups.vagueness(best):
            found.append((-bits_best, min(one, best), max(one, best)))
    return [(one, other) for _, one, other in sorted(set(found))]


def _group(nodes: Sequence[Node], numbers: Sequence[int], scores: Mapping[tuple[int, int], float]) -> Group:
    evidence = {}
    for node, number in zip(nodes, numbers, strict=True):
        others = (scores.get((min(number, other), max(number, other))) for other in numbers[:SPOKESMEN] if other != number)
        known = [score for score in others if score is not None]
        known += [bits(node.facts, node.facts)] if len(node.refs) > 1 else []
        if known:
            evidence.update(dict.fromkeys((ref.mention_id for ref in node.refs), max(known)))
    return Group(tuple(sorted((ref for node in nodes for ref in node.refs), key=age)), evidence)
