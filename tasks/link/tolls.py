"""The toll of one event, from the claims of all its reports.

The rule:

1. Only numbers given for the event itself count. A running total over several events is neither added nor taken; in an event that
   is itself a summary the totals are its numbers.
2. What one text says for one claimant is one statement: the number for all victims if there is one, otherwise civilians and
   combatants added up, whichever is larger, so that a part is never added to its whole. A mere ceiling ("up to 5", or "killed and
   injured five", which tells at most five dead) gives way to a number for all victims that the text gives besides.
3. A statement belongs to the party that the text names for it, otherwise to the outlet where the story came from. Copies of
   one story and outlets of one owner are one voice. A voice's newest statement replaces its earlier ones.
4. An outlet's statement that is over two days older than the newest is outdated. What a named party claimed stands until it is
   replaced, so that a dispute stays visible.
5. Best: of the statements of the newest day, those of a party to the event itself give way to others, and vague ones (about, up to,
   dozens) to definite ones (exact, range, at least, more than); of those left, the number that most voices give; then the newest;
   then the lower.
6. Low is the lowest lower bound that any standing statement gives, high the highest upper bound; where a statement sets none but
   gives a lower or a higher number than best, that number. If neither is given, low or high is unknown.
7. Two named parties whose ranges lie more than a fifth, and more than one person, apart make the event disputed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import NamedTuple

from tasks.models import CasualtyClaim, Harm, Mention, Qualifier, Toll, Victims

OUTDATED_AFTER = timedelta(days=2)
NEWEST_WITHIN = timedelta(days=1)
TOLERATED_SHARE = 0.2
TOLERATED_PERSONS = 1

_VAGUE = {Qualifier.ABOUT, Qualifier.UP_TO, Qualifier.VAGUE}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Statement(NamedTuple):
    """One number of persons, with the bounds that the text sets."""

    low: int | None
    best: int
    high: int | None
    is_vague: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says so, and when: someone whom a text names (`is_named`), perhaps a side of the event, or the story's own outlet."""

    speaker: str
    is_named: bool
    is_side: bool
    published_at: datetime | None
    statement: Statement

    @property
    def at(self) -> datetime:
        """When it was said; a text without a time counts as the oldest."""
        return self.published_at or _LONG_AGO


def statements_of(mention: Mention, harm: Harm, *, cumulative: bool) -> list[tuple[str | None, Statement]]:
    """Return what `mention` says of `harm`, one statement for each claimant (None: the text itself speaks).

    `cumulative` is true for a summary, whose totals are its own numbers.
    """
    by_claimant: dict[str | None, list[CasualtyClaim]] = defaultdict(list)
    for claim in mention.casualties:
        if claim.harm is harm and (cumulative or not claim.is_cumulative) and _number(claim) is not None:
            by_claimant[claim.attributed_to or mention.attributed_to].append(claim)
    named = [claimant for claimant in by_claimant if claimant]
    if len(named) == 1 and None in by_claimant:  # "22 died, six of them civilians, the monitor said": one statement
        by_claimant[named[0]] += by_claimant.pop(None)
    return [(claimant, _whole(claims)) for claimant, claims in by_claimant.items()]


def _number(claim: CasualtyClaim) -> int | None:
    return next((number for number in (claim.best, claim.low, claim.high) if number is not None), None)


def _whole(claims: Sequence[CasualtyClaim]) -> Statement:
    """Return the number for all victims, or the sum over the groups when that is larger."""
    largest: dict[Victims, Statement] = {}
    for claim in _without_ceilings(claims):
        statement = Statement(claim.low, _number(claim) or 0, claim.high, claim.qualifier in _VAGUE)
        largest[claim.victim_group] = max(largest.get(claim.victim_group, statement), statement, key=_size)
    everyone = largest.pop(Victims.UNKNOWN, None)
    parts = list(largest.values())
    summed = [_sum(parts)] if parts else []
    return max(([everyone] if everyone else []) + summed, key=_size)


def _without_ceilings(claims: Sequence[CasualtyClaim]) -> Sequence[CasualtyClaim]:
    counted = [claim for claim in claims if claim.qualifier is not Qualifier.UP_TO]
    return counted if any(claim.victim_group is Victims.UNKNOWN for claim in counted) else claims


def _size(statement: Statement) -> tuple[int, bool, int, int]:
    return statement.best, not statement.is_vague, statement.low or 0, statement.high or 0


def _sum(parts: Sequence[Statement]) -> Statement:
    if len(parts) == 1:
        return parts[0]
    highs = [part.high for part in parts]
    return Statement(
        low=sum(part.best if part.low is None else part.low for part in parts),
        best=sum(part.best for part in parts),
        high=None if None in highs else sum(high for high in highs if high is not None),
        is_vague=any(part.is_vague for part in parts),
    )


def join_toll(voices: Iterable[Voice]) -> tuple[Toll, bool]:
    """Return low, best and high over all `voices`, in persons, and whether named parties contradict each other."""
    standing = _standing(voices)
    if not standing:
        return Toll(), False
    best = _best(standing)
    said = [voice.statement for voice in standing]
    lows = [one.best if one.low is None else one.low for one in said if one.low is not None or one.best < best]
    highs = [one.best if one.high is None else one.high for one in said if one.high is not None or one.best > best]
    low, high = min(lows, default=None), max(highs, default=None)
    toll = Toll(None if low is None else min(low, best), best, None if high is None or high < best else high)
    return toll, _is_disputed([voice.statement for voice in standing if voice.is_named])


def _standing(voices: Iterable[Voice]) -> list[Voice]:
    """Return each speaker's newest statement, less what is outdated, in an order that does not depend on the input's."""
    newest: dict[tuple[str, bool], Voice] = {}
    for voice in voices:
        key = voice.speaker, voice.is_named
        newest[key] = max(newest.get(key, voice), voice, key=lambda one: (one.at, _size(one.statement)))
    last = max((voice.at for voice in newest.values()), default=_LONG_AGO)
    stands = [voice for voice in newest.values() if voice.is_named or last - voice.at <= OUTDATED_AFTER]
    return sorted(stands, key=lambda one: (one.speaker, one.is_named))


def _best(standing: Sequence[Voice]) -> int:
    last = max(voice.at for voice in standing)
    fresh = [voice for voice in standing if last - voice.at <= NEWEST_WITHIN]
    outside = [voice for voice in fresh if not voice.is_side] or fresh
    definite = [voice for voice in outside if not voice.statement.is_vague] or outside
    support = Counter(voice.statement.best for voice in definite)
    chosen = max(definite, key=lambda one: (support[one.statement.best], one.at, -one.statement.best))
    return chosen.statement.best


def _is_disputed(statements: Sequence[Statement]) -> bool:
    return any(_contradict(*sorted(pair, key=_size)) for pair in combinations(statements, 2))


def _contradict(lesser: Statement, greater: Statement) -> bool:
    """Whether even the highest of the lesser number lies well below the lowest of the greater; "at least" has no highest."""
    if lesser.high is None and lesser.low is not None:
        return False
    top = lesser.best if lesser.high is None else lesser.high
    bottom = greater.best if greater.low is None else greater.low
    return bottom - top > max(TOLERATED_PERSONS, TOLERATED_SHARE * top)
