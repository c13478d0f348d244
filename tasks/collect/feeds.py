"""RSS, Atom and RDF: bytes in, entries out. feedparser never raises on bad input; what matters is whether there is a feed in it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from tasks.collect.guard import without_credentials

MAX_ENTRIES = 5_000
MAX_TITLE_CHARS = 500
MAX_URL_CHARS = 2_000


class NotAFeed(Exception):
    """The bytes are no feed, sitemap or listing; the message says what they look like."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An address that a way in shows, with what it says of it. Times are UTC."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None


def parse_feed(body: bytes, url: str) -> list[Entry]:
    """Return the entries of a feed, in its order.

    Raises:
        NotAFeed: there is no feed in `body`.
    """
    # A file-like object keeps feedparser from taking the bytes for an address and fetching it.
    found = feedparser.parse(body, response_headers={"content-location": url}, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise NotAFeed(f"the body is {looks_like(body)}, not a feed")
    return [entry for entry in (_entry(raw, url) for raw in found.entries[:MAX_ENTRIES]) if entry]


def _entry(raw: Any, url: str) -> Entry | None:
    link = raw.get("link") or (raw.get("id") if str(raw.get("id", "")).startswith(("http://", "https://")) else None)
    address = absolute(url, link)
    if address is None:
        return None
    # Asked for what it lacks, feedparser gives `published` in place of `updated`, and a warning.
    updated = dict.get(raw, "updated_parsed")
    return Entry(address, title(raw.get("title")), _time(raw.get("published_parsed")), _time(updated))


def _time(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def title(raw: object) -> str | None:
    """Return a title as one line of bounded length."""
    text = " ".join(str(raw).split()) if raw else ""
    return text[:MAX_TITLE_CHARS] or None


def absolute(base: str, link: object) -> str | None:
    """Return `link` as an http or https address, without a user name or password in it, or None when it is none."""
    try:
        address = without_credentials(urljoin(base, str(link).strip())) if link else ""
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) and len(address) <= MAX_URL_CHARS else None


def looks_like(body: bytes) -> str:
    """Say in a word or two what `body` is."""
    start = body[:1000].lstrip().lower()
    if not start:
        return "empty"
    if b"<html" in start or b"<!doctype html" in start:
        return "an HTML page"
    return "XML of another kind" if start.startswith(b"<") else "neither XML nor HTML"
