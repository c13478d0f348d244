"""A page as a tree, for its links: bytes in, nodes out. The text of articles is read elsewhere, with more care."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser

from tasks.collect.feeds import absolute

# What is larger counts up to here: for an element of very many attributes lexbor's time grows with their square.
MAX_BYTES = 1_000_000
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.IGNORECASE)
# Among Python's codecs are such as `zlib` and `idna`, which no server must reach.
_OF_THE_WEB = re.compile(
    r"windows-125\d|iso-8859-(?:[1-9]|1[013-6])|koi8-[ru]|gbk|gb2312|gb18030|big5|euc-(?:jp|kr)|shift_jis|utf-16(?:be|le)?",
    re.IGNORECASE,
)


def page_tree(body: bytes, content_type: str | None = None) -> LexborHTMLParser:
    """Return the tree of a page: valid UTF-8 is taken as that, else the header's charset holds, else the page's own."""
    page = body[:MAX_BYTES]
    try:
        codecs.getincrementaldecoder("utf-8")().decode(page)  # a character that was cut at the end is no error
    except UnicodeDecodeError:
        pass
    else:
        return LexborHTMLParser(page)
    told = _CHARSET.search((content_type or "")[:300])
    if told and _OF_THE_WEB.fullmatch(told[1]):
        return LexborHTMLParser(page.decode(told[1], "replace"))
    return LexborHTMLParser(page, encoding=True)


def base_of(page: LexborHTMLParser, url: str) -> str:
    """Return what addresses on a page are relative to (HTML 4.2.3)."""
    base = page.css_first("base[href]")
    return (absolute(url, base.attributes.get("href")) if base else None) or url
