"""From what a page says to the article that the warehouse keeps."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from tasks.models import Article, Capture, ReadResult, stable_id
from tasks.read.fields import site_of


def to_article(source_id: str, capture: Capture, read: ReadResult) -> Article:
    """Return the article of a page that was read.

    Args:
        source_id: The source that showed the page.
        capture: The fetch that brought it.
        read: What the page says; its outcome is `ok`.
    """
    url = capture.final_url or capture.url
    canonical_url = _canonical_url(url, read.canonical_url)
    return Article(
        article_id=stable_id("article", source_id, canonical_url),
        source_id=source_id,
        capture_id=capture.capture_id,
        url=url,
        canonical_url=canonical_url,
        fetched_at=capture.fetched_at,
        read=read,
        text_sha256=hashlib.sha256(" ".join(read.text.split()).encode("utf-8", "replace")).hexdigest(),
        word_count=len(read.text.split()),
    )


def _canonical_url(url: str, claim: str | None) -> str:
    """Believe the page's claim only where it lies on the same site and names no first page: templates get both wrong."""
    if claim is None:
        return url
    try:
        own, claimed = urlsplit(url), urlsplit(claim)
    except ValueError:
        return url
    names_a_page = bool(claimed.path.strip("/") or claimed.query)
    return claim if names_a_page and site_of(own.hostname) == site_of(claimed.hostname) else url
