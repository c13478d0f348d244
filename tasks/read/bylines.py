"""Where a page shows its byline: which elements name authors, and which of them is the article's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

import yaml

from tasks.read.page import Tree, squeeze, text_of

BYLINE_TAGS = (
    "a", "span", "div", "p", "address", "li", "h3", "h4", "h5", "h6", "cite", "em", "strong", "b", "i", "small", "td", "dd", "font",
    "dl", "dt",
)  # fmt: skip
MAX_BYLINE_CHARS = 160
MAX_CHILDREN = 8
MAX_CANDIDATES = 60
MAX_EXAMINED = 400
MAX_PIECES = 40
MAX_ANCESTORS = 14
MAX_NAMES_CHARS = 200
MAX_HREF_CHARS = 300
SURE_TRUST = 8  # a marked byline near the headline
PROSE_CHARS = 120  # a paragraph with more than this of its own is prose
LINKED_PROSE_CHARS = 40  # a link with more text than this beside it stands in a sentence
HEADLINE_CHARS = 12
NEAR_PROSE = 2  # a standfirst and a first paragraph may come before the byline

_PERSON_PAGE = re.compile(
    r"/(?:authors?|autore?s?|autor(?:en|in|ka)|auteurs?|journalists?|journalistes?|contributors?|reporters?|by|profiles?|newsteam|meet-the-team|our-(?:team|people)|redaktion"
    r"|columnists?|avtor|yazar(?:lar)?|penulis|forfatter|skribent)/[^/?#]{2}|/@\w",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"(?:youtube|facebook|twitter|instagram|linkedin|tiktok|pinterest|threads|flickr)\.|//x\.com|mailto:", re.IGNORECASE
)
_CALLED_AUTHOR = re.compile(
    r"(?<![a-z])(?:by-?lines?|auth|authors?(?!it|iz)|auteurs?|autor(?:en)?|writers?)(?![a-z])", re.IGNORECASE
)
_LOOSELY_CALLED = re.compile(
    r"by-?line|author(?!it|iz)|username|(?<![a-z])(?:fn|creator|contributor|reporter|journalist)(?![a-z])", re.IGNORECASE
)
_MARKS = ' -–—|•·*("„“»«[/'
_IN_WORDS = {"begins": 5, "late": 5, "label": 4, "reporting": 4, "dated": 3}
_ENOUGH = 4
_AUTHOR = "author"
_EMPHASIS = frozenset({"i", "em", "b", "strong"})
MAX_SIGNATURE_CHARS = 40


@dataclass(frozen=True, slots=True)
class Byline:
    """A text that may name the authors. The higher its `trust`, the likelier it does; `sure`: one word is enough for a name."""

    text: str
    trust: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A byline, those of the elements beside it that look the same, and the texts of elements that hold it and may say more."""

    first: Byline
    beside: tuple[Byline, ...]
    around: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Patterns:
    first_words: frozenset[str]
    words: re.Pattern[str]
    others: re.Pattern[str]
    elsewhere: re.Pattern[str]


@dataclass(slots=True)
class _Walk:
    """How far a walk through the page has come, and what encloses its headline."""

    enclosing: frozenset[Tree] = frozenset()
    prose: int = 0

    def note(self, element: Tree) -> None:
        """Count a paragraph, or begin to count at a headline."""
        if len(element.text or "") > PROSE_CHARS and element.tag not in {"script", "a"}:
            self.prose += 1
        elif element.tag == "h1" and sum(map(len, pieces_of(element))) >= HEADLINE_CHARS:
            self.enclosing, self.prose = frozenset(element.iterancestors()), 0

    @property
    def is_past_the_start(self) -> bool:
        """Say whether the headline and the text's first paragraphs have gone by."""
        return bool(self.enclosing) and self.prose > NEAR_PROSE

    @property
    def worth(self) -> int:
        """Say how likely a byline stands here: most of all between the headline and the text."""
        if not self.enclosing:
            return 1 if self.prose <= NEAR_PROSE else 0
        return 3 if self.prose <= NEAR_PROSE else 0


def read_bylines(tree: Tree) -> Iterator[Shown]:
    """Yield the page's bylines, likeliest first."""
    found: list[tuple[Tree, Byline]] = []
    walk, best, examined = _Walk(), 0, 0
    for element in tree.iter("h1", *BYLINE_TAGS):
        walk.note(element)
        trust = _trust(element)
        if not trust or len(element) > MAX_CHILDREN:
            continue
        examined += 1
        if byline := _byline(element, trust, walk):
            found.append((element, byline))
            best = max(best, byline.trust)
        if len(found) >= MAX_CANDIDATES or examined >= MAX_EXAMINED or (best >= SURE_TRUST and walk.is_past_the_start):
            break
    found.sort(key=lambda each: (-each[1].trust, not each[1].sure))
    for element, byline in found:
        beside = (other for sibling, other in found if sibling is not element and _go_together(element, sibling))
        above = frozenset(element.iterancestors())
        yield Shown(byline, tuple(beside), tuple(other.text for outer, other in found if outer in above))


def _trust(element: Tree) -> int:
    """Say how sure an element's marks are that it names an author; 0: it has none."""
    get = element.get
    if (prop := get("itemprop")) and _AUTHOR in prop.lower():
        return 7
    called = max(_trust_in_names(get("class")), _trust_in_names(get("id")), _trust_in_names(get("data-testid")))
    if element.tag != "a":
        return called or _trust_in_words(element)
    if (rel := get("rel")) and _AUTHOR in rel.lower().split():
        return 7
    return 6 if _is_persons_page((get("href") or "")[:MAX_HREF_CHARS]) and not _is_in_prose(element) else called


