"""The identity of an address. What is fetched is the address as the site gave it; the key only says whether two are one page.

The key removes what never tells pages apart: fragments, default ports, the case of scheme and host, an empty query, and parameters
that only count visitors. It keeps the case of paths, their slashes and every other parameter: sites tell pages apart by them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


@cache
def trackers() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the names of parameters that only count visitors, and the beginnings of such names."""
    lines = (Path(__file__).parent / "trackers.txt").read_text(encoding="utf-8").split()
    names = [line for line in lines if not line.startswith("#")]
    return frozenset(n for n in names if not n.endswith("*")), tuple(n[:-1] for n in names if n.endswith("*"))


def url_key(url: str) -> str:
    """Return the identity of `url`; an address that cannot be parsed is its own."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower() if parts.hostname else ""
    except (ValueError, UnicodeError):
        return url.strip()
    if not host:
        return url.strip()
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None or DEFAULT_PORTS.get(parts.scheme) == port else f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _counts_visitors(pair))
    # Percent signs stay: encoding what is encoded would make another key each time.
    path = quote(parts.path or "/", safe="%/:@!$&'()*+,;=-._~")
    return urlunsplit((parts.scheme, netloc, path, quote(query, safe="%/:@!$&'()*+,;=-._~?[]"), ""))


def _counts_visitors(pair: str) -> bool:
    names, beginnings = trackers()
    name = pair.partition("=")[0].lower()
    return name in names or name.startswith(beginnings)


def site_of(host: str) -> str:
    """Return `host` without the prefixes under which sites serve the same pages."""
    return host.lower().removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def same_site(one: str, other: str) -> bool:
    """Whether a redirect from `one` to `other` stays with the outlet: the same host, or one is a subdomain of the other."""
    a, b = site_of(urlsplit(one).hostname or ""), site_of(urlsplit(other).hostname or "")
    return a == b or a.endswith(f".{b}") or b.endswith(f".{a}")
