"""Renders one edition of a site: every address with what it answers. No clock, no chance: one edition always has the same bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from flows.newsroom.content import Dispatch, Edition, Extra, Site, load_dispatches

IN_A_FEED = 12
IN_A_LISTING = 7
HTML, XML = "text/html; charset=utf-8", "application/xml; charset=utf-8"
# When feeds, sitemaps, listings and what is no dispatch were last changed, by edition.
PRINTED = {1: datetime(2024, 7, 1, tzinfo=UTC), 2: datetime(2024, 7, 2, tzinfo=UTC)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answers. `location` is where a redirect leads."""

    status: int
    content_type: str
    body: bytes
    last_modified: datetime = PRINTED[1]
    location: str | None = None

    @property
    def etag(self) -> str:
        """Weak, because the same page goes out plain and compressed (RFC 9110, 8.8.1)."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Item:
    """A line in a feed, sitemap or listing. Addresses are paths."""

    path: str
    headline: str
    standfirst: str
    authors: tuple[str, ...]
    published: datetime
    modified: datetime
    language: str


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("flows.newsroom"),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["rfc822"] = format_datetime
    found.filters["person"] = lambda name: {"@type": "Person", "name": name}
    found.filters["rfc3339"] = lambda moment: moment.isoformat()
    return found


def render_site(site: Site, edition: Edition, base_url: str) -> dict[str, Answer]:
    """Return what every address of `site` answers, by path (with query, where one tells pages apart)."""
    dispatches = [found for found in load_dispatches() if found.site == site.id]
    # A site without corrections has but one edition, and all that it says of it stays as it is.
    changed = PRINTED[edition if any(found.correction for found in dispatches) else 1]
    return _Edition(site, base_url, tuple(found.in_edition(edition) for found in dispatches), changed).answers()


def render_not_found(site: Site, base_url: str) -> Answer:
    """Return what `site` answers for an address that it does not have."""
    return _Edition(site, base_url, (), PRINTED[1]).page("gone.html", status=404)


class _Edition:
    def __init__(self, site: Site, base_url: str, dispatches: tuple[Dispatch, ...], changed: datetime) -> None:
        self._site, self._base, self._dispatches, self._changed = site, base_url, dispatches, changed
        items = [*map(self._item, dispatches), *map(self._extra_item, site.extras)]
        self._items = sorted(items, key=lambda item: (item.published, item.path), reverse=True)

    def answers(self) -> dict[str, Answer]:
        found = {"/": self.page("list.html", items=self._items[:IN_A_FEED], number=1, older=None)}
        found |= {self._site.path_of(dispatch): self._article(dispatch) for dispatch in self._dispatches}
        found |= {extra.path: self._extra(extra) for extra in self._site.extras}
        found["/robots.txt"] = Answer(200, "text/plain; charset=utf-8", self._text("robots.txt"))
        found |= {path: self._feed(path) for path in self._site.feeds}
        return found | (self._listing(self._site.listing) if self._site.listing else {})

    def _article(self, dispatch: Dispatch) -> Answer:
        at = next(number for number, item in enumerate(self._items) if item.path == self._site.path_of(dispatch))
        related = [self._items[(at + step) % len(self._items)] for step in (3, 5, 8)]
        return self.page(
            "article.html",
            changed=dispatch.modified or dispatch.published,
            article=dispatch,
            path=self._site.path_of(dispatch),
            related=related,
            popular=self._items[:5],
            published=self._site.local(dispatch.published),
            modified=self._site.local(dispatch.modified or dispatch.published),
        )

    def _extra(self, extra: Extra) -> Answer:
        if extra.answers == "moved":
            target = next(found for found in self._dispatches if found.id == extra.to)
            return Answer(301, HTML, b"", location=self._site.path_of(target))
        return self.page(f"{extra.answers}.html", status=404 if extra.answers == "gone" else 200, extra=extra)

    def _listing(self, path: str) -> dict[str, Answer]:
        pages = [self._items[start : start + IN_A_LISTING] for start in range(0, len(self._items), IN_A_LISTING)]
        addresses = [path, *(f"{path}?page={number}" for number in range(2, len(pages) + 1))]
        return {
            address: self.page("list.html", changed=self._changed, items=items, number=number, older=older)
            for number, (address, items, older) in enumerate(zip(addresses, pages, [*addresses[1:], None], strict=True), 1)
        }

    def _feed(self, path: str) -> Answer:
        items = self._items if "sitemap" in path else self._items[:IN_A_FEED]
        body = self._text(path.removeprefix("/"), items=items, changed=self._changed)
        return Answer(200, XML, body, last_modified=self._changed)

    def page(self, template: str, *, status: int = 200, changed: datetime = PRINTED[1], **values: object) -> Answer:
        own = f"{self._site.design}/{template}" if template in {"article.html", "list.html"} else template
        return Answer(status, HTML, self._text(own, **values), last_modified=changed)

    def _text(self, template: str, **values: object) -> bytes:
        return _templates().get_template(template).render(site=self._site, base=self._base, **values).encode()

    def _item(self, dispatch: Dispatch) -> Item:
        return Item(
            path=self._site.path_of(dispatch),
            headline=dispatch.headline,
            standfirst=dispatch.standfirst,
            authors=dispatch.authors,
            published=self._site.local(dispatch.published),
            modified=self._site.local(dispatch.modified or dispatch.published),
            language=dispatch.language,
        )

    def _extra_item(self, extra: Extra) -> Item:
        at = self._site.local(extra.published)
        return Item(extra.path, extra.headline, extra.headline, (self._site.name,), at, at, "en")
