"""Which findings make good ways in."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.collect.discover.findings import Finding, FoundBy
from tasks.models import Outcome, WayInKind

# The best kind first; of each, so many are enough to begin with.
MOST = {WayInKind.FEED: 3, WayInKind.NEWS_SITEMAP: 2, WayInKind.LISTING: 1, WayInKind.SITEMAP: 3}
# A feed of which another has this share of the entries brings nothing.
ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Choice:
    """A finding and what becomes of it: a way in, `backfill_only` or not, or, with `why_not`, none."""

    finding: Finding
    why_not: str | None = None
    backfill_only: bool = False


def choose(findings: tuple[Finding, ...]) -> tuple[Choice, ...]:
    """Say of each finding whether it makes a way in, the best first.

    Feeds and news sitemaps show what is new; other sitemaps are archives, for backfills only, unless there is nothing else.
    """
    useful = sorted((found for found in findings if _why_useless(found) is None), key=_rank)
    there_is_live = any(found.is_live for found in useful)
    taken: list[Finding] = []
    choices = []
    for found in useful:
        why_not = _why_not(found, taken)
        if why_not is None:
            taken.append(found)
        is_archive = there_is_live and found.kind == WayInKind.SITEMAP
        choices.append(Choice(found, why_not, backfill_only=is_archive and why_not is None))
    return (*sorted(choices, key=lambda choice: choice.why_not is not None), *_useless(findings))


def _useless(findings: tuple[Finding, ...]) -> list[Choice]:
    return [Choice(found, why) for found in findings if (why := _why_useless(found))]


def _why_useless(found: Finding) -> str | None:
    if found.outcome is not Outcome.OK:
        return found.reason or found.outcome.meaning
    if not found.is_useful:
        return "none of its entries is of this site" if found.entries else "it is empty at present"
    return "by its address it lists no articles" if found.lists_no_articles else None


def _rank(found: Finding) -> tuple[int, bool]:
    assert found.kind is not None, "what is useful was read"
    return (list(MOST).index(found.kind), found.found_by is FoundBy.INDEX)


def _why_not(found: Finding, taken: list[Finding]) -> str | None:
    """Return why a useful finding is left out beside those that were taken."""
    if found.found_by is FoundBy.INDEX and found.kind == WayInKind.SITEMAP:
        return "it is part of a sitemap index"
    if found.found_by is FoundBy.INDEX and any(one.parts and one.kind == WayInKind.NEWS_SITEMAP for one in taken):
        return "it is part of a news sitemap index"
    same = [one.url for one in taken if found.keys and len(found.keys & one.keys) >= ALIKE * len(found.keys)]
    if same:
        return f"it lists the same articles as {same[0]}"
    if found.kind is not None and sum(one.kind == found.kind for one in taken) >= MOST[found.kind]:
        return f"{MOST[found.kind]} of its kind are enough to begin with"
    return None
