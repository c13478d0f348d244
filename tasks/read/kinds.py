"""What kind of page it is: by structure and by what it says of itself for machines, and by phrases only where these agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from lxml import etree

from tasks.models import Outcome
from tasks.read.jsonld import ARTICLE_TYPES, LIST_TYPES, Node, types
from tasks.read.metas import Metas
from tasks.read.page import Tree, first_texts, raw_text, squeeze

BARRIER_CHARS = 1500  # challenge and consent pages say less than this outside their scripts
TEASER_WORDS = 150
PLENTY_OF_WORDS = 600  # a page with so many in paragraphs is neither a wall nor a teaser
SHORT_WORDS = 60
ARTICLE_WORDS = 15  # a news flash has one sentence
LIST_LINKS = 12
HEADLINE_WORDS = 4
PROSE_WORDS = 25
MAX_MARKED = 4000
MIN_PICTURES = 6
WORDS_A_PICTURE = 20
GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery"})
PAYMENT_REQUIRED = 402
FIRST_ERROR = 400
FIRST_SERVER_ERROR = 500
# Those that the walls named in kinds.yaml answer with. Not 429 and 503: busy servers too send them with a short page.
_WALL_STATUSES = frozenset({202, 401, 403, 405, 406})
TOO_MANY_REQUESTS = 429

_ARTICLE_PATH = re.compile(r"[^/]{1,200}(?:-[^/-]{1,100}){3}|\d{5}")  # a slug of four words, or a number
_VISIBLE_TEXTS = etree.XPath("descendant::text()[not(parent::script or parent::style or parent::noscript or parent::template)]")
_WIDE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")

Verdict = tuple[Outcome, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a page is made of, measured before anything is taken out of it."""

    headline_links: int
    prose_words: int
    pictures: int
    headings: tuple[str, ...]
    marks: str


@dataclass(frozen=True, slots=True)
class _Signs:
    challenge: re.Pattern[str]
    consent: re.Pattern[str]
    paywall: re.Pattern[str]
    challenge_titles: re.Pattern[str]
    consent_titles: re.Pattern[str]
    gone_titles: re.Pattern[str]


def shape_of(tree: Tree) -> Shape:
    """Measure a page."""
    prose_words = sum(_prose_words(paragraph) for paragraph in tree.iter("p"))
    return Shape(
        headline_links=sum(len(raw_text(link).split()) >= HEADLINE_WORDS for link in tree.iter("a")),
        prose_words=prose_words,
        pictures=sum(1 for _ in tree.iter("figure")),
        headings=tuple(first_texts(tree, "h1", limit=3)),
        marks=_marks(tree) if prose_words <= PLENTY_OF_WORDS else "",
    )


def _marks(tree: Tree) -> str:
    """Return the addresses and names by which walls, prompts and barriers give themselves away."""
    elements = islice(tree.iter("script", "iframe", "form", "div", "section", "body", "input", "link"), MAX_MARKED)
    found = (element.get(name) for element in elements for name in ("src", "action", "id", "class"))
    return " ".join(mark[:300] for mark in found if mark).lower()


def refused(status: int | None, tree: Tree) -> Verdict | None:
    """Say what the status makes of a page that came with a refusal or an error: a short one with some of these is a bot wall's."""
    if status in _WALL_STATUSES and visible_chars(tree) <= BARRIER_CHARS:
        return Outcome.CHALLENGE, f"the page is short and came with status {status}"
    if status in {404, 410}:
        return Outcome.SOFT_404, f"the page came with status {status}"
    if status == PAYMENT_REQUIRED:
        return Outcome.PAYWALL_TEASER, f"the page came with status {status}"
    if status == TOO_MANY_REQUESTS:
        return Outcome.HTTP_429, f"the page came with status {status}"
    if status is not None and status >= FIRST_ERROR:
        return (Outcome.HTTP_5XX if status >= FIRST_SERVER_ERROR else Outcome.HTTP_4XX), f"the page came with status {status}"
    return None


def barrier(tree: Tree, shape: Shape, metas: Metas, url: str) -> Verdict | None:
    """Say whether a bot wall or a consent prompt stands in place of the page."""
    if shape.prose_words > TEASER_WORDS or (chars := visible_chars(tree)) > BARRIER_CHARS:
        return None
    signs, title = _signs(), _title(shape, metas)
    if mark := signs.challenge.search(shape.marks):
        if signs.challenge_titles.search(title) or chars < BARRIER_CHARS // 3:
            return Outcome.CHALLENGE, f"the page is short and loads {mark.group()}"
    elif signs.challenge_titles.search(title) and not shape.headline_links:
        return Outcome.CHALLENGE, f"the page is short and its title is {title[:60]!r}"
    mark = signs.consent.search(f"{shape.marks} {url.lower()[:300]}")
    if mark and signs.consent_titles.search(title):
        return Outcome.CONSENT_PAGE, f"the page is short, names {mark.group()}, and its title is {title[:60]!r}"
    return None


