"""Where a site is published and what time it is there, as far as its address and language tell. Tables: the tz database's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import idna

from tasks.collect.discover.hints import hints

NOWHERE = "US"
_MAIN = ("most of", "mainland")


@dataclass(frozen=True, slots=True)
class Guess:
    """A value for sources.yaml and, where it is not sure, why a person should look at it."""

    value: str
    check: str | None = None


def country_of(host: str, language_tag: str | None) -> Guess:
    """Return the country (ISO 3166-1 alpha-2) of a host; its own domain counts more than the region of its language (`en-IE`)."""
    domain = _shown(host.rstrip(".").rpartition(".")[2])
    code = hints().domains.get(domain, domain.upper())
    if code in _zones() and domain not in hints().borrowed:
        return Guess(code, f"others, too, use .{domain}" if domain in hints().shared else None)
    region = next((part.upper() for part in (language_tag or "").split("-")[1:] if len(part) == 2), "")
    if region in _zones():
        return Guess(region, f"told by the page's language, {language_tag}")
    return Guess(NOWHERE, "nothing tells where it is published")


def zone_of(country: Guess) -> Guess:
    """Return the IANA time zone of a country; UTC where it has several and none is that of most of it."""
    zones = _zones().get(country.value, ())
    likely = [zone for zone, comment in zones if len(zones) == 1 or any(word in comment for word in _MAIN)]
    zone = likely[0] if len(likely) == 1 else "UTC"
    if country.check:
        return Guess(zone, "it goes with the country")
    others = "has other time zones, too" if len(likely) == 1 else "has several time zones"
    return Guess(zone, None if len(zones) == 1 else f"{country.value} {others}")


@cache
def _zones() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the time zones of each country, with what the table remarks of them."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone, *comment = line.split("\t")
            found[country] = (*found.get(country, ()), (zone, comment[0] if comment else ""))
    return found


def _shown(label: str) -> str:
    try:
        return idna.decode(label) if label.startswith("xn--") else label.lower()
    except idna.IDNAError:
        return label
