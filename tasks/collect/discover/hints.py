"""What is known of where sites have their ways in: `hints.yaml`, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Hints:
    """The hints; the file says what each is."""

    feed_types: frozenset[str]
    feed_links: re.Pattern[str]
    feed_hosts: frozenset[str]
    no_articles: re.Pattern[str]
    news: re.Pattern[str]
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    news_sitemaps: tuple[str, ...]
    section_feeds: tuple[str, ...]
    next_page: tuple[str, ...]
    not_in: frozenset[str]
    no_article_page: re.Pattern[str]
    domains: dict[str, str]
    borrowed: frozenset[str]
    shared: frozenset[str]


@cache
def hints() -> Hints:
    """Return the hints."""
    told: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "hints.yaml").read_text(encoding="utf-8"))
    return Hints(
        feed_types=frozenset(told["feed_types"]),
        feed_links=re.compile(told["feed_links"], re.IGNORECASE),
        feed_hosts=frozenset(told["feed_hosts"]),
        no_articles=re.compile(told["no_articles"], re.IGNORECASE),
        news=re.compile(told["news"], re.IGNORECASE),
        feeds=tuple(told["feeds"]),
        sitemaps=tuple(told["sitemaps"]),
        news_sitemaps=tuple(told["news_sitemaps"]),
        section_feeds=tuple(told["section_feeds"]),
        next_page=tuple(told["next_page"]),
        not_in=frozenset(told["not_in"]),
        no_article_page=re.compile(told["no_article_page"], re.IGNORECASE),
        domains=told["domains"],
        borrowed=frozenset(told["borrowed"]),
        shared=frozenset(told["shared"]),
    )
