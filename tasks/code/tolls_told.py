"""The claims of one event in the order in which they are to be believed: the toll before its rounding, its parts and older sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tasks.code.casualties import gives_total, rounds
from tasks.code.claim_parts import PART
from tasks.code.drafts import with_source
from tasks.code.joining import Group
from tasks.models import CasualtyClaim, Harm, Qualifier


def claims_of(group: Group) -> tuple[CasualtyClaim, ...]:
    """Return the claims of the sentences on one event, each once, with who makes them; the first killed is the event's toll."""
    ordered = sorted(_distinct(group), key=lambda claim: (claim.rule == PART, claim.qualifier is Qualifier.VAGUE))
    return tuple(_sharpest_first(_whole_first(ordered, group)))


def _distinct(group: Group) -> Iterator[CasualtyClaim]:
    seen: set[tuple[Harm, int | None, str]] = set()
    is_series = group[0].is_summary
    for draft, told in [(each, with_source(one, each)) for each in group for one in each.claims]:
        claim = replace(told, is_cumulative=True) if is_series and gives_total(draft.sentence) else told
        key = (claim.harm, claim.best, claim.victim_group.value)
        if key not in seen:
            seen.add(key)
            yield claim


def _sharpest_first(claims: list[CasualtyClaim]) -> list[CasualtyClaim]:
    """Put the figure before the round number that a headline made of it: `at least 213` before `more than 200`."""
    lead = next((claim for claim in claims if claim.harm is Harm.KILLED), None)
    sharp = next((one for one in claims if lead is not None and one.rule != PART and rounds(lead, one)), None)
    return claims if sharp is None else [sharp, *(claim for claim in claims if claim is not sharp)]


def _whole_first(claims: list[CasualtyClaim], group: Group) -> list[CasualtyClaim]:
    """Put the toll before the part that a headline tells: `seven children killed`, of `ten people including seven children`."""
    lead = next((claim for claim in claims if claim.harm is Harm.KILLED), None)
    for draft in group if lead else ():
        whole = _whole_of(draft.claims, lead.best if lead else None)
        if whole:
            return sorted(claims, key=lambda claim: (claim.start, claim.best) != (whole.start, whole.best))
    return claims


def _whole_of(claims: list[CasualtyClaim], part: int | None) -> CasualtyClaim | None:
    """Return the toll among the claims of one sentence of which it says that `part` were a part."""
    killed = [claim for claim in claims if claim.harm is Harm.KILLED and claim.best and not claim.is_cumulative]
    if part is None or all(claim.best != part or claim.rule != PART for claim in killed):
        return None
    return next((claim for claim in killed if claim.rule != PART and (claim.best or 0) > part), None)
