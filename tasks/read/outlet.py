"""The names of the outlet, to tell it apart from titles and people, and what it adds to its titles."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from tasks.read.jsonld import Node, strings, types
from tasks.read.metas import Metas
from tasks.read.page import fold

_NAMED = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "publisher", "dc.publisher",
    "al:android:app_name", "al:ios:app_name", "twitter:app:name:iphone", "twitter:app:name:googleplay",
)  # fmt: skip
_OUTLET_TYPES = frozenset({"Organization", "NewsMediaOrganization", "WebSite", "Corporation", "Brand"})
MAX_PARTS = 12
MAX_OUTLET_WORDS = 6
MIN_OUTLET_CHARS = 5
BREAK = re.compile(r"\s{1,9}(?:[|–—·•»«›‹:~/<>-]|--|::|//)(?:\s{1,9}|$)|\s{0,9}[|｜]{1,2}\s{0,9}|：(?=[^：]{1,20}$)")
_DATE_ENDING = re.compile(r"[\d./-]{6,10}$")
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})  # as in host names
_LABELS = frozenset(
    fold(label) for label in yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text(encoding="utf-8"))["labels"]
)


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


def without_signature(title: str, outlets: frozenset[str]) -> str:
    """Return a title of the head without an ending that holds the outlet's name: `Title - The Outlet's Forum - A slogan`."""
    title = without_outlet(title, outlets)
    for part in list(BREAK.finditer(title))[:MAX_PARTS]:
        words = [fold(word) for word in BREAK.split(title[part.end() :])[0].split()[: MAX_OUTLET_WORDS + 1]]
        telling = {word for word in (*words, "".join(words)) if len(word) >= MIN_OUTLET_CHARS}
        if len(words) <= MAX_OUTLET_WORDS and telling & outlets:
            return title[: part.start()]
    return title


def without_outlet(title: str, outlets: frozenset[str]) -> str:
    """Return `title` without outlet, desk, label or date added at either end: `Title | World | The Outlet`."""
    parts = list(BREAK.finditer(title))
    while parts:
        ending = title[parts[-1].end() :]
        if not _is_added(ending, outlets) and not _DATE_ENDING.fullmatch(ending.strip()):
            break
        title = title[: parts.pop().start()]
    first = BREAK.search(title)
    if first and _is_added(title[: first.start()], outlets):
        title = title[first.end() :]
    return title.strip()


def _is_added(part: str, outlets: frozenset[str]) -> bool:
    name = fold(part)
    spelled = {name, name.removeprefix("the"), fold(part.translate(_TRANSLITERATED))}
    return name in _LABELS or bool(spelled & outlets)