def _is_persons_page(href: str) -> bool:
    return _PERSON_PAGE.search(href) is not None and _SOCIAL.search(href) is None


def _is_in_prose(link: Tree) -> bool:
    parent = link.getparent()
    return parent is not None and len(parent.text or "") + len(link.tail or "") > LINKED_PROSE_CHARS


@lru_cache(maxsize=4096)
def _trust_in_names(names: str | None) -> int:
    if not names:
        return 0
    names = names[:MAX_NAMES_CHARS]
    if _CALLED_AUTHOR.search(names):
        return 6
    return 5 if _LOOSELY_CALLED.search(names) else 0


def _trust_in_words(element: Tree) -> int:
    start = (element.text or "").strip()
    if not start and 0 < len(element) <= 3:
        start = (element[0].text or "").strip() or (text_of(element[0]) if element.tag == "p" else "")  # a label in bold
    if not start or len(element) > 3 or (len(start) > MAX_BYLINE_CHARS and start[0] not in "(-—"):
        return 0
    if _first_word(start) in _patterns().first_words or start[0].isdigit():
        match = _patterns().words.match(start[:MAX_BYLINE_CHARS])
        if match:
            return _IN_WORDS[match.lastgroup or ""]
    return _ENOUGH if element.tag == "p" and _is_signature(element, start) else 0


def _is_signature(paragraph: Tree, text: str) -> bool:
    """Say whether a paragraph is one short bold or slanted line below the text's last paragraph."""
    if (
        len(text) > MAX_SIGNATURE_CHARS
        or len(paragraph) != 1
        or paragraph[0].tag not in _EMPHASIS
        or text not in text_of(paragraph[0])
    ):
        return False
    before, after = paragraph.getprevious(), paragraph.getnext()
    return before is not None and len(before.text or "") > PROSE_CHARS and (after is None or len(text_of(after)) < PROSE_CHARS)


def _byline(element: Tree, trust: int, walk: _Walk) -> Byline | None:
    pieces = pieces_of(element) or [_content(element)]
    text = (" " if all(" " not in piece for piece in pieces) else " | ").join(pieces)
    if not 1 < len(text) <= 2 * MAX_BYLINE_CHARS:
        return None
    trust += walk.worth
    for number, names in enumerate(_names_above(element, walk)):
        if _patterns().others.search(names) and not (trust >= 7 and "<fig" in names):
            return None
        if number and _patterns().elsewhere.search(names):
            trust -= 4
            break
    sure = element.tag == "a" or "author" in (element.get("itemprop") or "") or " fn" in f" {element.get('class')}"
    return Byline(text, trust, sure) if trust >= _ENOUGH else None


def pieces_of(element: Tree) -> list[str]:
    """Return the texts between an element's tags, as far as a byline may have any."""
    pieces = (squeeze(piece[: 3 * MAX_BYLINE_CHARS]) for piece in islice(element.itertext(), MAX_PIECES))
    return [piece for piece in pieces if piece]


def _content(element: Tree) -> str:
    return next((meta.get("content") or "" for meta in element.iterdescendants("meta") if meta.get("itemprop") == "name"), "")


def _names_above(element: Tree, walk: _Walk) -> Iterator[str]:
    """Yield tag and names of an element and of what encloses it but not the headline."""
    for number, parent in enumerate((element, *element.iterancestors())):
        if number > MAX_ANCESTORS or parent in walk.enclosing or parent.tag == "body":
            return
        yield f"<{parent.tag} {parent.get('class') or ''} {parent.get('id') or ''} {parent.get('itemtype') or ''}"[:200]


def _go_together(element: Tree, other: Tree) -> bool:
    """Say whether two elements are alike and stand side by side, as the names of a byline do."""
    if element.tag != other.tag or element.get("class") != other.get("class"):
        return False
    parent, beside = element.getparent(), other.getparent()
    return parent is beside or (parent is not None and beside is not None and parent.getparent() is beside.getparent() is not None)


def _first_word(text: str) -> str:
    return text.lstrip(_MARKS)[:40].split(None, 1)[0].rstrip(":：").casefold() if text.strip(_MARKS) else ""


def alternatives(phrases: list[str]) -> str:
    """Return a pattern for any of `phrases`, the longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


@cache
def _patterns() -> _Patterns:
    data = yaml.safe_load((Path(__file__).parent / "authors.yaml").read_text(encoding="utf-8"))
    starts = data["reporting"] + data["labels"] + data["prefixes"] + data["dated"]
    words = (
        rf"(?P<reporting>(?:{alternatives(data['reporting'])})\s)",
        rf"(?P<label>(?:{alternatives(data['labels'])})\s{{0,3}}(?::|：|$))",
        rf"(?P<begins>(?:{alternatives(data['prefixes'])})(?:\s{{0,3}}[:：]|\s|$))",
        rf"(?P<late>(?:{alternatives(data['dated'])})\s[^.]{{4,40}}?\s(?:by|von|par|por|door|av|af|di|от)(?:\s|$))",
        r"(?P<dated>\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\s{0,2}(?:[-–—|/•·]|by|von)\s{0,2}\S)",
    )
    return _Patterns(
        first_words=frozenset(phrase.split()[0] for phrase in starts),
        words=re.compile(rf"\W{{0,4}}(?:{'|'.join(words)})", re.IGNORECASE),
        others=re.compile(data["others"], re.IGNORECASE),
        elsewhere=re.compile(data["elsewhere"], re.IGNORECASE),
    )
