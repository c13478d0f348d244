"""A site's ways in, for a person who wants to configure it. Nothing is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from ipaddress import ip_network
from urllib.parse import urlsplit, urlunsplit

from flows.client import client_for
from flows.progress import begin
from tasks.collect.archive import Archive
from tasks.collect.discover.choices import Choice, choose
from tasks.collect.discover.search import Discovery, discover
from tasks.collect.discover.stub import INDENT, facts_of, stub_of
from tasks.collect.guard import refusal
from tasks.collect.sources import Politeness, Source
from tasks.errors import ConfigurationError
from tasks.models import Outcome
from tasks.settings import settings

# What a server does that knows only http, when it is asked over https.
NOT_OVER_TLS = frozenset({Outcome.CONNECT_FAILURE, Outcome.TLS_FAILURE, Outcome.TIMEOUT})


async def discover_site(given: str, *, allow_addresses: Sequence[str] = (), delay_s: float) -> tuple[Discovery, Source]:
    """Look for the ways in of a site; a bare host is asked over https, and, when that gets no answer, over http.

    Returns:
        What was found, and the source on whose behalf it was asked for.

    Raises:
        ConfigurationError: `given` is no address, or one of `allow_addresses` none.
    """
    sources = [_source(url, allow_addresses, delay_s) for url in starts(given)]
    advance = begin("addresses asked")
    # Everything is read and forgotten, robots.txt too; the archive is never written to.
    async with client_for(sources, Archive(settings().archive_dir), hosts_dir=None) as client:
        found = [await discover(client, sources[0], advance=advance)]
        if found[0].page.outcome in NOT_OVER_TLS:
            found += [await discover(client, source, advance=advance) for source in sources[1:]]
    reached = [pair for pair in zip(found, sources, strict=False) if pair[0].page.outcome not in NOT_OVER_TLS]
    return reached[0] if reached else (found[0], sources[0])


def source_text(
    found: Discovery, asked_as: Source, taken: Collection[str], indent: str = INDENT
) -> tuple[tuple[Choice, ...], str | None]:
    """Return what becomes of each finding, and the YAML of a source with the good ones; None when there are none."""
    choices = choose(found.findings)
    return choices, stub_of(facts_of(found, taken), choices, found.listing, asked_as, found.page.fetched_at, indent)


def starts(given: str) -> tuple[str, ...]:
    """Return the addresses that `given`, an address or a bare host, may mean, the likeliest first.

    Raises:
        ConfigurationError: it is neither.
    """
    text = given.strip()
    urls = (text,) if "://" in text else (f"https://{text.lstrip('/')}", f"http://{text.lstrip('/')}")
    if why := refusal(urls[0]):
        raise ConfigurationError(f"{why}. Give a site's address or host, such as https://www.example.org/ or example.org.")
    return tuple(urlunsplit(parts._replace(path=parts.path or "/", fragment="")) for parts in map(urlsplit, urls))


def _source(url: str, allow_addresses: Sequence[str], delay_s: float) -> Source:
    for address in allow_addresses:
        try:
            ip_network(address, strict=False)
        except ValueError as error:
            raise ConfigurationError(f"--allow-address {address!r}: {error}. Give an IP address or network.") from error
    port = urlsplit(url).port
    return Source.model_validate(
        {
            "id": "discover",
            "name": "discover",
            "homepage": url,
            "country": "US",
            "languages": ["en"],
            "affiliation": "independent",
            "ways_in": [{"kind": "feed", "url": url}],
            "politeness": Politeness(delay_s=delay_s, max_retries=1),
            "allow_addresses": list(allow_addresses),
            # The person who gave the address gave the port with it.
            "allow_ports": [port] if port else [],
        }
    )
