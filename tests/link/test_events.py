"""Which reports become one event, and what its id does as more of them come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.link.events import Linked, link_mentions, reach
from tasks.models import EventReport, MentionRef, Place, Realis, stable_id
from tests.link.telling import (
    ALMA,
    ALMA_ABROAD,
    ALMA_QUARTER,
    BREN,
    DAY,
    EASTMARK,
    WESTMARK,
    XANDIA,
    killed,
    tell,
)


def groups(*refs: MentionRef) -> set[frozenset[str]]:
    """Return the mentions of each event that `refs` become."""
    return _groups(link_mentions(refs, [], []).reports)


def _groups(reports: Sequence[EventReport]) -> set[frozenset[str]]:
    return {frozenset(r.mention_id for r in reports if r.event_id == event_id) for event_id in {r.event_id for r in reports}}


def are_joined(*refs: MentionRef) -> bool:
    return len(groups(*refs)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(tell("a"), tell("b"), id="same place, day and type"),
        pytest.param(tell("a"), tell("b", "shelling"), id="bombardment from the air or the ground"),
        pytest.param(tell("a", "air", ALMA, DAY, killed(9)), tell("b", "attack", ALMA, DAY, killed(9)), id="other words"),
        pytest.param(tell("a", "air", ALMA, DAY, killed(9)), tell("b", "air", WESTMARK, DAY, killed(9)), id="town and region"),
        pytest.param(tell("a", "air", ALMA, DAY, killed(40)), tell("b", "air", XANDIA, DAY, killed(40)), id="town and country"),
        pytest.param(tell("a", "air", ALMA, DAY, killed(9)), tell("b", "air", ALMA_QUARTER, DAY, killed(9)), id="quarter"),
        pytest.param(tell("a", "air", ALMA, DAY, killed(9)), tell("b", "air", None, DAY, killed(9)), id="no place, same toll"),
        pytest.param(tell("a"), tell("b", day=None, hours=30), id="no date, published the day after"),
        pytest.param(tell("a", "air", ALMA, DAY, killed(9)), tell("b", "air", ALMA, DAY, killed(11), hours=40), id="toll rose"),
        pytest.param(
            tell("a", "air", ALMA, DAY, killed(9)),
            tell("b", "air", ALMA, DAY + timedelta(days=1), killed(9), hours=40),
            id="a day off, same toll",
        ),
        pytest.param(
            tell("a", "air", ALMA, DAY, killed(30)), tell("b", "air", ALMA, date(2023, 9, 1), killed(30), prec=4), id="month"
        ),
        pytest.param(tell("a", clarity=2), tell("b", clarity=2), id="two summaries of the same days"),
    ],
)
def test_two_outlets_reports_of_one_event_are_joined(one: MentionRef, other: MentionRef) -> None:
    assert are_joined(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(tell("a"), tell("b", place=BREN), id="another town of the region"),
        pytest.param(tell("a"), tell("b", place=ALMA_ABROAD), id="a namesake across the border"),
        pytest.param(tell("a", place=WESTMARK), tell("b", place=EASTMARK), id="another region"),
        pytest.param(tell("a"), tell("b", day=DAY + timedelta(days=3), hours=90), id="three days later"),
        pytest.param(tell("a", "clash"), tell("b", "protest"), id="a battle and a protest"),
        pytest.param(tell("a"), tell("b", clarity=2), id="an incident and a summary"),
        pytest.param(
            tell("a", "air", ALMA, DAY, killed(111, total=True)), tell("b", "air", ALMA, DAY, killed(1)), id="a running total"
        ),
        pytest.param(tell("a", place=None), tell("b", place=None), id="nowhere"),
        pytest.param(tell("a", place=XANDIA), tell("b", place=XANDIA), id="somewhere in a country"),
        pytest.param(tell("a", day=None, undated_article=True), tell("b", day=None, undated_article=True), id="at any time"),
        pytest.param(
            tell("a", "air", ALMA, DAY, killed(2)), tell("b", "air", ALMA, DAY, killed(60)), id="a toll far from the other"
        ),
        pytest.param(tell("a"), tell("b", "clash"), id="an air strike and a clash"),
        pytest.param(tell("a", article="x"), tell("b", "shelling", article="x"), id="two events told in one article"),
    ],
)
def test_reports_of_two_events_stay_apart(one: MentionRef, other: MentionRef) -> None:
    assert not are_joined(one, other)


@pytest.mark.parametrize("realis", [Realis.PLANNED, Realis.THREATENED, Realis.DENIED, Realis.HISTORICAL])
def test_what_did_not_take_place_now_is_no_event(realis: Realis) -> None:
    linked = link_mentions([tell("a"), tell("b", realis=realis)], [], [])
    assert [report.mention_id for report in linked.reports] == ["a"]


def test_one_event_that_the_coder_split_in_one_article_is_one() -> None:
    assert are_joined(tell("a", "air", ALMA, DAY, killed(9), article="x"), tell("b", article="x"))


def test_a_vague_report_does_not_bridge_two_towns() -> None:
    towns = tell("a", "air", ALMA, DAY, killed(5)), tell("b", "air", BREN, DAY, killed(5))
    assert len(groups(*towns, tell("c", "air", WESTMARK, DAY, killed(5)))) > 1


def test_a_report_that_could_be_either_of_two_events_is_neither() -> None:
    towns = tell("a"), tell("b", place=BREN)
    assert frozenset({"c"}) in groups(*towns, tell("c", place=WESTMARK))


def test_a_place_that_the_gazetteer_lacks_is_known_by_its_name() -> None:
    unknown = Place("Umm Tala", 0, 1)
    stand_in = replace(WESTMARK, name="Um Tala", geonameid=None)
    other = replace(WESTMARK, name="Zebir", geonameid=None)
    assert are_joined(tell("a", place=unknown), tell("b", place=unknown))
    assert are_joined(tell("a", place=stand_in), tell("b", place=replace(stand_in, name="Umm Tala")))
    assert not are_joined(tell("a", place=stand_in), tell("b", place=other))


def test_copies_of_one_text_are_joined_however_little_they_say() -> None:
    assert are_joined(tell("a", place=XANDIA, story="s"), tell("b", place=XANDIA, story="s"))
    assert are_joined(tell("a", place=None, day=None, story="s"), tell("b", place=None, day=None, story="s", hours=40))


def test_a_date_after_the_report_is_misread_and_does_not_count() -> None:
    assert are_joined(tell("a"), tell("b", day=date(2023, 12, 1)))


# ---------------------------------------------------------------- identity


def _before(linked: Linked) -> list[EventReport]:
    return list(linked.reports)


def test_an_event_keeps_its_id_when_older_and_newer_reports_come() -> None:
    first = link_mentions([tell("m", hours=20)], [], [])
    event_id = first.events[0].event_id
    again = link_mentions([tell("a", hours=12), tell("z", hours=30)], [tell("m", hours=20)], _before(first))
    assert [event.event_id for event in again.events] == [event_id]
    assert again.events[0].number_of_articles == 3
    assert {report.mention_id for report in again.reports} == {"a", "m", "z"}


def test_an_events_id_comes_from_its_oldest_mention() -> None:
    linked = link_mentions([tell("a", hours=30), tell("b", hours=12)], [], [])
    assert [event.event_id for event in linked.events] == [stable_id("event", "b")]


def test_two_events_that_prove_to_be_one_are_merged_into_the_older() -> None:
    one, other = tell("a", "air", ALMA, DAY, killed(9)), tell("b", "clash", hours=15)
    first = link_mentions([one, other], [], [])
    assert len(first.events) == 2
    bridges = [tell(f"c{number}", "attack", ALMA, DAY, killed(9), hours=20 + number) for number in range(3)]
    again = link_mentions(bridges, [one, other], _before(first))
    by_status = {event.status: event for event in again.events}
    assert by_status["active"].event_id == stable_id("event", "a")
    assert by_status["merged"].event_id == stable_id("event", "b")
    assert by_status["merged"].merged_into == stable_id("event", "a")
    assert {report.event_id for report in again.reports} == {stable_id("event", "a")}


def test_an_event_whose_founding_article_was_corrected_keeps_its_id() -> None:
    first = link_mentions([tell("a"), tell("b", hours=20)], [], [])
    event_id = first.events[0].event_id
    corrected = tell("a2", "shelling", article="article of a")
    heir = EventReport(event_id, "a2", 1.0, "in place of an earlier mention")
    kept = [report for report in first.reports if report.mention_id == "b"]
    again = link_mentions([corrected], [tell("b", hours=20)], [*kept, heir])
    assert {report.mention_id: report.event_id for report in again.reports} == {"a2": event_id, "b": event_id}


def test_what_is_not_touched_is_not_returned() -> None:
    known = [tell("a"), tell("b", place=BREN)]
    first = link_mentions(known, [], [])
    again = link_mentions([tell("c", hours=20)], known, _before(first))
    assert [event.event_id for event in again.events] == [stable_id("event", "a")]


def test_linking_again_changes_nothing() -> None:
    refs = [tell("a"), tell("b", hours=20), tell("c", place=BREN)]
    first = link_mentions(refs, [], [])
    assert link_mentions(refs, [], _before(first)) == first
    assert link_mentions([], refs, _before(first)) == Linked((), ())


def test_a_known_mention_is_in_reach_of_what_it_is_joined_with() -> None:
    late = tell("b", day=None, hours=60)
    span = reach(late)
    assert span.country == "XA"
    assert span.first is not None
    assert span.last is not None
    assert span.first <= DAY <= span.last
    assert are_joined(tell("a"), late)
    assert reach(tell("c", day=None, undated_article=True)).first is None


# ---------------------------------------------------------------- order

PLACES = [ALMA, ALMA_QUARTER, BREN, WESTMARK, XANDIA, None]
A_REPORT = st.builds(
    lambda kind, place, days, number, hours, article, clarity: (kind, place, days, number, hours, article, clarity),
    st.sampled_from(["air", "shelling", "clash", "attack", "protest"]),
    st.sampled_from(PLACES),
    st.sampled_from([None, 0, 0, 0, 1, 2, 5]),
    st.sampled_from([None, 1, 4, 5, 30]),
    st.sampled_from([12, 20, 50]),
    st.integers(0, 9),
    st.sampled_from([1, 1, 1, 2]),
)


def _reports(drawn: Sequence[tuple[str, Place | None, int | None, int | None, int, int, int]]) -> list[MentionRef]:
    return [
        tell(
            f"m{number}",
            kind,
            place,
            None if days is None else DAY + timedelta(days=days),
            *([] if toll is None else [killed(toll)]),
            hours=hours,
            article=f"x{article}",
            clarity=clarity,
        )
        for number, (kind, place, days, toll, hours, article, clarity) in enumerate(drawn)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(A_REPORT, max_size=14), st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_the_order_of_the_mentions(
    drawn: list[tuple[str, Place | None, int | None, int | None, int, int, int]], rng: random.Random
) -> None:
    refs = _reports(drawn)
    shuffled = list(refs)
    rng.shuffle(shuffled)
    assert link_mentions(shuffled, [], []) == link_mentions(refs, [], [])


@settings(max_examples=60, deadline=None)
@given(st.lists(A_REPORT, max_size=12), st.randoms(use_true_random=False))
def test_one_by_one_in_any_order_gives_the_groups_of_one_batch(
    drawn: list[tuple[str, Place | None, int | None, int | None, int, int, int]], rng: random.Random
) -> None:
    refs = _reports(drawn)
    shuffled = list(refs)
    rng.shuffle(shuffled)
    known: list[MentionRef] = []
    reports: dict[str, EventReport] = {}
    active: set[str] = set()
    for ref in shuffled:
        linked = link_mentions([ref], known, list(reports.values()))
        reports.update({report.mention_id: report for report in linked.reports})
        active = active - {event.event_id for event in linked.events} | {e.event_id for e in linked.events if e.status == "active"}
        known.append(ref)
    assert _groups(list(reports.values())) == groups(*refs)
    assert {report.event_id for report in reports.values()} == active


def test_parties_that_fit_nearly_every_event_join_none() -> None:
    nobody = ("Unidentified Armed Group (Xandia)", "Civilians (Xandia)")
    band = ("Red Band", "Civilians (Xandia)")
    assert not are_joined(tell("a", "attack", XANDIA, sides=nobody), tell("b", "attack", XANDIA, sides=nobody))
    assert are_joined(tell("a", "attack", XANDIA, sides=band), tell("b", "attack", XANDIA, sides=band))
