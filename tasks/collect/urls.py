"""The identity of an address. What is fetched is the address as the site gave it; the key only says whether two are one page.

The key removes what never tells pages apart: whether it is http or https, default ports, fragments (but those that choose a page,
`#!/a` and `#/a`), the case of scheme, host and percent escapes, escapes of what needs none, names and passwords, an empty query,
ids of sessions, and parameters that only count visitors (`trackers.txt`, which a source's `identity` overrules). It keeps the case
of paths, their slashes and every other parameter: sites tell pages apart by them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path
from string import ascii_letters, digits
from urllib.parse import quote, urlsplit, urlunsplit

import idna
from tld import is_tld

WEB = {"http": "https", "https": "https"}
DEFAULT_PORTS = frozenset({None, 80, 443})
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset(ascii_letters + digits + "-._~")  # RFC 3986, 2.3
_SESSION = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
_SAME_PAGES = ("www.", "m.", "amp.")


@cache
def trackers() -> tuple[str, ...]:
    """Return the names of parameters that only count visitors; one that ends in `*` is the beginning of such names."""
    lines = (Path(__file__).parent / "trackers.txt").read_text(encoding="utf-8").split()
    return tuple(line for line in lines if not line.startswith("#"))


def url_key(url: str, *, keep: Collection[str] = (), drop: Collection[str] = ()) -> str:
    """Return the identity of `url` by the rules of `tasks.models.URL_KEY_VERSION`; an address that cannot be parsed is its own.

    Args:
        url: the address, as given.
        keep: names of parameters that tell pages apart on this site, though elsewhere they count visitors; `*` may end a name.
        drop: names of parameters that do not tell pages apart on this site; what `keep` names stays.
    """
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, _host(parts.hostname or "")
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    netloc = host if port in DEFAULT_PORTS else f"{host}:{port}"
    path = _SESSION.sub("", _quoted(parts.path)) or "/"
    pairs = [pair for pair in _quoted(parts.query).split("&") if pair and not _is_left_out(pair, keep, drop)]
    chooses = _quoted(parts.fragment) if parts.fragment.startswith(("!", "/")) and parts.fragment.strip("!/") else ""
    return urlunsplit((WEB.get(parts.scheme, parts.scheme), netloc, path, "&".join(pairs), chooses))


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    bare = name.rstrip(".")
    try:
        return bare if bare.isascii() else idna.encode(bare, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return quote(bare, safe="", errors="surrogatepass").lower()


def _quoted(text: str) -> str:
    # Percent signs stay: encoding what is encoded would make another key each time.
    before, after = "", quote(text, safe="%/:@!$&'()*+,;=-._~?[]", errors="surrogatepass")
    while after != before:  # what is decoded may, with what stands before it, be an escape again
        before, after = after, _ESCAPE.sub(_decoded, after)
    return after


def _decoded(found: re.Match[str]) -> str:
    char = chr(int(found[0][1:], 16))
    return char if char in _UNRESERVED else found[0].upper()


def _is_left_out(pair: str, keep: Collection[str], drop: Collection[str]) -> bool:
    name = pair.partition("=")[0].lower()
    return not _names(keep, name) and (_names(trackers(), name) or _names(drop, name))


def _names(patterns: Collection[str], name: str) -> bool:
    return any(name.startswith(p[:-1].lower()) if p.endswith("*") else name == p.lower() for p in patterns)


def site_of(host: str) -> str:
    """Return `host` without the prefixes under which sites serve the same pages; `m.uk` and `www.com` are sites themselves."""
    site = host.lower().rstrip(".")
    for prefix in _SAME_PAGES:
        bare = site.removeprefix(prefix)
        site = site if is_public_suffix(bare) else bare
    return site


def same_site(one: str, other: str) -> bool:
    """Whether a redirect from `one` to `other` stays with the outlet: the same host, or one is a subdomain of the other.

    A public suffix (publicsuffix.org) is nobody's site: a.co.uk is not of co.uk, nor a.github.io of github.io.
    """
    try:
        a, b = (site_of(_host(urlsplit(url).hostname or "")) for url in (one, other))
    except ValueError:
        return False
    return bool(a) and (a == b or _lies_below(a, b) or _lies_below(b, a))


def _lies_below(host: str, parent: str) -> bool:
    return bool(parent) and host.endswith(f".{parent}") and not is_public_suffix(parent)


@lru_cache(maxsize=10_000)  # pages can name any number of hosts
def is_public_suffix(host: str) -> bool:
    """Whether `host` is nobody's site, but what sites lie under: com, co.uk, github.io."""
    return "." not in host or bool(is_tld(host, search_private=True))
