"""Joining mentions, across articles and days, into events in the world.

What is joined depends only on which mentions are in view, never on the order in which they came: the mentions given, new and known,
are grouped afresh each time. So articles that arrive one by one end in the groups that they would form in one batch, as far as each
call is shown every known mention that could match a new one, with all mentions of its event (see `reach`). What does depend on
arrival is an event's name: it keeps the id under which it was first stored, made from the oldest mention known at that time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tasks.link.facts import can_be_linked, days_of
from tasks.link.groups import Group, group_mentions
from tasks.link.merging import merge_reports
from tasks.link.names import Names
from tasks.link.weights import weights
from tasks.models import Event, EventReport, MentionRef


@dataclass(frozen=True, slots=True)
class Linked:
    """Every event touched, and all reports of those that are active, both in order of their ids."""

    events: tuple[Event, ...]
    reports: tuple[EventReport, ...]


def link_mentions(new: Sequence[MentionRef], known: Sequence[MentionRef], reports: Sequence[EventReport]) -> Linked:
    """Join `new` mentions with each other and with `known` ones into events.

    Args:
        new: mentions to link. A mention that was linked before and has been coded again since is new.
        known: mentions linked before that could match, and all other mentions of their events.
        reports: the events of the known mentions (and of new ones that were linked before).

    Returns:
        Each event that has a new mention or other mentions than before, and each that was merged into another. An event keeps its
        id as long as it holds the mention that founded it; of several, the one with the oldest founder stays and the others are
        `merged`. Mentions that the text does not tell as having happened (`realis`) are in no event.
    """
    refs = {ref.mention_id: ref for ref in (*known, *new) if can_be_linked(ref.mention)}
    before = {report.mention_id: report.event_id for report in reports}
    had: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        had[report.event_id].add(report.mention_id)
    fresh = {ref.mention_id for ref in new}
    groups = group_mentions(refs.values())
    names = Names(groups, before)
    events: list[Event] = []
    linked: list[EventReport] = []
    for number, group in enumerate(groups):
        event_id, losers = names.of(number, group)
        members = {ref.mention_id for ref in group.refs}
        events += [merge_reports(loser, names.members_before(loser), merged_into=event_id) for loser in losers]
        if losers or members & fresh or members != had.get(event_id):
            events.append(merge_reports(event_id, group.refs))
            linked += _reports(event_id, group)
    return Linked(
        tuple(sorted(events, key=lambda event: event.event_id)),
        tuple(sorted(linked, key=lambda report: (report.event_id, report.mention_id))),
    )


def _reports(event_id: str, group: Group) -> list[EventReport]:
    """Return the group's reports. A score of 0.5 is evidence that is just enough; a report that stands alone has 1."""
    first_article: dict[str, str] = {}
    reports = []
    for ref in group.refs:
        is_copy = first_article.setdefault(ref.story_id, ref.article_id) != ref.article_id
        bits = group.evidence.get(ref.mention_id)
        score = 1.0 if bits is None else 1 / (1 + 2 ** (weights().join - bits))
        method = "copy" if is_copy else "only report" if bits is None else "evidence"
        reports.append(EventReport(event_id, ref.mention_id, round(score, 4), method))
    return reports


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a known mention must lie to be able to match another.

    Its days (its own date, or else the days before its publication) overlap `first` to `last`, both included, and its country is
    `country` or not known. Without `country`, any country can match; without days, only copies of the text (one `story_id`) can.
    """

    country: str | None
    first: date | None
    last: date | None


def reach(ref: MentionRef) -> Reach:
    """Return where the mentions lie that could be joined with `ref`."""
    countries = {place.country for place in ref.mention.places}
    country = countries.pop() if len(countries) == 1 else None
    days = days_of(ref)
    if days is None:
        return Reach(country, None, None)
    slack, latest = weights().most_days_between, date.max.toordinal()
    return Reach(country, date.fromordinal(max(1, days.first - slack)), date.fromordinal(min(latest, days.last + slack)))
