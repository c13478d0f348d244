"""What was asked for, and what came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tasks.collect.discover.front_page import domain_of
from tasks.collect.discover.hints import hints
from tasks.collect.feeds import Entry
from tasks.collect.urls import same_site, url_key
from tasks.collect.ways import Shown
from tasks.models import Outcome, WayInKind


class FoundBy(StrEnum):
    """What led to an address."""

    GIVEN = "you"
    HEAD = "page head"
    LINK = "link"
    ROBOTS = "robots.txt"
    INDEX = "sitemap index"
    USUAL = "usual path"
    PAGE = "page itself"


@dataclass(frozen=True, slots=True)
class Finding:
    """An address that was asked for. `kind` is told from what came; a sitemap is a news sitemap when it gives titles and dates.

    `own` counts entries of the site itself, `dated` and `titled` those with a date and a title, `parts` the sitemaps of an index,
    whose other figures are those of the parts that were opened. `keys` are the identities of its own entries.
    """

    url: str
    found_by: FoundBy
    outcome: Outcome
    reason: str | None = None
    kind: WayInKind | None = None
    entries: int = 0
    own: int = 0
    dated: int = 0
    titled: int = 0
    parts: int = 0
    newest_at: datetime | None = None
    keys: frozenset[str] = frozenset()

    @property
    def is_useful(self) -> bool:
        """Whether it shows pages of the site, or sitemaps that nobody opened."""
        return self.outcome is Outcome.OK and bool(self.own or (self.parts and not self.entries))

    @property
    def is_live(self) -> bool:
        """Whether it shows what is new, rather than all there is."""
        return (
            self.is_useful
            and self.kind in {WayInKind.FEED, WayInKind.NEWS_SITEMAP, WayInKind.LISTING}
            and not self.lists_no_articles
        )

    @property
    def lists_no_articles(self) -> bool:
        """Whether it lists other things by its address: comments, authors, pictures."""
        return bool(hints().no_articles.search(self.url))

    def shows(self, shown: Shown, homepage: str) -> Finding:
        """Return the finding with what its body shows."""
        entries = shown.entries
        own = [entry for entry in entries if _is_own(entry.url, homepage)]
        dates = [at for entry in entries if (at := entry.published_at or entry.modified_at)]
        return replace(
            self,
            kind=WayInKind.NEWS_SITEMAP if shown.kind == WayInKind.SITEMAP and _are_news(entries) else shown.kind,
            entries=len(entries),
            own=len(own),
            dated=len(dates),
            titled=sum(entry.title is not None for entry in entries),
            parts=len(shown.sitemaps),
            newest_at=max(dates, default=None),
            keys=frozenset(url_key(entry.url) for entry in own) if shown.kind == WayInKind.FEED else frozenset(),
        )

    def holds(self, parts: list[Finding]) -> Finding:
        """Return a sitemap index with what those of its sitemaps show that were opened."""
        read = [part for part in parts if part.outcome is Outcome.OK]
        are_news = bool(read) and all(part.kind == WayInKind.NEWS_SITEMAP for part in read)
        return replace(
            self,
            kind=WayInKind.NEWS_SITEMAP if are_news else self.kind,
            entries=sum(part.entries for part in read),
            own=sum(part.own for part in read),
            dated=sum(part.dated for part in read),
            titled=sum(part.titled for part in read),
            newest_at=max((part.newest_at for part in read if part.newest_at), default=self.newest_at),
        )


def _is_own(url: str, homepage: str) -> bool:
    """Whether an address is of the site, or of one of the same name: feeds on bbc.co.uk lead to bbc.com."""
    name = domain_of(homepage)
    return same_site(url, homepage) or bool(name and domain_of(url) == name)


def _are_news(entries: tuple[Entry, ...]) -> bool:
    """Whether a sitemap follows the news extension, which gives each page's title and time of publication."""
    return sum(entry.title is not None and entry.published_at is not None for entry in entries) * 2 > len(entries)
