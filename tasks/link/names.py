"""Which group of mentions goes by which event id, so that ids outlive new reports, merges and splits.

An id is made from the mention that founded the event, so the group that holds this mention holds the name. When the founding
mention is gone (its article was corrected), the group with most of the event's other mentions holds it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tasks.link.groups import Group, Order, age
from tasks.models import MentionRef, stable_id


class Names:
    """The ids of `groups`, given the event that each mention was in before."""

    def __init__(self, groups: Sequence[Group], before: Mapping[str, str]) -> None:
        self._members: dict[str, list[MentionRef]] = defaultdict(list)
        self._group_of: dict[str, int] = {}
        self._held: dict[int, list[tuple[Order, str]]] = defaultdict(list)
        founders: dict[str, MentionRef] = {}
        for number, group in enumerate(groups):
            for ref in group.refs:
                self._group_of[ref.mention_id] = number
                founders[stable_id("event", ref.mention_id)] = ref
                if ref.mention_id in before:
                    self._members[before[ref.mention_id]].append(ref)
        for event_id, members in self._members.items():
            members.sort(key=age)
            founder = founders.get(event_id)
            holder = self._group_of[founder.mention_id] if founder else self._heir(members)
            self._held[holder].append((age(founder or members[0]), event_id))

    def _heir(self, members: Sequence[MentionRef]) -> int:
        counts = Counter(self._group_of[ref.mention_id] for ref in members)  # oldest first, and so of equals the oldest wins
        return counts.most_common(1)[0][0]

    def of(self, number: int, group: Group) -> tuple[str, list[str]]:
        """Return the id of the group at index `number`, and the ids of the events that it has swallowed."""
        if not self._held[number]:
            return stable_id("event", group.refs[0].mention_id), []
        winner, *losers = (event_id for _, event_id in sorted(self._held[number]))
        return winner, losers

    def members_before(self, event_id: str) -> Sequence[MentionRef]:
        """Return the mentions in view that the event had before, oldest first."""
        return self._members.get(event_id, [])
