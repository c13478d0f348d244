"""Which nodes are compared: those at one place or in one region on the same days, so that the work stays near linear.

The few that say no more than a country are compared with everything in that country on their days; those that say no place, with
those that give the same number, without which they could hardly be joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from tasks.link.facts import Days, Facts, Spot
from tasks.link.weights import weights
from tasks.models import MentionRef

Key = tuple[str | int, ...]
Index = Mapping[Key, Mapping[int, Sequence[int]]]

# At least twice the reach of two places within 25 km up to 60 degrees north; a cell's neighbours are looked up as well.
CELL_DEGREES = 0.5
# Smaller numbers are too common to bring two mentions together by themselves.
TELLING_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Node:
    """Mentions with equal facts, oldest first. They are one to the linker."""

    facts: Facts
    refs: tuple[MentionRef, ...]
    articles: frozenset[str]
    stories: frozenset[str]


def candidate_pairs(nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of indices worth comparing, the smaller first; the rare pair may come twice."""
    yield from _copies(nodes)
    index = _index(nodes)
    vague = {number for number, node in enumerate(nodes) if _is_vague(node.facts)}
    for number, node in enumerate(nodes):
        if node.facts.days is None:
            continue
        found = {other for other in _on_days(index, _looked_up(node.facts), node.facts.days) if other > number}
        if number in vague:  # the others do not look it up
            alike = _on_days(index, _countries(node.facts) or _numbers(node.facts), node.facts.days)
            found |= {other for other in alike if other > number or other not in vague}
        yield from sorted((min(number, other), max(number, other)) for other in found)


def _copies(nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of nodes from different articles with one text."""
    by_story: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        for story in node.stories:
            by_story[story].append(number)
    for _, members in sorted(by_story.items()):
        if len(set().union(*(nodes[member].articles for member in members))) > 1:
            yield from ((one, other) for one, other in product(members, members) if one < other)


def _index(nodes: Sequence[Node]) -> Index:
    index: dict[Key, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, node in enumerate(nodes):
        days = node.facts.days
        if days is not None:
            for key in _kept_under(node.facts):
                for day in range(days.first, days.last + 1):
                    index[key][day].append(number)
    return index


def _on_days(index: Index, keys: Collection[Key], days: Days) -> Iterator[int]:
    slack = weights().most_days_between
    for key in keys:
        on_day = index.get(key)
        if on_day is not None:
            for day in range(days.first - slack, days.last + slack + 1):
                yield from on_day.get(day, ())


def _kept_under(facts: Facts) -> set[Key]:
    cells = {(facts.is_summary, *cell) for cell in map(_cell, facts.spots) if cell is not None}
    return _numbers(facts) | _countries(facts) | _areas(facts) | cells


def _looked_up(facts: Facts) -> set[Key]:
    cells = {
        (facts.is_summary, cell[0] + up, cell[1] + across)
        for cell in map(_cell, facts.spots)
        if cell is not None
        for up, across in product((-1, 0, 1), repeat=2)
    }
    return _areas(facts) | cells


def _areas(facts: Facts) -> set[Key]:
    names = {(facts.is_summary, "name", spot.name) for spot in facts.spots if spot.is_only_a_name}
    regions = {(facts.is_summary, "region", spot.country or "", spot.adm_1) for spot in facts.spots if spot.adm_1}
    return names | regions


def _cell(spot: Spot) -> tuple[int, int] | None:
    """Return the grid cell of a place that is a point or a small area."""
    if spot.latitude is None or spot.longitude is None or spot.is_country:
        return None
    return int(spot.latitude // CELL_DEGREES), int(spot.longitude // CELL_DEGREES)


def _countries(facts: Facts) -> set[Key]:
    return {(facts.is_summary, "country", spot.country) for spot in facts.spots if spot.country}


def _numbers(facts: Facts) -> set[Key]:
    stated = {said.best for _, said in facts.killed + facts.wounded}
    return {(facts.is_summary, "number", number) for number in stated if number >= TELLING_NUMBER}


def _is_vague(facts: Facts) -> bool:
    """Whether the place can lie anywhere in a country, or anywhere."""
    return all(spot.is_country or spot.is_only_a_name for spot in facts.spots)
