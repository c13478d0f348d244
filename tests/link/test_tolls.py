"""Low, best and high of an event, by the rule that the module states."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.link.events import link_mentions
from tasks.models import CasualtyClaim, Event, Harm, MentionRef, Qualifier, Toll, Victims
from tests.link.telling import ALMA, DAY, killed, tell

MORE, LEAST, VAGUE = Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.VAGUE


def event_of(*refs: MentionRef) -> Event:
    linked = link_mentions(refs, [], [])
    assert len(linked.events) == 1
    return linked.events[0]


def told(name: str, *claims: CasualtyClaim, hours: float = 12, owner: str | None = None, story: str | None = None) -> MentionRef:
    return tell(name, "air", ALMA, DAY, *claims, hours=hours, owner=owner, story=story)


@pytest.mark.parametrize(
    ("claims", "toll"),
    [
        pytest.param([], Toll(), id="no number"),
        pytest.param([killed(16)], Toll(16, 16, 16), id="exact"),
        pytest.param([killed(16, LEAST)], Toll(16, 16, None), id="at least"),
        pytest.param([killed(80, MORE)], Toll(80, 80, None), id="more than: low never exceeds best"),
        pytest.param([killed(12, VAGUE)], Toll(12, 12, None), id="dozens"),
        pytest.param([killed(111, total=True), killed(4)], Toll(4, 4, 4), id="a running total is not the event's"),
        pytest.param([killed(22), killed(6, group=Victims.CIVILIAN)], Toll(22, 22, 22), id="a part of a whole"),
        pytest.param(
            [killed(6, group=Victims.CIVILIAN), killed(16, group=Victims.COMBATANT)], Toll(22, 22, 22), id="civilians and fighters"
        ),
        pytest.param(
            [killed(6, LEAST, group=Victims.CIVILIAN), killed(16, group=Victims.COMBATANT)], Toll(22, 22, None), id="an open part"
        ),
        pytest.param(
            [killed(2), killed(5, Qualifier.UP_TO, group=Victims.CIVILIAN)],
            Toll(2, 2, 2),
            id="two dead, not 'five killed and injured'",
        ),
        pytest.param(
            [killed(40, Qualifier.UP_TO), killed(6, group=Victims.CIVILIAN)],
            Toll(None, 40, 40),
            id="a part does not replace a ceiling",
        ),
        pytest.param([killed(None)], Toll(), id="a claim without a number"),
        pytest.param([killed(3, harm=Harm.WOUNDED)], Toll(), id="the wounded are no dead"),
    ],
)
def test_the_toll_of_one_report(claims: list[CasualtyClaim], toll: Toll) -> None:
    assert event_of(told("a", *claims)).killed == toll


def test_a_rising_toll_leaves_the_earlier_figure_behind() -> None:
    event = event_of(told("a", killed(14), hours=10, owner="x"), told("b", killed(18), hours=20, owner="x"))
    assert (event.killed, event.disputed) == (Toll(18, 18, 18), False)


def test_an_outlets_figure_is_outdated_after_two_days() -> None:
    event = event_of(told("a", killed(14), hours=10), told("b", killed(18), hours=70))
    assert event.killed == Toll(18, 18, 18)


def test_what_most_sources_say_is_best_and_the_others_bound_it() -> None:
    event = event_of(told("a", killed(16)), told("b", killed(18), hours=14), told("c", killed(16), hours=13))
    assert event.killed == Toll(16, 16, 18)


def test_a_definite_number_goes_before_a_vague_one() -> None:
    event = event_of(told("a", killed(12, VAGUE), hours=14), told("b", killed(12, VAGUE), hours=13), told("c", killed(19)))
    assert event.killed == Toll(12, 19, 19)


def test_copies_of_one_story_and_outlets_of_one_owner_are_one_voice() -> None:
    copies = [told(f"a{number}", killed(16), story="s") for number in range(3)]
    event = event_of(*copies, told("b", killed(18), hours=13), told("c", killed(18), hours=14, owner="y"))
    assert event.killed.best == 18
    siblings = [told(f"d{number}", killed(16), owner="x") for number in range(3)]
    event = event_of(*siblings, told("e", killed(18), hours=13), told("f", killed(18), hours=14))
    assert event.killed.best == 18


def test_sides_that_contradict_each_other_make_an_event_disputed() -> None:
    event = event_of(told("a", killed(20, LEAST, by="rescue workers"), hours=10), told("b", killed(3, by="the army"), hours=15))
    assert event.disputed
    assert event.killed == Toll(3, 3, 20)


def test_a_sides_own_figure_gives_way_to_an_outsiders() -> None:
    event = event_of(
        tell("a", "air", ALMA, DAY, killed(20, LEAST, by="rescue workers"), sides=("Northern Army", "Rebels")),
        tell("b", "air", ALMA, DAY, killed(3, by="the army"), hours=15),
    )
    assert (event.killed, event.disputed) == (Toll(3, 20, None), True)


def test_sides_that_nearly_agree_are_no_dispute() -> None:
    assert not event_of(told("a", killed(20, by="rescue workers")), told("b", killed(21, by="the ministry"))).disputed
    assert not event_of(told("a", killed(8, LEAST, by="rescue workers")), told("b", killed(21, by="the ministry"))).disputed


def test_a_partys_claim_stands_until_it_is_replaced() -> None:
    late = [told("b", killed(20, by="rescue workers"), hours=80), told("c", killed(20), hours=80)]
    assert event_of(told("a", killed(3, by="the army"), hours=10), *late).disputed
    assert not event_of(
        told("a", killed(3, by="the army"), hours=10), *late, told("d", killed(20, by="The Army"), hours=90)
    ).disputed


def test_a_summarys_totals_are_its_own() -> None:
    event = event_of(
        tell("a", "air", ALMA, date(2023, 8, 26), killed(111, total=True), until=DAY, clarity=2),
        tell("b", "air", ALMA, date(2023, 8, 26), killed(111, total=True), until=DAY, clarity=2),
    )
    assert (event.killed, event.event_clarity) == (Toll(111, 111, 111), 2)


def test_the_wounded_are_counted_apart() -> None:
    event = event_of(told("a", killed(2), killed(9, harm=Harm.WOUNDED)))
    assert (event.killed, event.wounded) == (Toll(2, 2, 2), Toll(9, 9, 9))


NUMBER = st.none() | st.integers(0, 400)
CLAIMS = st.builds(
    CasualtyClaim,
    harm=st.just(Harm.KILLED),
    victim_group=st.sampled_from(Victims),
    qualifier=st.sampled_from(Qualifier),
    low=NUMBER,
    best=NUMBER,
    high=NUMBER,
    is_cumulative=st.just(value=False),
    start=st.just(0),
    end=st.just(1),
    attributed_to=st.sampled_from([None, "the army", "a monitor"]),
)


@settings(deadline=None)
@given(st.lists(st.lists(CLAIMS, max_size=3), min_size=1, max_size=5))
def test_low_best_and_high_are_always_in_order(told_by: list[list[CasualtyClaim]]) -> None:
    refs = [told(f"m{number}", *claims, story="one story") for number, claims in enumerate(told_by)]
    for event in link_mentions(refs, [], []).events:
        low, best, high = event.killed.low, event.killed.best, event.killed.high
        assert best is not None or (low is None and high is None)
        assert low is None or best is None or low <= best
        assert high is None or best is None or best <= high
