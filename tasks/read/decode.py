"""The bytes of a page as text, once, in the order of the WHATWG Encoding and HTML standards."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from trafilatura.utils import detect_encoding

META_BYTES = 4096  # browsers look at 1,024; sites that put comments first need more
DETECT_BYTES = 50_000
# UTF-8 of which so much is broken is UTF-8 all the same: where nothing names the encoding, and where something says that it is.
LITTLE_DAMAGED, MOST_DAMAGED = 0.1, 0.5
_BEYOND_ASCII = bytes(range(0x80, 0x100))

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(
    rb"""(?:<meta[^>]{0,400}?charset|<\?xml[^>]{0,100}?encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)

# Python's codec for a label -> the codec that browsers use for that label (WHATWG Encoding, 4.2). What is not here is no
# encoding of the web: among Python's codecs are such as `zlib`, `idna` and `unicode_escape`, which a page must not reach.
_WEB_CODECS = {
    **{
        name: name
        for name in ("utf-8", "euc_jp", "iso2022_jp", "gb18030", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874")
    },
    **{f"cp{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"iso8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gbk", "gb2312"), "gb18030"),
    **dict.fromkeys(("shift_jis", "cp932"), "cp932"),
    **dict.fromkeys(("euc_kr", "cp949"), "cp949"),
    **dict.fromkeys(("big5", "big5hkscs"), "big5hkscs"),
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, the encoding that gave it, and what named that encoding: `bom`, `header`, `meta` or `detection`."""

    text: str
    encoding: str
    basis: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode `body`: byte order mark, then the header's charset, then the page's own, then detection.

    Two departures from the standard, since servers with a wrong default charset are common: a body that is valid UTF-8 and not
    plain ASCII is UTF-8, whatever a label says, because text in another encoding is hardly ever valid UTF-8 by chance; and one that
    is for the most part invalid is not UTF-8, though a label says so.
    """
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return Decoded(_clean(body[len(mark) :].decode(marked, "replace")), marked, "bom")
    labels = _labels(body, content_type)
    encoding, basis = labels[0] if labels else (None, "detection")
    if encoding not in {"utf-16-le", "utf-16-be"}:
        try:
            return Decoded(_clean(body.decode("utf-8")), "utf-8", basis if encoding == "utf-8" else "detection")
        except UnicodeDecodeError:
            pass
    if encoding == "utf-8" and _damaged(body) > MOST_DAMAGED:
        encoding, basis = next((label for label in labels if label[0] != "utf-8"), (None, "detection"))
    if encoding is None:
        encoding, basis = _detected(body), "detection"
    return Decoded(_clean(body.decode(encoding, "replace")), encoding, basis)


def _labels(body: bytes, content_type: str | None) -> list[tuple[str, str]]:
    """Return the encodings that the header and the page name, in the order of trust, each with its basis."""
    labels = []
    in_header = _HEADER_CHARSET.search((content_type or "")[:300])
    if in_header and (encoding := web_codec(in_header[1])):
        labels.append((encoding, "header"))
    in_page = _CHARSET.search(body[:META_BYTES])
    if in_page and (encoding := web_codec(in_page[1].decode("ascii", "replace"))):
        # a page whose charset declaration can be read as ASCII is not in UTF-16 (HTML, 13.2.3.2)
        labels.append(("utf-8" if encoding.startswith("utf-16") else encoding, "meta"))
    return labels


def web_codec(label: str) -> str | None:
    """Return the Python codec that browsers would use for `label`, or None when it names no encoding of the web."""
    try:
        name = codecs.lookup(label.removeprefix("x-")).name
    except (LookupError, UnicodeError, ValueError):
        return None
    return _WEB_CODECS.get(name)


def _detected(body: bytes) -> str:
    """Guess from a sample. Mostly valid UTF-8 is UTF-8 with damage, not another encoding."""
    if _damaged(body) <= LITTLE_DAMAGED:
        return "utf-8"
    sample = body[:DETECT_BYTES]
    guesses = (web_codec(guess) for guess in detect_encoding(sample))
    # The detector takes windows-1251 for Apple's Cyrillic, which differs in its capitals and which no page is in without saying so.
    return next((guess for guess in guesses if guess and not guess.startswith(("utf-16", "mac"))), "cp1252")


def _damaged(body: bytes) -> float:
    """Return the share of a sample's bytes beyond ASCII that are no UTF-8."""
    sample = body[:DETECT_BYTES]
    beyond_ascii = len(sample) - len(sample.translate(None, _BEYOND_ASCII))
    return sample.decode("utf-8", "replace").count("\ufffd") / beyond_ascii if beyond_ascii else 0.0


def _clean(text: str) -> str:
    """NUL ends a text for C libraries; the HTML standard reads it as nothing in a page's text."""
    return text.replace("\0", "")
