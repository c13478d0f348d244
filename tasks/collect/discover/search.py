"""Asking a site for its ways in: what its page names, what its robots.txt names, then the usual paths; a few requests in all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from tasks.collect.client import Client, Fetched
from tasks.collect.discover.findings import Finding, FoundBy
from tasks.collect.discover.front_page import FrontPage, read_front_page
from tasks.collect.discover.hints import hints
from tasks.collect.discover.proposals import propose_listing
from tasks.collect.feeds import NotAFeed
from tasks.collect.listings import Customs, parse_listing
from tasks.collect.pages import page_tree
from tasks.collect.robots import UNREACHED
from tasks.collect.sitemaps import CAP_BYTES, SitemapRef
from tasks.collect.sources import Source, WayIn
from tasks.collect.urls import same_site, url_key
from tasks.collect.ways import Shown, read_way_in
from tasks.models import Outcome, WayInKind

RUN_ID = "discover"
MOST_ASKED = 20  # addresses; with robots.txt and redirects some requests more
MOST_NAMED, MOST_LINKED, MOST_SITEMAPS = 6, 4, 5
NEWS_PARTS, OTHER_PARTS = 2, 1
MOST_REFUSALS = 5
REFUSALS = frozenset({401, 403, 429})


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a site showed. `page` is how its page ended, `homepage` where it was found; `asked` counts addresses.

    `robots` is the address of its robots.txt and `crawl_delay_s` the seconds that it wants between requests. `stopped` says why
    less was asked for than usual. `listing` is the proposal that the finding of kind `listing` was made with.
    """

    homepage: str
    page: Fetched
    front: FrontPage
    findings: tuple[Finding, ...]
    asked: int
    robots: str | None = None
    crawl_delay_s: float | None = None
    listing: WayIn | None = None
    stopped: str | None = None


async def discover(client: Client, source: Source, *, advance: Callable[[int], None]) -> Discovery:
    """Look for the ways in of the site at `source.homepage`.

    Args:
        client: asks, politely.
        source: a source whose politeness, ports and opted-in addresses hold; its ways in are not asked.
        advance: is told of each address asked.
    """
    search = _Search(client, source, advance)
    await search.front_page()
    if not search.is_out_of_reach:
        await search.named()
        await search.usual()
        await search.listing()
    return search.result()