def kind_of(shape: Shape, metas: Metas, nodes: tuple[Node, ...], node: Node, text: str, url: str) -> Verdict | None:
    """Say why a page with this text is no article, or None when it is one."""
    words, title = _words(text), _title(shape, metas)
    if words < SHORT_WORDS and _signs().gone_titles.search(title):
        return Outcome.SOFT_404, f"the title is {title[:60]!r} and the text has {words} words"
    if reason := _list_sign(shape, metas, nodes, node, words, url):
        return Outcome.LIST_PAGE, reason
    if words < TEASER_WORDS and (verdict := _media_sign(shape, metas, nodes, node, words)):
        return verdict
    if words < TEASER_WORDS and (reason := _paywall_sign(shape, node, text)):
        return Outcome.PAYWALL_TEASER, reason
    if words < ARTICLE_WORDS:
        return Outcome.NO_TEXT, f"the text has {words} words"
    return None


def _list_sign(shape: Shape, metas: Metas, nodes: tuple[Node, ...], node: Node, words: int, url: str) -> str | None:
    links = shape.headline_links
    if node or links < LIST_LINKS or (metas.first("og:type") or "").lower() == "article":
        return None
    declared = {name for other in nodes for name in types(other)}
    if declared & LIST_TYPES and not declared & ARTICLE_TYPES and shape.prose_words < 2 * TEASER_WORDS:
        return f"JSON-LD calls it {min(declared & LIST_TYPES)} and it has {links} links to articles"
    if _path(url) == "" and links * PROSE_WORDS > shape.prose_words:
        return f"it is the site's first page and has {links} links to articles"
    if not _ARTICLE_PATH.search(_path(url)) and links * PROSE_WORDS > 2 * max(shape.prose_words, words):
        return f"it has {links} links to articles and {shape.prose_words} words in paragraphs"
    return None


def _media_sign(shape: Shape, metas: Metas, nodes: tuple[Node, ...], node: Node, words: int) -> Verdict | None:
    """Say whether pictures or a video are what the page is for, by what it declares itself to be."""
    declared = {name for other in nodes for name in types(other)}
    kind = (metas.first("og:type") or "").lower()
    if not node and (kind.startswith("video") or ("VideoObject" in declared and not declared & ARTICLE_TYPES)):
        return Outcome.VIDEO_PAGE, f"it declares a video and no article, and its text has {words} words"
    if declared & GALLERY_TYPES or (not node and shape.pictures >= MIN_PICTURES and words < WORDS_A_PICTURE * shape.pictures):
        return Outcome.GALLERY, f"it shows {shape.pictures} pictures and its text has {words} words"
    return None


def _paywall_sign(shape: Shape, node: Node, text: str) -> str | None:
    if str(node.get("isAccessibleForFree", "")).lower() == "false":
        return "JSON-LD says that the article is not free, and its text is short"
    mark = _signs().paywall.search(shape.marks)
    if mark and (text.rstrip().endswith(("…", "...")) or _words(text) < SHORT_WORDS):
        return f"an element is named {mark.group()}, and the text is short"
    return None


def _title(shape: Shape, metas: Metas) -> str:
    return " | ".join(filter(None, (metas.title[:200], *(heading[:200] for heading in shape.headings)))).lower()


def _words(text: str) -> int:
    """Count words; in scripts without spaces between them, two characters count as one."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return len(text.split()) + wide // 2


def _prose_words(paragraph: Tree) -> int:
    """Count the words of a paragraph outside its links, if it is more than a line."""
    words = _words(raw_text(paragraph)) - sum(len(raw_text(link).split()) for link in paragraph.iterdescendants("a"))
    return words if words >= HEADLINE_WORDS * 2 else 0


def visible_chars(tree: Tree) -> int:
    """Count the characters that a reader of the page could see."""
    return sum(len(squeeze(text)) for body in tree.iter("body") for text in _VISIBLE_TEXTS(body))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.strip("/")
    except ValueError:
        return url


@cache
def _signs() -> _Signs:
    data = yaml.safe_load((Path(__file__).parent / "kinds.yaml").read_text(encoding="utf-8"))
    marks = (re.compile("|".join(map(re.escape, data[key]))) for key in ("challenge_marks", "consent_marks", "paywall_marks"))
    titles = (re.compile(data[key], re.IGNORECASE) for key in ("challenge_titles", "consent_titles", "gone_titles"))
    return _Signs(*marks, *titles)
