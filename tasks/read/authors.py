"""The people who wrote an article: neither desks, nor agencies, nor the outlet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tasks.read.bylines import SURE_TRUST, alternatives, read_bylines
from tasks.read.credits import agency_named
from tasks.read.jsonld import Node, strings, types
from tasks.read.metas import Metas
from tasks.read.page import Tree, fold, squeeze

AUTHOR_METAS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.creator.name", "byl",
    "cxenseparse:author", "citation_author", "article:author_name", "og:article:author", "article.author", "authors", "bt:author",
)  # fmt: skip
MAX_AUTHORS = 20
MAX_NAME_CHARS = 60
MAX_NAME_WORDS = 6
MAX_LINE_CHARS = 300
MAX_SCRIPT_CHARS = 50_000
ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "WebSite", "GovernmentOrganization", "NGO"})

# Small words join names in lower case only: Con, Dan, E and I are names and initials.
_SEPARATOR = re.compile(
    r"\s*(?:[,;|/•·&+»、，；،]|\s[-–—]\s|\b(?:and|And|AND|und|Und|UND|with|With|WITH|mit|avec|con)\b"
    r"|\s(?:et|y|e|og|och|en|oraz|ve|i|ja|и|і|та|й|dan|και)\s(?=\S{2,40}\s\S))\s*"
)
_ADDRESS = re.compile(r"\S{1,80}@\S{1,80}|https?://\S{1,300}|@\w{1,40}|\([^)]{0,80}\)|\[[^\]]{0,80}\]")
_DAY_FIRST = re.compile(r"^[^\d]{0,30}\d[^.]{3,40}?\s(?:by|von|par|por|door|av|af|di|от)\s", re.IGNORECASE)
_SORTED_NAME = re.compile(r"([^\W\d_][\w'’-]{1,30}), ([^\W\d_][\w'’-]{1,30}(?: \w\.?)?)$")
_INITIALS = re.compile(r"(?<=\S)\s(?:\w\.?\s)+")
_DOMAIN = re.compile(r"\.[a-z]{2,6}\b")
_ODD = re.compile(r"[\d:=?!\"“”„<>#%…]")
_NAME = re.compile(r"[^\W\d_]")
_LAYER = re.compile(r"""[Aa]uthors?(?:[_-]?names?)?["']?\s{0,3}[:=]\s{0,3}\[?["']([^"'<>{}\\]{4,80})["']""", re.IGNORECASE)
_REPORTING = re.compile(r"\(?(?:reporting|reported|writing)(?: and \w{1,9})? by ", re.IGNORECASE)
_WRITTEN_BY = re.compile(r"written|verfasst|geschrieben|écrit|escrito|scritto|geschreven|skre?vet|auth?or|автор", re.IGNORECASE)
_EDITING = re.compile(r"[;.,(|]\s{0,2}(?:additional \w{1,12}|editing|edited|compiled|graphics?|photos?) by\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    not_people: frozenset[str]
    desks: frozenset[str]
    outlets: frozenset[str]
    particles: frozenset[str]
    prefix: re.Pattern[str]
    role: re.Pattern[str]
    rest: re.Pattern[str]
    small: re.Pattern[str]


def read_authors(tree: Tree, metas: Metas, node: Node, nodes: tuple[Node, ...], outlets: frozenset[str]) -> tuple[str, ...]:
    """Return the names of the people who wrote the article, in the page's order, from the first place that names any.

    Args:
        tree: The page.
        metas: Its head.
        node: Its article in JSON-LD.
        nodes: All of its JSON-LD, for authors that the article names by their `@id`.
        outlets: Folded names of the outlet.
    """
    for place in (_from_node(node, nodes), metas.values(*AUTHOR_METAS)):
        if names := _named(place, outlets):
            return names
    return _shown(tree, outlets) or _named(_labelled(metas), outlets) or _named(_from_scripts(tree), outlets)


def people(text: str, outlets: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the names of people in a byline such as `By Ann Lee, Staff Writer, and Bo Li (Reuters)`."""
    words = _words()
    line = squeeze(text)[:MAX_LINE_CHARS]
    line = _EDITING.sub("", line.strip("()") if _REPORTING.match(line) else line)
    line = _DAY_FIRST.sub("", _ADDRESS.sub(" ", line))
    line = words.prefix.sub("", line)
    if sorted_name := _SORTED_NAME.match(line):
        swapped = f"{sorted_name[2]} {sorted_name[1]}"
        line = swapped if all(_is_person(part, words) for part in sorted_name.groups()) else line
    for part in _SEPARATOR.split(line):
        name, *role = words.role.split(words.prefix.sub("", part).strip(" .:–—-*\"'“”"), maxsplit=1)
        name = words.rest.split(name)[0]
        name = (name if name.isupper() else words.small.split(name)[0]).strip(" .:,–—-*")
        if not (role and _begins_with_agency(name)) and _is_person(name, words) and fold(name) not in outlets:
            yield _cased(name, words)


def _named(texts: Iterable[str], outlets: frozenset[str]) -> tuple[str, ...]:
    """Return the people in `texts`, each once: with initials and without, in capitals and not, is one name."""
    names: dict[str, str] = {}
    for text in texts:
        found = list(people(text, outlets)) if not _names_a_site(text) else []
        full = [name for name in found if _is_full(name)]
        for name in full or found:  # a single word among full names is a place or a label
            key = fold(_INITIALS.sub(" ", name))
            names[key] = max(names.get(key, ""), name, key=len)
    return tuple(names.values())[:MAX_AUTHORS]


def _shown(tree: Tree, outlets: frozenset[str]) -> tuple[str, ...]:
    """Return the people in the likeliest byline that names any.

    Nobody, where a byline in the best place names the outlet or a desk: names further away are other articles'.
    """
    names_none = False
    for shown in read_bylines(tree):
        first = shown.first
        if names_none and first.trust < SURE_TRUST and not _REPORTING.match(first.text):
            continue
        if first.sure or any(_is_full(name) for name in people(first.text, outlets)):
            names = _named((first.text, *(other.text for other in shown.beside)), outlets)
            if names:
                return _with_joined(names, shown.around, outlets)
        names_none = names_none or (first.trust >= SURE_TRUST and _names_no_person(first.text, outlets))
    return ()


def _with_joined(names: tuple[str, ...], around: tuple[str, ...], outlets: frozenset[str]) -> tuple[str, ...]:
    """Add the names that a text around the first ones joins to them: some pages link only one of two authors."""
    for text in around:
        for name in people(text, outlets):
            joined = rf"{re.escape(names[-1])}[\s|]{{0,3}}(?:,|and|&|und|et|y|e|og|och)[\s|]{{1,3}}{re.escape(name)}"
            if _is_full(name) and name not in names and re.search(joined, text):
                names = (*names, name)
    return names


def _names_no_person(text: str, outlets: frozenset[str]) -> bool:
    """Say whether a byline names the outlet, an agency or a desk."""
    words = _words()
    name = words.prefix.sub("", squeeze(text.replace("|", " ")))
    parts = re.split(r"[\W_]+", name.casefold())
    return fold(name) in outlets or agency_named(name) is not None or not words.desks.isdisjoint(parts)


def _is_full(name: str) -> bool:
    return " " in name or not name.isascii()


def _names_a_site(text: str) -> bool:
    return "www." in text or "://" in text


def _is_person(name: str, words: _Words) -> bool:
    parts = [part.strip(".,") for part in name.casefold().split()]
    return (
        _NAME.search(name) is not None
        and 1 < len(name) <= MAX_NAME_CHARS
        and len(parts) <= MAX_NAME_WORDS
        and not _ODD.search(name)
        and not ("_" in name and name.islower())
        and not words.not_people.intersection(parts)
        and _is_spelled_as_names_are(name.split(), words)
        and fold(name) not in words.outlets
        and not agency_named(name)
        and not _DOMAIN.search(name)
    )


def _begins_with_agency(name: str) -> bool:
    """Say whether a name is what is left of a title such as `AP Auto Writer`."""
    first, _, rest = name.partition(" ")
    return bool(rest) and (first.isupper() or first == "Ap") and agency_named(first.upper()) is not None


def _is_spelled_as_names_are(parts: list[str], words: _Words) -> bool:
    """Say whether all parts but particles have capitals, where the script has them; a single word may be a pen name."""
    return len(parts) == 1 or not any(part[0].islower() and part.casefold() not in words.particles for part in parts)


def _cased(name: str, words: _Words) -> str:
    """Write a name of two words or more that is in capitals as names are written."""
    if not name.isupper() or " " not in name:
        return name
    return " ".join(_cased_word(part, number, words) for number, part in enumerate(name.split()))


def _cased_word(part: str, number: int, words: _Words) -> str:
    if "." in part or len(part) == 1 or part in {"II", "III", "IV", "JR"}:
        return part
    if number and part.lower() in words.particles:
        return part.lower()
    cased = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), part)
    return re.sub(r"\bMc([a-z])(?=[a-z]{2})", lambda match: f"Mc{match[1].upper()}", cased)


def _from_node(node: Node, nodes: tuple[Node, ...]) -> Iterator[str]:
    """Yield what the article's JSON-LD names as its authors, where these are not said to be organisations."""
    by_id = {other.get("@id"): other for other in nodes if isinstance(other.get("@id"), str) and other.get("name")}
    value = node.get("author") or node.get("creator")
    for item in (value if isinstance(value, list) else [value])[:MAX_AUTHORS]:
        author = item
        if isinstance(item, dict) and not item.get("name") and isinstance(item.get("@id"), str):
            author = by_id.get(item["@id"], item)
        if not (isinstance(author, dict) and types(author) & ORGANISATIONS):
            yield from _texts(author)


def _texts(author: object) -> tuple[str, ...]:
    if isinstance(author, dict) and isinstance(author.get("name"), list):
        return strings(author["name"])
    return strings(author)


def _labelled(metas: Metas) -> tuple[str, ...]:
    """Return what the head tells a social network's card under a label such as `Written by`."""
    label = metas.first("twitter:label1") or ""
    return metas.values("twitter:data1") if _WRITTEN_BY.match(label) else ()


def _from_scripts(tree: Tree) -> tuple[str, ...]:
    """Return the one author whom the page's data for its statistics names. Where they name several, these are other articles'."""
    found: set[str] = set()
    for script in tree.iter("script"):
        text = (script.text or "")[:MAX_SCRIPT_CHARS]
        if ("author" in text or "Author" in text) and "ld+json" not in (script.get("type") or ""):
            found.update(_LAYER.findall(text))
    return tuple(found) if len(found) == 1 else ()


@cache
def _words() -> _Words:
    data = yaml.safe_load((Path(__file__).parent / "authors.yaml").read_text(encoding="utf-8"))
    prefix = re.compile(rf"^\W{{0,5}}(?:{alternatives(data['prefixes'])})(?:\s{{0,3}}[:：]|\s|$)\s{{0,3}}", re.IGNORECASE)
    return _Words(
        not_people=frozenset(data["not_people"]) | frozenset(data["desks"]),
        desks=frozenset(data["desks"]),
        outlets=frozenset(data["outlets"]),
        particles=frozenset(data["particles"]),
        prefix=prefix,
        role=re.compile(rf"\b{data['roles']}", re.IGNORECASE),
        small=re.compile(rf"(?:^|\s){data['small']}"),
        rest=re.compile(rf"(?:^|\s){data['rest']}", re.IGNORECASE),
    )
