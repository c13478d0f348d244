"""What a page's head says of it."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.read.page import Tree, squeeze

MAX_METAS = 400
MAX_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Metas:
    """The `meta` elements by lower-case name, the page's title element, canonical address and declared language."""

    by_name: dict[str, tuple[str, ...]]
    title: str
    canonical: str | None
    language: str

    def values(self, *names: str) -> tuple[str, ...]:
        """Return what the elements of these names say, in the order of the names."""
        return tuple(value for name in names for value in self.by_name.get(name, ()))

    def first(self, *names: str) -> str | None:
        """Return the first thing that an element of these names says."""
        return next(iter(self.values(*names)), None)


def read_metas(tree: Tree) -> Metas:
    """Read the head. Some pages have theirs in the body; the first 400 elements count, wherever they stand."""
    by_name: dict[str, tuple[str, ...]] = {}
    for number, element in enumerate(tree.iter("meta")):
        if number >= MAX_METAS:
            break
        content = squeeze((element.get("content") or "")[:MAX_CHARS])
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := (element.get(attribute) or "").strip().lower()):
                by_name[name] = (*by_name.get(name, ()), content)
    title = next((squeeze("".join(element.itertext())[:MAX_CHARS]) for element in tree.iter("title")), "")
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    canonical = next((href.strip() for href in links if href and href.strip()), None)
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    return Metas(by_name, title, canonical, (root.get("lang") or "").strip())
