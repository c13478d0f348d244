"""How a trial of a source is shown."""

from __future__ import annotations

from collections.abc import Sequence

from flows.commands import show
from flows.trial import Shown, Trial, Tried, Way
from tasks.collect.robots import Verdict
from tasks.models import BlockKind, ReadResult

WAYS_SHOWN, ADDRESSES_SHOWN = 20, 20
_MARKS = {
    BlockKind.PARAGRAPH: "",
    BlockKind.HEADING: "## ",
    BlockKind.LIST_ITEM: "- ",
    BlockKind.QUOTE: "> ",
    BlockKind.CAPTION: "[caption] ",
}
_FIELDS = (
    "outcome",
    "reason",
    "title",
    "subtitle",
    "section",
    "authors",
    "agencies",
    "language",
    "language_score",
    "is_live_blog",
)


def tell(trial: Trial) -> None:
    """Show what a source would yield, the article last."""
    _tell_ways(trial.ways)
    _tell_robots(trial.ways, trial.pages)
    _tell_addresses(trial.addresses, trial.listed)
    _tell_pages(trial.pages)
    read = [page.article for page in trial.pages if page.article]
    if read:
        _tell_article(read[-1])
    elif not trial.pages:
        why = "all addresses are kept out by rules or robots.txt" if trial.addresses else "no way in shows an address"
        show.line(f"No page was read: {why}. Correct the source in sources.yaml, or find its ways in: dateline sources discover")


def _tell_ways(ways: Sequence[Way]) -> None:
    rows = [(way.poll.kind, way.poll.url, way.poll.outcome, way.poll.listed_urls) for way in ways[:WAYS_SHOWN]]
    more = f", and {len(ways) - WAYS_SHOWN} further sitemaps or pages" if len(ways) > WAYS_SHOWN else ""
    show.table(f"ways in{more}", ("kind", "url", "outcome", "listed"), rows)
    reasons = [f"{way.poll.url}: {way.poll.reason}" for way in ways if way.poll.reason]
    for reason in reasons[:WAYS_SHOWN]:
        show.line(reason)
    if reasons:
        show.line("")


def _tell_robots(ways: Sequence[Way], pages: Sequence[Tried]) -> None:
    asked = [(way.poll.url, way.robots) for way in ways[:WAYS_SHOWN]] + [(page.capture.url, page.robots) for page in pages]
    rows = [(url, _verdict(robots), robots.place, robots.crawl_delay_s) for url, robots in asked]
    show.table("robots.txt", ("of", "says", "file", "crawl delay (s)"), rows)


def _verdict(robots: Verdict) -> str:
    if robots.allowed:
        return "allowed" if robots.has_rules else "allowed: no rules"
    return "forbidden" if robots.has_rules else "not read: forbidden"


def _tell_addresses(addresses: Sequence[Shown], listed: int) -> None:
    kept_out = sum(shown.kept_out is not None for shown in addresses)
    among = "" if len(addresses) == listed else f" of the first {len(addresses):,}"
    rows = [(s.sighting.url, s.sighting.published_at, s.sighting.title, s.kept_out) for s in addresses[:ADDRESSES_SHOWN]]
    title = f"addresses: {listed:,} shown, {kept_out:,}{among} kept out by rules or robots.txt"
    show.table(title, ("url", "published (UTC)", "title", "kept out by"), rows)


def _tell_pages(pages: Sequence[Tried]) -> None:
    rows = []
    for page in pages:
        ended = page.article or page.capture
        why = None if page.is_article else ended.reason or ended.outcome.meaning
        rows.append((page.capture.url, page.capture.http_status, ended.outcome, why))
    if rows:
        show.table("pages read, until one is an article", ("url", "status", "outcome", "reason"), rows)


def _tell_article(article: ReadResult) -> None:
    rows = [(name, _plain(getattr(article, name))) for name in _FIELDS]
    if article.dateline:
        line = article.dateline
        rows.append(("dateline", ", ".join(str(part) for part in (line.place, line.day, line.agency) if part)))
    show.table("read as", ("field", "value"), rows)
    chosen = {("published", article.published_at), ("modified", article.modified_at)}
    claims = [(c.field, c.at.isoformat(), c.prec, c.basis, "yes" if (c.field, c.at) in chosen else "") for c in article.date_claims]
    disagree = "; publication is told more than a day apart" if article.dates_disagree else ""
    show.table(f"dates that the page gives{disagree}", ("field", "when", "precision", "basis", "taken"), claims)
    show.table("taken out", ("rule", "line"), [(removed.rule, removed.line) for removed in article.removed])
    for block in article.blocks:
        show.line(_MARKS[block.kind] + (block.words or article.text[block.start : block.end]))


def _plain(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value