class _Search:
    """One search of one site."""

    def __init__(self, client: Client, source: Source, advance: Callable[[int], None]) -> None:
        self._client, self._source, self._advance = client, source, advance
        self._homepage = source.homepage
        self._page = Fetched(source.homepage, source.homepage, Outcome.TIMEOUT, datetime.now(UTC))
        self._front = FrontPage()
        self._known: set[str] = set()
        self._asked = self._refused = 0
        self._is_closed = False
        self._stopped: str | None = None
        self._robots: str | None = None
        self._crawl_delay_s: float | None = None
        self._findings: list[Finding] = []
        self._listing: WayIn | None = None

    def result(self) -> Discovery:
        """Return what was found."""
        return Discovery(
            homepage=self._homepage,
            page=self._page,
            front=self._front,
            findings=tuple(self._findings),
            asked=self._asked,
            robots=self._robots,
            crawl_delay_s=self._crawl_delay_s,
            listing=self._listing,
            stopped=self._stopped,
        )

    @property
    def is_out_of_reach(self) -> bool:
        """Whether the site gave no answer at all, or none that we may go on from."""
        return self._is_closed or self._page.outcome in UNREACHED | {Outcome.REDIRECTED_OFFSITE}

    # ---------------------------------------------------------------- steps

    async def front_page(self) -> None:
        """Ask for the page that was given. Where that is a feed or sitemap, it is a finding, and the site's root is the page."""
        self._page = await self._fetch(self._homepage)
        if self._page.outcome is not Outcome.OK:
            return
        try:
            shown = await asyncio.to_thread(read_way_in, self._page.body, self._page.final_url)
        except NotAFeed:
            self._homepage = self._page.final_url
        else:
            given = self._homepage
            self._homepage = urljoin(self._page.final_url, "/")
            await self._note(Finding(given, FoundBy.GIVEN, Outcome.OK), shown)
            self._page = await self._fetch(self._homepage)
        if self._page.outcome is Outcome.OK:
            self._front = await asyncio.to_thread(_front, self._page)

    async def named(self) -> None:
        """Ask for what the page's head, its links and robots.txt name."""
        await self._ask_all(self._front.feeds[:MOST_NAMED], FoundBy.HEAD)
        await self._ask_all(self._front.linked_feeds[:MOST_LINKED], FoundBy.LINK, may_list=True)
        named = await self._client.robots.sitemaps(self._homepage, self._source, RUN_ID)
        ranked = sorted(named, key=lambda url: (bool(hints().no_articles.search(url)), not hints().news.search(url)))
        await self._ask_all(ranked[:MOST_SITEMAPS], FoundBy.ROBOTS)

    async def usual(self) -> None:
        """Ask for the usual paths of what is still missing: feeds, sitemaps, news sitemaps; each until one answers well."""
        section = self._homepage.partition("?")[0].rstrip("/")
        is_section = urlsplit(section).path != ""
        feeds = [*(f"{section}{path}" for path in hints().section_feeds if is_section), *self._whole(hints().feeds)]
        await self._ask_until(lambda found: found.is_live and found.kind == WayInKind.FEED, feeds)
        await self._ask_until(lambda found: found.is_useful and found.kind != WayInKind.FEED, self._whole(hints().sitemaps))
        await self._ask_until(lambda found: found.kind == WayInKind.NEWS_SITEMAP, self._whole(hints().news_sitemaps))

    async def listing(self) -> None:
        """Propose the page itself as a listing, if nothing else shows what is new."""
        if any(found.is_live for found in self._findings) or self._page.outcome is not Outcome.OK:
            return
        proposal = await asyncio.to_thread(_proposal, self._page)
        if proposal is not None:
            self._listing, shown = proposal
            await self._note(Finding(self._listing.url, FoundBy.PAGE, Outcome.OK), shown)

    def _whole(self, paths: Iterable[str]) -> list[str]:
        return [urljoin(self._homepage, path) for path in paths]

    # ---------------------------------------------------------------- asking

    async def _ask_until(self, is_enough: Callable[[Finding], bool], urls: Iterable[str]) -> None:
        for url in urls:
            if any(map(is_enough, self._findings)):
                return
            await self._ask(url, FoundBy.USUAL)

    async def _ask_all(self, urls: Sequence[str], found_by: FoundBy, *, may_list: bool = False) -> None:
        for url in urls:
            await self._ask(url, found_by, may_list=may_list)

    async def _ask(self, url: str, found_by: FoundBy, *, may_list: bool = False) -> Finding | None:
        """Ask for one address and note what came; None when it was asked for before, or enough was.

        With `may_list`, a page that came in place of a feed is searched for links to feeds: some sites have a page of them.
        """
        if url_key(url) in self._known or self._has_enough():
            return None
        fetched = await self._fetch(url)
        finding = Finding(_lasting(fetched), found_by, fetched.outcome, fetched.reason)
        if fetched.outcome is not Outcome.OK:
            return await self._note(finding, None)
        try:
            shown = await asyncio.to_thread(read_way_in, fetched.body, fetched.final_url)
        except NotAFeed as error:
            finding = await self._note(replace(finding, outcome=Outcome.NOT_A_FEED, reason=str(error)), None)
            if may_list:
                listed = await asyncio.to_thread(_front, fetched)
                await self._ask_all([*listed.feeds, *listed.linked_feeds][:MOST_LINKED], FoundBy.LINK)
            return finding
        return await self._note(finding, shown)

    def _has_enough(self) -> bool:
        if self._asked >= MOST_ASKED:
            self._stopped = f"{MOST_ASKED} addresses were asked for, which is as many as one search takes"
        elif self._refused >= MOST_REFUSALS:
            self._stopped = f"the site refused {MOST_REFUSALS} addresses in a row, so no more were asked for"
        return self._stopped is not None

    async def _note(self, finding: Finding, shown: Shown | None) -> Finding:
        if shown is None:
            self._findings.append(finding)
            return finding
        finding = finding.shows(shown, self._homepage)
        at = len(self._findings)
        self._findings.append(finding)
        if shown.sitemaps and finding.found_by is not FoundBy.INDEX:
            opened = [await self._ask(url, FoundBy.INDEX) for url in _telling(shown.sitemaps, self._homepage)]
            self._findings[at] = finding = finding.holds([part for part in opened if part])
        return finding

    async def _fetch(self, url: str) -> Fetched:
        self._known.add(url_key(url))
        verdict = await self._client.robots.verdict(url, self._source, RUN_ID)
        if same_site(url, self._homepage):
            self._robots, self._crawl_delay_s = verdict.place, verdict.crawl_delay_s
        if not verdict.allowed:
            # A robots.txt that could not be read forbids everything.
            self._is_closed = verdict.outcome is not Outcome.ROBOTS_DISALLOWED and same_site(url, self._homepage)
            return Fetched(url, url, verdict.outcome, datetime.now(UTC), verdict.reason)
        self._asked += 1
        fetched = await self._client.fetch(
            url, self._source, run_id=RUN_ID, cap_bytes=CAP_BYTES, keep=False, delay_s=verdict.crawl_delay_s
        )
        self._known.add(url_key(fetched.final_url))
        self._refused = self._refused + 1 if fetched.http_status in REFUSALS else 0
        self._advance(1)
        return fetched


def _front(page: Fetched) -> FrontPage:
    return read_front_page(page_tree(page.body, page.content_type), page.final_url)


def _proposal(page: Fetched) -> tuple[WayIn, Shown] | None:
    way = propose_listing(page_tree(page.body, page.content_type), page.final_url)
    if way is None:
        return None
    listing = parse_listing(page.body, page.final_url, way, Customs(("en",), "US", "UTC"), page.content_type)
    return way, Shown(WayInKind.LISTING, listing.entries)


def _telling(parts: tuple[SitemapRef, ...], homepage: str) -> list[str]:
    """Return the sitemaps of an index that tell what it lists: those named after news, and the one that changed last."""
    own = [part for part in parts if same_site(part.url, homepage) and not hints().no_articles.search(part.url)]
    own.sort(key=lambda part: part.modified_at or datetime.min.replace(tzinfo=UTC), reverse=True)
    news = [part.url for part in own if hints().news.search(urlsplit(part.url).path)][:NEWS_PARTS]
    return [*news, *[part.url for part in own if part.url not in news][:OTHER_PARTS]]


def _lasting(fetched: Fetched) -> str:
    """Return the address to keep: the one that was asked for, or, where only scheme, host or a slash differ, where it led."""
    asked, final = urlsplit(fetched.url), urlsplit(fetched.final_url)
    is_same = asked.path.strip("/") == final.path.strip("/") and asked.query == final.query
    return fetched.final_url if is_same else fetched.url
