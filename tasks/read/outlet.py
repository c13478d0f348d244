"""The names of the outlet, to tell it apart from titles and people."""

from __future__ import annotations

from urllib.parse import urlsplit

from tasks.read.jsonld import Node, strings, types
from tasks.read.metas import Metas
from tasks.read.page import fold

_NAMED = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "publisher", "dc.publisher",
    "al:android:app_name", "al:ios:app_name", "twitter:app:name:iphone", "twitter:app:name:googleplay",
)  # fmt: skip
_OUTLET_TYPES = frozenset({"Organization", "NewsMediaOrganization", "WebSite", "Corporation", "Brand"})


def outlet_names(url: str, metas: Metas, nodes: tuple[Node, ...], source_name: str) -> frozenset[str]:
    """Return the folded names by which the page, its address and the configuration call the outlet."""
    host = _host(url)
    labels = host.removeprefix("www.").split(".")
    names = {source_name, host, host.removeprefix("www."), *labels[:-1], ".".join(labels[-2:])}
    names.update(metas.values(*_NAMED))
    for node in nodes:
        if types(node) & _OUTLET_TYPES:
            names.update(strings(node.get("name")), strings(node.get("alternateName")))
        names.update(strings(node.get("publisher")))
    folded = {fold(name) for name in names} - _people(nodes)
    return frozenset(name for name in folded if len(name) > 1)


def _people(nodes: tuple[Node, ...]) -> set[str]:
    """Return those whom the page calls a person: some write under their own name."""
    return {fold(name) for node in nodes if "Person" in types(node) for name in strings(node.get("name")) if " " in name}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
