"""The readers that are compared: this project's, and others of the same task, each called as its makers recommend for articles.

Every reader gets the page's bytes and pays for its own decoding and parsing. None runs with comments. jusText is told the language
that the pack names, for its list of stop words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from lxml.html import fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document

from tasks.models import Page, ReadRules
from tasks.read.extract import read_within
from tests.bench.page_scores import Fields, split_names

TIME_LIMIT_S = 20
_BLOCKS = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "blockquote", "pre", "section", "article")
_STOP_LISTS = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "nb": "Norwegian_Bokmal", "nl": "Dutch", "no": "Norwegian_Bokmal", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish",
    "sw": "Swahili", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """A page to be read."""

    url: str
    body: bytes
    language: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader, and which fields besides the text it gives."""

    name: str
    read: Callable[[Request], Fields]
    gives: frozenset[str] = frozenset()


def dateline(request: Request) -> Fields:
    """Read with this project's reader."""
    result = read_within(Page("page", request.url, request.body), ReadRules("pack", ""), TIME_LIMIT_S)
    day = result.published_at.date().isoformat() if result.published_at else None
    return Fields(result.text, result.title, day, tuple(result.authors))


def readers() -> tuple[list[Reader], list[str]]:
    """Return the readers that can be had here, and for each that cannot, why."""
    whole = frozenset({"title", "date", "authors"})
    found = [
        Reader("dateline", dateline, whole),
        Reader("trafilatura", _trafilatura(), whole),
        Reader("trafilatura fast", _trafilatura(fast=True), whole),
        Reader("trafilatura precision", _trafilatura(favor_precision=True), whole),
    ]
    missing = []
    makers: Mapping[str, tuple[Callable[[], Callable[[Request], Fields]], frozenset[str]]] = {
        "readability-lxml": (_readability, frozenset({"title"})),
        "resiliparse": (_resiliparse, frozenset({"title"})),
        "justext": (_justext, frozenset()),
    }
    for name, (make, gives) in makers.items():
        try:
            found.append(Reader(name, make(), gives))
        except ImportError as error:
            missing.append(f"{name} is left out: {error}")
    return found, missing


def _trafilatura(**mode: Any) -> Callable[[Request], Fields]:
    def read(request: Request) -> Fields:
        found = bare_extraction(request.body, url=request.url, include_comments=False, with_metadata=True, **mode)
        if not isinstance(found, Document):
            return Fields()
        return Fields(found.text, found.title, found.date, split_names(found.author))

    return read


def _readability() -> Callable[[Request], Fields]:
    document = import_module("readability").Document

    def read(request: Request) -> Fields:
        found = document(request.body)
        return Fields(_block_text(found.summary()), found.short_title())

    return read


def _resiliparse() -> Callable[[Request], Fields]:
    text_of = import_module("resiliparse.extract.html2text").extract_plain_text
    tree_of = import_module("resiliparse.parse.html").HTMLTree
    encoding_of = import_module("resiliparse.parse.encoding").detect_encoding

    def read(request: Request) -> Fields:
        tree = tree_of.parse_from_bytes(request.body, encoding_of(request.body))
        return Fields(text_of(tree, main_content=True, list_bullets=False, alt_texts=False), tree.title)

    return read


def _justext() -> Callable[[Request], Fields]:
    justext = import_module("justext")

    @cache
    def words(language: str) -> frozenset[str]:
        name = _STOP_LISTS.get(language)
        return justext.get_stoplist(name) if name else frozenset()

    def read(request: Request) -> Fields:
        listed = words(request.language)
        unlisted: dict[str, Any] = {} if listed else {"stopwords_low": 0, "stopwords_high": 0}  # as its manual says
        paragraphs = justext.justext(request.body, listed, **unlisted)
        return Fields("\n".join(each.text for each in paragraphs if not each.is_boilerplate and not each.is_heading))

    return read


def _block_text(html: str) -> str:
    """Return the text of an extracted article with a line for each block; words at the border of two must not grow together."""
    tree = fromstring(html)
    for element in tree.iter(*_BLOCKS):
        element.tail = "\n" + (element.tail or "")
        element.text = "\n" + (element.text or "")
    return str(tree.text_content())
