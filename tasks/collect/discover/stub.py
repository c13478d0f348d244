"""What was found, as a source for sources.yaml: text that can be pasted below `sources:` as it is.

Every value that a site gave goes through the YAML writer, so that a name with a colon, a hash or a line break stays a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import idna
import yaml
from anyascii import anyascii

from tasks.collect.discover.choices import Choice
from tasks.collect.discover.countries import Guess, country_of, zone_of
from tasks.collect.discover.front_page import domain_of
from tasks.collect.discover.search import Discovery
from tasks.collect.guard import WEB_PORTS
from tasks.collect.sources import Source, WayIn
from tasks.collect.urls import site_of
from tasks.models import WayInKind

INDENT = "  "
EVERY = "30m"
STALE = timedelta(days=60)
AFFILIATION = Guess("independent", "independent, state, party, monitor or wire")
LANGUAGE = Guess("en", "the page does not say in which language it is")
MAX_ID_CHARS = 40


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a source says of a site, each value with a reason to look at it where it is a guess."""

    source_id: str
    name: Guess
    homepage: str
    country: Guess
    language: Guess
    time_zone: Guess


def facts_of(discovery: Discovery, taken: Collection[str] = ()) -> SiteFacts:
    """Return what a discovery tells of its site. The id differs from those that are taken."""
    host = urlsplit(discovery.homepage).hostname or ""
    front = discovery.front
    country = country_of(host, front.language_tag)
    language = (front.language_tag or "").partition("-")[0].lower()
    source_id = id_of(discovery.homepage)
    ids = (f"{source_id}-{number}" if number > 1 else source_id for number in range(1, len(taken) + 2))
    return SiteFacts(
        source_id=next(name for name in ids if name not in taken),
        name=Guess(
            front.name or host, None if front.name_is_given else "told by the page's title" if front.name else "the page tells none"
        ),
        homepage=discovery.homepage,
        country=country,
        language=Guess(language) if language else LANGUAGE,
        time_zone=zone_of(country),
    )


def id_of(url: str) -> str:
    """Return an id for the source at `url`: its host without what hosts share, `news-un` for news.un.org."""
    host = site_of(urlsplit(url).hostname or "")
    domain = domain_of(url)
    named = host[: host.rfind(domain) + len(domain)] if domain else host
    with suppress(idna.IDNAError):
        named = idna.decode(named) if "xn--" in named else named
    return re.sub(r"[^a-z0-9]+", "-", anyascii(named).lower())[:MAX_ID_CHARS].strip("-") or "source"


def indent_of(catalogue: str) -> str:
    """Return how far the sources of a sources.yaml are indented."""
    found = re.search(r"^sources:.*\n(?:[ \t]*(?:#.*)?\n)*( *)- ", catalogue, re.MULTILINE)
    return found[1] if found else INDENT


def stub_of(
    facts: SiteFacts, choices: Sequence[Choice], listing: WayIn | None, source: Source, now: datetime, indent: str
) -> str | None:
    """Return the YAML of a source with the ways in that were chosen, or None when there are none.

    Args:
        facts: what is known of the site.
        choices: the findings, the best first; those with a reason against them are left out.
        listing: the proposal behind a finding that is a listing.
        source: with which addresses and ports the site was asked.
        now: the present, against which a newest entry is old.
        indent: what stands before each line.
    """
    chosen = [choice for choice in choices if choice.why_not is None]
    if not chosen:
        return None
    lines = [
        ("id", _scalar(facts.source_id), None),
        ("name", _scalar(facts.name.value), facts.name.check),
        ("homepage", _scalar(facts.homepage), None),
        ("country", _scalar(facts.country.value), facts.country.check),
        ("languages", f"[{_scalar(facts.language.value, in_list=True)}]", facts.language.check),
        ("affiliation", AFFILIATION.value, AFFILIATION.check),
        ("time_zone", facts.time_zone.value, facts.time_zone.check),
        ("every", EVERY, None),
    ]
    body = [_line(key, value, check) for key, value, check in lines]
    body += ["ways_in:", *(line for choice in chosen for line in _way_in(choice, listing, now))]
    body += _reach(source)
    return "".join(f"{indent}{'  ' if number else '- '}{line}\n" for number, line in enumerate(body))


def _way_in(choice: Choice, listing: WayIn | None, now: datetime) -> Iterator[str]:
    found = choice.finding
    yield f"  - kind: {found.kind}{_figures(choice, now)}"
    yield f"    url: {_scalar(found.url)}"
    if found.kind == WayInKind.LISTING and listing is not None:
        told = listing.model_dump(exclude_defaults=True, exclude={"kind", "url"})
        yield from (f"    {key}: {_scalar(value) if isinstance(value, str) else value}" for key, value in told.items())
    if choice.backfill_only:
        yield "    backfill_only: true"


def _figures(choice: Choice, now: datetime) -> str:
    found = choice.finding
    if found.newest_at and now - found.newest_at > STALE:
        return f"  # check: its newest entry is of {found.newest_at.astimezone(UTC):%Y-%m-%d}"
    if found.kind == WayInKind.SITEMAP and not choice.backfill_only:
        return "  # check: nothing else was found, and this may be large"
    if found.parts:
        return f"  # {found.parts} {'sitemap' if found.parts == 1 else 'sitemaps'}"
    return f"  # {found.own} {'entry' if found.own == 1 else 'entries'}"


def _reach(source: Source) -> list[str]:
    if source.allow_addresses:  # in which all ports are open
        return [f"allow_addresses: [{', '.join(_scalar(address, in_list=True) for address in source.allow_addresses)}]"]
    ports = sorted(set(source.allow_ports) - WEB_PORTS)
    return [f"allow_ports: {ports}"] if ports else []


def _line(key: str, value: str, check: str | None) -> str:
    return f"{key}: {value}  # check: {check}" if check else f"{key}: {value}"


def _scalar(value: str, *, in_list: bool = False) -> str:
    """Return `value` as YAML that is read as that string again, on one line, escaped where it cannot be printed."""
    quoted = None if value.isprintable() else '"'
    written = yaml.safe_dump(
        [value] if in_list else value, default_flow_style=True, default_style=quoted, allow_unicode=quoted is None, width=10**9
    )
    return written.strip()[1:-1] if in_list else written.removesuffix("...\n").strip()
