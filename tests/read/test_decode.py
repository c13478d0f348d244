"""Which encoding a body is decoded with, and what named it."""

from __future__ import annotations

import codecs

import pytest

from tasks.read.decode import decode

RUSSIAN = "<p>В понедельник в результате обстрела окраин города погибли три человека.</p>"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "basis"),
    [
        (codecs.BOM_UTF8 + RUSSIAN.encode(), "text/html; charset=koi8-r", "utf-8", "bom"),
        (codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le"), None, "utf-16-le", "bom"),
        (RUSSIAN.encode("koi8-r"), "text/html; charset=KOI8-R", "koi8-r", "header"),
        (b"<meta charset=koi8-r>" + RUSSIAN.encode("cp1251"), 'text/html; charset="windows-1251"', "cp1251", "header"),
        (
            b'<meta http-equiv=x content="text/html; charset=windows-1251">' + RUSSIAN.encode("cp1251"),
            "text/html",
            "cp1251",
            "meta",
        ),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + RUSSIAN.encode("koi8-r"), None, "koi8-r", "meta"),
        (RUSSIAN.encode(), "text/html; charset=iso-8859-1", "utf-8", "detection"),
        (RUSSIAN.encode() * 9 + b"\xff", None, "utf-8", "detection"),
        (RUSSIAN.encode("cp1251") * 9, None, "cp1251", "detection"),
    ],
    ids=["bom", "utf-16", "header", "header-over-meta", "meta", "xml", "utf-8-despite-header", "damaged-utf-8", "detected"],
)
def test_the_encoding_is_found_in_the_order_of_the_standard(
    body: bytes, content_type: str | None, encoding: str, basis: str
) -> None:
    decoded = decode(body, content_type)
    assert (decoded.encoding, decoded.basis) == (encoding, basis)
    assert "обстрела" in decoded.text


@pytest.mark.parametrize("label", ["zlib", "idna", "unicode_escape", "rot13", "utf-7", "punycode", "base64", "no-such-thing", "\0"])
def test_a_codec_that_is_no_encoding_of_the_web_is_never_used(label: str) -> None:
    decoded = decode(f"<p>plain {chr(0xE9)}</p>".encode("latin-1"), f"text/html; charset={label}")
    assert decoded.text == "<p>plain é</p>"


def test_latin_1_is_read_as_browsers_read_it() -> None:
    assert decode(b"<p>\x93quoted\x94</p>", "text/html; charset=latin1").text == "<p>“quoted”</p>"
