"""How what `dateline sources discover` found is shown: the source on standard output, all else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from flows.commands import show
from tasks.collect.discover.choices import Choice
from tasks.collect.discover.findings import Finding, FoundBy
from tasks.collect.discover.search import Discovery
from tasks.models import Outcome

COLUMNS = ("kind", "address", "found by", "outcome", "entries", "they give", "newest", "in the stub")
_UNREACHED = "Check the address, and whether this machine reaches it."
_LATER = "Try again in an hour."
# What to do about a page that could not be read.
REMEDIES = {
    Outcome.BLOCKED_ADDRESS: "If a private address is meant, allow it, with --allow-address 127.0.0.1 or whichever it is.",
    Outcome.REDIRECTED_OFFSITE: "Give the address that the site has moved to, if it is the one that you mean.",
    Outcome.DNS_FAILURE: _UNREACHED,
    Outcome.CONNECT_FAILURE: _UNREACHED,
    Outcome.TLS_FAILURE: _UNREACHED,
    Outcome.TIMEOUT: _UNREACHED,
    Outcome.ROBOTS_DISALLOWED: "Its robots.txt keeps us out. Ask the site for its leave; Dateline does not go around it.",
    Outcome.HTTP_5XX: _LATER,
    Outcome.HTTP_429: _LATER,
    Outcome.HTTP_4XX: "Open it in a browser: it may be gone, or the site blocks programs, and Dateline does not pose as a browser.",
}
_NOTHING_THERE = (
    "Look on the site for a page that lists its articles, such as a section, and give its address; or write a way in of "
    "`kind: listing` yourself, with `links:` the CSS selector of the links to its articles."
)


def tell(found: Discovery, choices: Sequence[Choice], stub: str | None, given: str) -> None:
    """Show what was asked for and what came, then the source, or what to do when there is none."""
    rows = [_row(choice) for choice in choices if not _is_miss(choice)]
    if rows:
        show.table(f"what {found.homepage} shows", COLUMNS, rows, to=sys.stderr)
    for line in (*_remarks(found, choices), *(_advice(given, found) if stub is None else ())):
        show.line(line, to=sys.stderr)
    if stub is not None:
        show.line("Paste this below `sources:`, look at the lines with `# check`, then run `dateline sources try`:", to=sys.stderr)
        sys.stderr.flush()
        sys.stdout.write(stub)


def _remarks(found: Discovery, choices: Sequence[Choice]) -> Iterator[str]:
    for choice in choices:
        if choice.why_not and not _is_miss(choice):
            yield f"left out: {choice.finding.url}: {choice.why_not}"
    misses = [choice.finding for choice in choices if _is_miss(choice)]
    for outcome in dict.fromkeys(miss.outcome for miss in misses):
        paths = " ".join(urlsplit(miss.url).path for miss in misses if miss.outcome is outcome)
        yield f"usual paths without one ({outcome}): {paths}"
    if found.asked:
        delay = f", which asks for {found.crawl_delay_s:g} s between requests" if found.crawl_delay_s else ""
        yield f"{found.asked} addresses asked for, by the rules of {found.robots}{delay}."
    if found.stopped:
        yield f"Not all was tried: {found.stopped}."


def _is_miss(choice: Choice) -> bool:
    return choice.finding.found_by is FoundBy.USUAL and choice.finding.outcome is not Outcome.OK


def _row(choice: Choice) -> tuple[object, ...]:
    found = choice.finding
    if found.kind is None:
        return (None, found.url, found.found_by, found.outcome, None, None, None, "no")
    entries = found.entries if found.own == found.entries else f"{found.entries}, {found.own} of this site"
    given = ((found.dated, "dates"), (found.titled, "titles"))
    words = [name if count == found.entries else f"some {name}" for count, name in given if count]
    newest = found.newest_at.date() if found.newest_at else None
    verdict = "no" if choice.why_not else "for backfills" if choice.backfill_only else "yes"
    parts = f"{found.parts} sitemaps" if found.parts else entries
    return (found.kind, found.url, found.found_by, found.outcome, parts, ", ".join(words), newest, verdict)


def record(found: Discovery, choices: Sequence[Choice], stub: str | None) -> dict[str, Any]:
    """Return what was found as it goes into JSON."""
    page = {name: getattr(found.page, name) for name in ("url", "final_url", "outcome", "reason", "http_status")}
    told = [field.name for field in fields(Finding) if field.name != "keys"]
    findings = [
        {
            **{name: getattr(choice.finding, name) for name in told},
            "left_out": choice.why_not,
            "backfill_only": choice.backfill_only,
        }
        for choice in choices
    ]
    asked = {"asked": found.asked, "robots": found.robots, "crawl_delay_s": found.crawl_delay_s, "stopped": found.stopped}
    return {"page": page, **asked, "findings": findings, "stub": stub}


def _advice(given: str, found: Discovery) -> Iterator[str]:
    """Say why nothing was found, and what to do."""
    page = found.page
    if page.outcome is Outcome.OK:
        yield f"Nothing was found at {given}: neither its page nor its robots.txt nor a usual path shows articles."
    else:
        yield f"Nothing was found at {given}: {page.outcome}, {(page.reason or page.outcome.meaning).removesuffix('.')}."
    yield REMEDIES.get(page.outcome, _NOTHING_THERE)
