"""XML from strangers: bytes in, a tree out, with nothing expanded, nothing loaded, and what is broken mended where that is plain.

Feeds are read with lxml, not with feedparser: that one takes minutes for some bodies of 10 MB (190 s for `<a>` without an end), and
expands entities.
"""

from __future__ import annotations

import codecs
import re
from html import escape
from html.entities import html5

from lxml import etree

_DECLARED = re.compile(rb"""^<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_START = re.compile(r"<(?:\?xml|!doctype|rss|feed|channel|urlset|sitemapindex|[\w.-]{1,20}:\w{1,20})\b", re.IGNORECASE)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{0,31});")
_BARE = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BEYOND_ASCII = bytes(range(0x80, 0x100))
SEARCHED_CHARS = 5_000
LITTLE_DAMAGED = 0.1
MOST_MENDED_BYTES = 5_000_000  # what is larger and broken counts up to here
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def xml_root(body: bytes) -> etree._Element | None:
    """Return the root of the XML in `body`, or None when there is none.

    Whole XML is taken as it is. Broken XML is mended: what stands before its start, ampersands and HTML's entities that nobody
    escaped, characters that XML forbids, a wrong encoding, a missing end. Entities that the body itself declares come to nothing.
    """
    start = body[:SEARCHED_CHARS].lstrip()
    if not start:
        return None
    try:
        root = etree.fromstring(body.lstrip(), _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError, LookupError):
        root = None
    if root is not None and not _declares_entities(root):
        return root
    mended = _mended(_decoded(body[:MOST_MENDED_BYTES]))
    try:
        root = etree.fromstring(mended.encode("utf-8"), _parser(recover=True)) if mended else None
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root is None or _declares_entities(root) else root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8" if recover else None,
    )


def _declares_entities(root: etree._Element) -> bool:
    dtd = root.getroottree().docinfo.internalDTD
    return dtd is not None and next(iter(dtd.iterentities()), None) is not None


def _decoded(body: bytes) -> str:
    declared = _DECLARED.search(body[:SEARCHED_CHARS].lstrip())
    named = [declared[1].decode("ascii")] if declared else []
    for encoding in [*(name for bom, name in _BOMS if body.startswith(bom)), *named, "utf-8"]:
        try:
            return body.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    # A character that somebody cut in two, we at the end among them, does not make it another encoding.
    text = body.decode("utf-8", "replace")
    beyond_ascii = len(body) - len(body.translate(None, _BEYOND_ASCII))
    return text if text.count("\ufffd") <= LITTLE_DAMAGED * beyond_ascii else body.decode("cp1252", "replace")


def _mended(text: str) -> str:
    """Return `text` from where XML starts, without a document type, and with what nobody escaped escaped."""
    start = _START.search(text[:SEARCHED_CHARS])
    if not start:
        return ""
    head, *sections = _without_doctype(_NOT_XML.sub(" ", text[start.start() :])).split("<![CDATA[")
    parts = [_escaped(head)]
    for section in sections:
        inside, end, outside = section.partition("]]>")
        parts += ["<![CDATA[", inside, end, _escaped(outside)]
    return "".join(parts)


def _without_doctype(text: str) -> str:
    text = re.sub(r"^<\?xml[^>]*>", "", text).lstrip()
    if text[:9].lower() != "<!doctype":
        return text
    bracket, close = text.find("["), text.find(">")
    end = text.find("]", bracket) if 0 <= bracket < close else -1
    return text[text.find(">", max(end, 0)) + 1 :].lstrip() if close >= 0 else ""


def _escaped(text: str) -> str:
    # An entity of HTML's becomes its character, one that the body declares nothing, any other ampersand itself.
    return _BARE.sub("&amp;", _NAMED.sub(lambda found: escape(html5.get(f"{found[1]};", "")), text)) if "&" in text else text


def name_of(node: etree._Element) -> str:
    """Return an element's local name in lower case; what is no element has none. Mended XML has prefixes that stand for nothing."""
    return node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def space_of(node: etree._Element) -> str:
    """Return an element's namespace."""
    return node.tag[1:].partition("}")[0] if isinstance(node.tag, str) and node.tag.startswith("{") else ""


def words_of(node: etree._Element) -> str:
    """Return the text within an element. References to entities stand for nothing: they could be made to stand for much."""
    parts = [node.text]
    for inner in node.iterdescendants():
        parts += [inner.text if isinstance(inner.tag, str) else None, inner.tail]
    return "".join(filter(None, parts))
