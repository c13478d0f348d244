"""JSON Feed 1 and 1.1 (jsonfeed.org): bytes in, entries out."""

from __future__ import annotations

import json
from typing import Any

from tasks.collect.feeds import MAX_ENTRIES, Entry, NotAFeed, absolute, title
from tasks.collect.times import parse_time

VERSIONS = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")


def is_json(body: bytes) -> bool:
    """Whether `body` begins as a JSON object does; only reading it whole tells whether it is one."""
    return body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def parse_json_feed(body: bytes, url: str) -> list[Entry]:
    """Return the entries of a JSON Feed, in its order.

    Raises:
        NotAFeed: `body` is no JSON, or JSON of another kind.
    """
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"the body begins like JSON and is broken: {str(error)[:200]}") from error
    items = feed.get("items") if isinstance(feed, dict) and str(feed.get("version")).startswith(VERSIONS) else None
    if not isinstance(items, list):
        raise NotAFeed("the body is JSON, but no JSON Feed: it has no `version` of jsonfeed.org, or no `items`")
    return [entry for entry in (_entry(item, url) for item in items[:MAX_ENTRIES] if isinstance(item, dict)) if entry]


def _entry(item: dict[str, Any], url: str) -> Entry | None:
    texts = {name: value for name, value in item.items() if isinstance(value, str)}
    identity = texts.get("id", "")
    address = absolute(url, texts.get("url") or (identity if identity.startswith(("http://", "https://")) else None))
    if address is None:
        return None
    published, modified = parse_time(texts.get("date_published")), parse_time(texts.get("date_modified"))
    return Entry(address, title(texts.get("title")), published, modified)
