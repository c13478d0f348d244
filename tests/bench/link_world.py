"""A generated world of events, each told 1 to 15 times with noise, to measure the linker where the truth is known.

    uv run python -m tests.bench.link_world [--events 2000] [--seed 1] [--batches 1] [--noise 1.0]

Prints the pairwise precision, recall and F1 over mentions, with the mentions in the order of publication and shuffled, each linked
in one batch or in several (`--batches`: each batch is linked against what earlier ones left, as a pipeline does it).
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from tasks.link.events import link_mentions, reach
from tasks.models import (
    Actor,
    ActorRole,
    CasualtyClaim,
    EventReport,
    Harm,
    Mention,
    MentionRef,
    Place,
    Qualifier,
    Victims,
)

T = TypeVar("T", bound=Hashable)

COUNTRIES, REGIONS, PLACES = 6, 10, 30
EVENTS_PER_DAY = 25
START = date(2023, 1, 1)
Gazetteer = list[tuple[Place, list[tuple[Place, list[Place]]]]]
OUTLETS, OWNERS = 40, 33

# What happens how often, and as what else an outlet may tell it.
TYPES = {
    ("Explosions/Remote violence", "Air/drone strike"): (20, ("Shelling/artillery/missile attack", "Attack")),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack"): (22, ("Air/drone strike", "Attack", "Armed clash")),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"): (9, ("Suicide bomb", "Attack", "Grenade")),
    ("Explosions/Remote violence", "Suicide bomb"): (2, ("Remote explosive/landmine/IED", "Attack")),
    ("Battles", "Armed clash"): (22, ("Non-state actor overtakes territory", "Attack", "Government regains territory")),
    ("Violence against civilians", "Attack"): (10, ("Armed clash", "Mob violence")),
    ("Violence against civilians", "Abduction/forced disappearance"): (3, ("Arrests", "Attack")),
    ("Protests", "Peaceful protest"): (6, ("Protest with intervention", "Violent demonstration")),
    ("Riots", "Mob violence"): (2, ("Violent demonstration", "Attack")),
    ("Strategic developments", "Change to group/activity"): (4, ("Headquarters or base established",)),
}
EVENT_TYPE_OF = {sub: event_type for event_type, sub in TYPES} | {
    "Grenade": "Explosions/Remote violence",
    "Non-state actor overtakes territory": "Battles",
    "Government regains territory": "Battles",
    "Arrests": "Strategic developments",
    "Protest with intervention": "Protests",
    "Violent demonstration": "Riots",
    "Headquarters or base established": "Strategic developments",
}


@dataclass(frozen=True, slots=True)
class Truth:
    """One event in the generated world."""

    number: int
    day: date
    place: Place
    region: Place
    country: Place
    event_type: str
    sub_event_type: str
    killed: int | None
    wounded: int | None
    sides: tuple[str, str]
    is_summary: bool


@dataclass(frozen=True, slots=True)
class World:
    """The mentions of a world, in the order of publication, and the event that each tells of."""

    refs: tuple[MentionRef, ...]
    truth: dict[str, int]
    events: tuple[Truth, ...]


def make_world(events: int, seed: int, noise: float = 1.0) -> World:
    """Return a world of so many events. `noise` multiplies how often a telling is wrong or vague; 0 gives faithful reports."""
    rng = random.Random(seed)
    gazetteer = _gazetteer(rng)
    truths = tuple(_event(rng, number, events, gazetteer) for number in range(events))
    refs: list[MentionRef] = []
    truth: dict[str, int] = {}
    for event in truths:
        for ref in _tellings(rng, event, noise):
            refs.append(ref)
            truth[ref.mention_id] = event.number
    return World(tuple(sorted(_shared_articles(rng, refs), key=lambda ref: (ref.published_at, ref.mention_id))), truth, truths)


def _gazetteer(rng: random.Random) -> Gazetteer:
    """Return countries with regions with places; each region's first place is its capital and shares its name."""
    number = 0
    countries: Gazetteer = []
    for code in ("AA", "BB", "CC", "DD", "EE", "FF")[:COUNTRIES]:
        north, east = rng.uniform(-40, 50), rng.uniform(-150, 150)
        regions = []
        for index in range(REGIONS):
            at = north + 1.5 * (index // 4) + rng.uniform(-0.2, 0.2), east + 1.5 * (index % 4) + rng.uniform(-0.2, 0.2)
            name = f"region {code} {index}"
            region = _place(name, at, 4, name, country=code, number=100_000 + number)
            places = []
            for spot in range(PLACES):
                number += 1
                point = at[0] + rng.uniform(-0.7, 0.7), at[1] + rng.uniform(-0.7, 0.7)
                places.append(_place(name if spot == 0 else _name(rng), point, 1, name, country=code, number=number))
            regions.append((region, places))
        countries.append(
            (_place(f"country {code}", (north, east), 6, None, country=code, number=200_000 + len(countries)), regions)
        )
    return countries


def _place(name: str, at: tuple[float, float], where_prec: int, adm_1: str | None, *, country: str, number: int) -> Place:
    return Place(name, 0, 1, number, round(at[0], 4), round(at[1], 4), where_prec, adm_1, country)


def _name(rng: random.Random) -> str:
    return "".join(rng.choice("bdfghjklmnrstz") + rng.choice("aeiou") for _ in range(rng.randint(2, 5))).title()


def _misspelt(rng: random.Random, name: str) -> str:
    """Return another transliteration: one vowel changed, or one letter doubled."""
    at = rng.randrange(len(name))
    letter = rng.choice("aeiou") if name[at] in "aeiou" else name[at] * 2
    return name[:at] + letter + name[at + 1 :]


def _event(rng: random.Random, number: int, events: int, gazetteer: list[tuple[Place, list[tuple[Place, list[Place]]]]]) -> Truth:
    country, regions = gazetteer[int(len(gazetteer) * rng.random() ** 1.5)]
    region, places = regions[int(len(regions) * rng.random() ** 1.5)]
    place = places[int(len(places) * rng.random() ** 1.5)]
    kinds = list(TYPES)
    event_type, sub_event_type = rng.choices(kinds, [TYPES[kind][0] for kind in kinds])[0]
    is_violent = event_type not in ("Protests", "Strategic developments")
    killed = min(900, int(rng.paretovariate(0.9))) if is_violent and rng.random() < 0.65 else None
    wounded = min(900, int(1.5 * rng.paretovariate(0.9))) if is_violent and rng.random() < 0.4 else None
    sides = rng.sample([f"army {country.country}", "rebels", "militia", f"air force {country.country}", "group"], 2)
    day = START + timedelta(days=rng.randrange(max(1, events // EVENTS_PER_DAY)))
    return Truth(
        number, day, place, region, country, event_type, sub_event_type, killed, wounded, (sides[0], sides[1]), rng.random() < 0.03
    )


def _tellings(rng: random.Random, event: Truth, noise: float) -> list[MentionRef]:
    refs: list[MentionRef] = []
    for index in range(rng.randint(1, 15)):
        outlet = rng.randrange(OUTLETS)
        delay_h = min(100.0, rng.expovariate(1 / 14)) + rng.uniform(2, 20)
        published = datetime(event.day.year, event.day.month, event.day.day, tzinfo=UTC) + timedelta(hours=delay_h)
        article = f"article {event.number} {index}"
        if refs and rng.random() < 0.15:  # a copy of an earlier telling
            original = rng.choice(refs)
            mention, story = original.mention, original.story_id
            published = max(published, original.published_at or published)
        else:
            mention, story = _telling(rng, event, delay_h, noise), f"story {article}"
        refs.append(
            MentionRef(
                f"{rng.getrandbits(64):016x}", article, f"outlet {outlet}", f"owner {outlet % OWNERS}", story, published, mention
            )
        )
    return refs


def _telling(rng: random.Random, event: Truth, delay_h: float, noise: float) -> Mention:
    start, end, precision = _told_days(rng, event.day, noise)
    sub_event_type = event.sub_event_type
    if rng.random() < 0.15 * noise:
        sub_event_type = rng.choice(TYPES[event.event_type, event.sub_event_type][1])
    roles = (ActorRole.SIDE_A, ActorRole.SIDE_B)
    return Mention(
        event_type=EVENT_TYPE_OF[sub_event_type],
        sub_event_type=sub_event_type,
        trigger_start=0,
        trigger_end=1,
        start=0,
        end=1,
        event_clarity=2 if event.is_summary else 1,
        date_start=start,
        date_end=end,
        date_prec=precision,
        places=_told_places(rng, event, noise),
        actors=tuple(
            Actor(name, None, role, 0, 1) for name, role in zip(event.sides, roles, strict=True) if rng.random() > 0.3 * noise
        ),
        casualties=tuple(
            claim
            for harm, number in ((Harm.KILLED, event.killed), (Harm.WOUNDED, event.wounded))
            if number and (claim := _told_toll(rng, harm, number, delay_h, noise))
        ),
    )


def _told_days(rng: random.Random, day: date, noise: float) -> tuple[date | None, date | None, int | None]:
    luck = rng.random() / max(noise, 1e-9)
    if luck < 0.08:
        return None, None, None
    if luck < 0.12:
        off = day + timedelta(days=rng.choice((-1, 1)))
        return off, off, 1
    if luck < 0.16:
        return day - timedelta(days=rng.randint(0, 2)), day + timedelta(days=rng.randint(0, 2)), 2
    if luck < 0.18:
        return day.replace(day=1), None, 4
    return day, day, 1


def _told_places(rng: random.Random, event: Truth, noise: float) -> tuple[Place, ...]:
    luck = rng.random() / max(noise, 1e-9)
    place = event.place
    if luck < 0.01:
        return ()
    if luck < 0.03:
        return (event.country,)
    if luck < 0.10:
        return (event.region,)
    if luck < 0.13:  # the gazetteer lacks the name as spelled here
        return (replace(event.region, name=_misspelt(rng, place.name), geonameid=None),)
    if luck < 0.20:  # a quarter or a village beside it
        assert place.latitude is not None
        assert place.longitude is not None
        north, east = place.latitude + rng.uniform(-0.03, 0.03), place.longitude + rng.uniform(-0.03, 0.03)
        return (replace(place, name=f"quarter of {place.name}", geonameid=None, latitude=north, longitude=east),)
    return (place,)


def _told_toll(rng: random.Random, harm: Harm, number: int, delay_h: float, noise: float) -> CasualtyClaim | None:
    luck = rng.random() / max(noise, 1e-9)
    if luck < 0.15:
        return None
    if luck < 0.30 and delay_h < 24:  # an early figure
        number = max(1, int(number * rng.uniform(0.5, 0.95)))
    if luck < 0.35 and number >= 24:
        return CasualtyClaim(harm, Victims.UNKNOWN, Qualifier.VAGUE, 12, 12, None, is_cumulative=False, start=0, end=1)
    if rng.random() < 0.4:
        return CasualtyClaim(harm, Victims.UNKNOWN, Qualifier.AT_LEAST, number, number, None, is_cumulative=False, start=0, end=1)
    return CasualtyClaim(harm, Victims.UNKNOWN, Qualifier.EXACT, number, number, number, is_cumulative=False, start=0, end=1)


def _shared_articles(rng: random.Random, refs: Sequence[MentionRef]) -> Iterable[MentionRef]:
    """Let some articles tell of two events: an outlet's report of another event on the same day moves into its article."""
    last: dict[tuple[str, date], MentionRef] = {}
    for ref in refs:
        assert ref.published_at is not None
        key = ref.source_id, ref.published_at.date()
        host = last.get(key)
        if host is not None and host.article_id.split()[1] != ref.article_id.split()[1] and rng.random() < 0.3:
            yield replace(ref, article_id=host.article_id, story_id=host.story_id, published_at=host.published_at)
        else:
            last[key] = ref
            yield ref


# ---------------------------------------------------------------- measuring


def link_in_batches(refs: Sequence[MentionRef], batches: int) -> dict[str, str]:
    """Return the event of each mention after `refs` were linked in so many batches, each against what could match it."""
    event_of: dict[str, EventReport] = {}
    seen: dict[str, MentionRef] = {}
    size = -(-len(refs) // batches)
    for at in range(0, len(refs), size):
        new = refs[at : at + size]
        known = _in_reach(new, seen, event_of)
        linked = link_mentions(new, known, [event_of[ref.mention_id] for ref in known])
        event_of.update({report.mention_id: report for report in linked.reports})
        seen.update({ref.mention_id: ref for ref in new})
    return {mention_id: report.event_id for mention_id, report in event_of.items()}


def _in_reach(new: Sequence[MentionRef], seen: dict[str, MentionRef], event_of: dict[str, EventReport]) -> list[MentionRef]:
    """Return the mentions seen before whose events have a mention on a day that a new one can mean."""
    wanted: set[date] = set()
    for ref in new:
        span = reach(ref)
        if span.first and span.last:
            wanted |= {span.first + timedelta(days=more) for more in range((span.last - span.first).days + 1)}
    events = set()
    for ref in seen.values():
        span = reach(ref)
        if (
            span.first
            and span.last
            and {span.first + timedelta(days=more) for more in range((span.last - span.first).days)} & wanted
        ):
            events.add(event_of[ref.mention_id].event_id)
    return [ref for ref in seen.values() if event_of[ref.mention_id].event_id in events]


def pairwise(found: dict[str, str], truth: dict[str, int]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs of mentions of one event."""
    both = _pairs(Counter((found[mention], truth[mention]) for mention in truth))
    joined, true = _pairs(Counter(found.values())), _pairs(Counter(truth.values()))
    precision, recall = both / max(joined, 1), both / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _pairs(counts: Mapping[T, int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batches", type=int, default=1)
    parser.add_argument("--noise", type=float, default=1.0)
    options = parser.parse_args()
    world = make_world(options.events, options.seed, options.noise)
    shuffled = list(world.refs)
    random.Random(options.seed).shuffle(shuffled)
    partitions = []
    for label, refs in (("by publication", list(world.refs)), ("shuffled", shuffled)):
        started = time.perf_counter()
        found = link_in_batches(refs, options.batches)
        took_s = time.perf_counter() - started
        precision, recall, f1 = pairwise(found, world.truth)
        print(
            f"{label}: mentions={len(refs)} events={options.events} found={len(set(found.values()))} "
            f"P={precision:.4f} R={recall:.4f} F1={f1:.4f} seconds={took_s:.1f} mentions_per_s={len(refs) / took_s:.0f}",
            flush=True,
        )
        partitions.append(_partition(found))
    print(f"the same groups in both orders: {partitions[0] == partitions[1]}")


def _partition(found: dict[str, str]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for mention, event in found.items():
        groups[event].add(mention)
    return {frozenset(group) for group in groups.values()}


if __name__ == "__main__":
    main()
