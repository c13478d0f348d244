"""What an event says when its reports differ."""

from __future__ import annotations

from datetime import date, timedelta

from tasks.link.events import link_mentions
from tasks.models import Event, MentionRef
from tests.link.telling import ALMA, DAY, WESTMARK, XANDIA, killed, tell


def event_of(*refs: MentionRef) -> Event:
    linked = link_mentions(refs, [], [])
    assert len(linked.events) == 1
    return linked.events[0]


def test_the_most_specific_place_is_the_events() -> None:
    event = event_of(
        tell("a", "air", WESTMARK, DAY, killed(9)),
        tell("b", "air", ALMA, DAY, killed(9)),
        tell("c", "air", WESTMARK, DAY, killed(9)),
    )
    assert (event.place, event.adm_1, event.country, event.where_prec) == ("Alma", "Westmark", "XA", 1)
    assert (event.latitude, event.longitude) == (35.0, 37.0)


def test_a_country_is_no_place_in_it() -> None:
    event = event_of(tell("a", place=XANDIA))
    assert (event.place, event.country, event.where_prec) == (None, "XA", 6)


def test_the_most_precise_date_is_the_events_then_the_most_frequent() -> None:
    event = event_of(
        tell("a", day=DAY, until=DAY + timedelta(days=2)),
        tell("b", day=DAY + timedelta(days=1), hours=40),
        tell("c", day=DAY, hours=41),
        tell("d", day=DAY, hours=42),
    )
    assert (event.date_start, event.date_end, event.date_prec) == (DAY, DAY, 1)


def test_an_event_that_no_report_dates_was_in_the_days_before_the_first_report() -> None:
    event = event_of(tell("a", day=None, hours=30), tell("b", day=None, hours=12))
    assert (event.date_start, event.date_end, event.date_prec) == (date(2023, 8, 29), DAY, 2)


def test_an_event_without_any_date_has_none() -> None:
    event = event_of(tell("a", day=None, undated_article=True))
    assert (event.date_start, event.date_end, event.date_prec) == (None, None, None)


def test_the_type_is_what_most_independent_sources_say() -> None:
    siblings = [tell(f"a{number}", "shelling", owner="x", hours=12 + number) for number in range(3)]
    event = event_of(*siblings, tell("b", "air", hours=20), tell("c", "air", hours=21))
    assert (event.event_type, event.sub_event_type) == ("Explosions/Remote violence", "Air/drone strike")


def test_the_sides_are_what_most_sources_say_and_never_one_party_twice() -> None:
    event = event_of(tell("a", sides=("Army", "Rebels")), tell("b", sides=("Army", "Rebels")), tell("c", sides=("Rebels", "Army")))
    assert (event.side_a, event.side_b) == ("Army", "Rebels")
    assert event_of(tell("a", sides=("Army", "army"))).side_b is None


def test_a_named_party_outweighs_unidentified_ones() -> None:
    unknown = ("Unidentified Armed Group (Xandia)", "Army")
    event = event_of(tell("a", sides=unknown), tell("b", sides=unknown), tell("c", sides=("Rebels", "Army")))
    assert (event.side_a, event.side_b) == ("Rebels", "Army")


def test_copies_and_outlets_of_one_owner_count_as_one_source() -> None:
    event = event_of(
        tell("wire", story="s", owner="agency"),
        tell("copy", story="s", owner="paper", hours=14),
        tell("own", owner="paper", hours=15),
        tell("sister", owner="paper", hours=16),
    )
    assert (event.number_of_sources, event.number_of_articles) == (2, 4)


def test_a_story_that_only_copies_carry_is_one_source() -> None:
    event = event_of(tell("a", story="s", owner="one"), tell("b", story="s", owner="two"))
    assert (event.number_of_sources, event.number_of_articles) == (1, 2)
    assert {
        r.mention_id: r.method for r in link_mentions([tell("a", story="s"), tell("b", story="s", hours=14)], [], []).reports
    } == {
        "a": "evidence",
        "b": "copy",
    }
