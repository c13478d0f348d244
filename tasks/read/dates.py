"""When an article was published and last changed, by what its page, its address and its way in say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.models import DateClaim, Page, WayInKind
from tasks.read.date_places import (
    from_inline_json,
    from_item_properties,
    from_metas,
    from_node,
    from_text,
    from_url,
    time_elements,
)
from tasks.read.jsonld import Node
from tasks.read.live import is_live
from tasks.read.metas import Metas
from tasks.read.moments import NAIVE, Moment, finer, is_whole_day
from tasks.read.page import Tree

MAX_CLAIMS = 20
APART = timedelta(hours=24)
MAX_OFFSET = timedelta(hours=14)
QUARTER = timedelta(minutes=15)
_TO_THE_MINUTE = frozenset({"second", "minute"})


@dataclass(frozen=True, slots=True)
class Dates:
    """When an article was published and last changed; every claim of it, most trusted first; whether claims disagree."""

    published: Moment | None = None
    modified: Moment | None = None
    claims: tuple[DateClaim, ...] = ()
    disagree: bool = False


def read_dates(tree: Tree, metas: Metas, nodes: Sequence[Node], node: Node, page: Page, time_zone: str) -> Dates:
    """Return when the article was published and last changed; neither is after the fetch, nor the change before publication.

    A moment keeps the offset that the page gave, and what the page gave in UTC is told in the source's zone, so that its day is
    the day on the newsroom's calendar: that is the day from which a text's "on Tuesday" counts.

    Args:
        tree: The page.
        metas: Its head.
        nodes: All of its JSON-LD.
        node: Its article in JSON-LD.
        page: Its address, when it was fetched, and what its way in said of it.
        time_zone: The source's zone, for times that name none.
    """
    zone = zone_of(time_zone)
    no_later = page.fetched_at or datetime.max.replace(tzinfo=UTC)
    times = list(time_elements(tree, zone))
    url_days = list(from_url(page.url))
    told, tells_latest = tuple(from_node(node, "datePublished", zone)), is_live(node)
    firm = _possible(
        no_later,
        *(told if tells_latest else ()),  # the head of a live blog has the day of its latest entry
        *from_metas(metas, "published", zone),
        *told,
        *from_item_properties(tree, "datePublished", zone),
        *(moment for hint, moment in times if hint == "published"),
        *_listed(page, page.listed_published_at, zone),
        *(moment for other in nodes if other is not node for moment in from_node(other, "datePublished", zone, "WebPage")),
    )
    weak = _possible(no_later, *from_metas(metas, "unspecific", zone), *(moment for hint, moment in times if hint is None))
    if not firm and not weak:
        weak = _possible(no_later, *from_text(tree, metas, zone))
    weak += _possible(no_later, *url_days)
    if not firm and not weak:
        weak = _possible(no_later, *from_node(node, "dateCreated", zone), *from_inline_json(tree, zone))
    changed = _possible(
        no_later,
        *from_node(node, "dateModified", zone),
        *from_metas(metas, "modified", zone),
        *from_item_properties(tree, "dateModified", zone),
        *(moment for hint, moment in times if hint == "modified"),
        *_listed(page, page.listed_modified_at, zone),
    )
    published, modified = _chosen([*firm, *weak]), finer(changed[0], changed[1:]) if changed else None
    if published:
        published = _told_locally(published, [*firm, *weak, *changed])
    if published and modified and modified.at < published.at:
        modified = None
    disagree = _disagree([*firm, *(moment for moment in url_days if moment and moment.at <= no_later)])
    return Dates(published, modified, _claims([*firm, *weak], changed), disagree)


def _possible(no_later: datetime, *moments: Moment | None) -> list[Moment]:
    return [moment for moment in moments if moment and moment.at <= no_later]


def _chosen(claims: Sequence[Moment]) -> Moment | None:
    """Believe the most trusted claim; another of the same day may tell the hour."""
    return finer(claims[0], list(claims[1:])) if claims else None


def _place(claim: Moment) -> str:
    return claim.basis.partition("+")[0]


def _agree(one: Moment, other: Moment) -> bool:
    return one.within(other, APART) if "day" not in {one.prec, other.prec} else abs((one.at.date() - other.at.date()).days) <= 1


def _disagree(claims: Sequence[Moment]) -> bool:
    days = [claim for claim in claims if is_whole_day(claim)]
    return any(not _agree(one, other) for number, one in enumerate(days) for other in days[:number])


def _told_locally(first: Moment, claims: Sequence[Moment]) -> Moment:
    """Tell a moment that is given in UTC in the newsroom's offset, where another place on the page gives that away.

    It does when it tells the same moment with an offset, the same minute without one, or, in the address, a neighbouring day.
    """
    if first.at.utcoffset() or first.prec not in _TO_THE_MINUTE:
        return first
    offsets = (*_offsets_told(first, claims), *_offsets_of_days(first, claims))
    offset = next(iter(offsets), None)
    return replace(first, at=first.at.astimezone(timezone(offset))) if offset else first


def _offsets_told(first: Moment, claims: Sequence[Moment]) -> Iterator[timedelta]:
    for claim in claims:
        offset = claim.at.utcoffset()
        if offset and claim.within(first, timedelta(minutes=1)):
            yield offset
    for claim in claims:
        ahead = claim.at.replace(second=0) - first.at.replace(second=0)
        if claim.basis.endswith(NAIVE) and ahead and abs(ahead) <= MAX_OFFSET and not ahead % QUARTER:
            yield ahead


def _offsets_of_days(first: Moment, claims: Sequence[Moment]) -> Iterator[timedelta]:
    for claim in claims:
        days_ahead = (claim.at.date() - first.at.date()).days
        if _place(claim) != "url" or claim.prec != "day":
            continue
        hours = 24 - first.at.hour if days_ahead == 1 else -first.at.hour - 1 if days_ahead == -1 else 0
        if hours and abs(hours) <= MAX_OFFSET // timedelta(hours=1):
            yield timedelta(hours=hours)


def _claims(published: Sequence[Moment], modified: Sequence[Moment]) -> tuple[DateClaim, ...]:
    told = [DateClaim("published", claim.at, claim.prec, claim.basis) for claim in published]
    told += [DateClaim("modified", claim.at, claim.prec, claim.basis) for claim in modified]
    return tuple(dict.fromkeys(told))[:MAX_CLAIMS]


def _listed(page: Page, when: datetime | None, zone: tzinfo) -> Iterator[Moment]:
    if when is not None:
        basis = "feed" if page.listed_kind is WayInKind.FEED else "sitemap"
        is_day = (when.hour, when.minute, when.second) == (0, 0, 0)
        yield Moment(when.astimezone(UTC if is_day else zone), "day" if is_day else "second", basis)


def zone_of(name: str) -> tzinfo:
    """Return the time zone of this IANA name; UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
