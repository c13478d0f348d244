"""What a body is, from its first bytes: servers call PDFs, pictures and feeds `text/html`."""

from __future__ import annotations

import re

HEAD_BYTES = 2048
MAX_BINARY_SHARE = 0.05

_MAGIC = {
    b"%PDF-": "a PDF",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"RIFF": "a WebP picture or sound",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "gzip data",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "an RTF document",
    b"ID3": "sound",
    b"OggS": "sound or video",
    b"\x00\x00\x00": "video",
    b"wOF": "a font",
}
_TAG = re.compile(
    rb"<(?:!doctype html|html|head|body|title|meta|div|p|span|a|article|script|h1|table|br|!--)[\s>/-]", re.IGNORECASE
)
_XML = re.compile(
    rb"\A\s{0,50}(?:<\?xml[^>]{0,200}>\s{0,50})?(?:<!--[^>]{0,500}-->\s{0,50})?<(rss|feed|rdf:RDF|urlset|sitemapindex|svg)[\s>]",
    re.IGNORECASE,
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")
# How a page in UTF-16 begins: with its mark, or at once with a tag.
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def not_html(body: bytes) -> str | None:
    """Return what `body` is when it is no web page, or None."""
    head = body[:HEAD_BYTES]
    if not head.startswith(_UTF_16):
        for magic, name in _MAGIC.items():
            if head.startswith(magic):
                return name
        controls = len(head) - len(head.translate(None, _CONTROLS.replace(b"\0", b"")))
        if controls > MAX_BINARY_SHARE * len(head):
            return "binary data"
    if match := _XML.match(head):
        return f"an XML document ({match[1].decode('ascii', 'replace')})"
    if head.lstrip()[:1] in b"{[" and not _TAG.search(head):
        return "JSON"
    if not head.startswith(_UTF_16) and b"\0" not in head and not _TAG.search(body[: 50 * HEAD_BYTES]):
        return "text without any tag"
    return None
