"""Pages whose encoding is not what it is said to be, from the wire to the text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import pytest

from tasks.models import Outcome, Page, ReadRules
from tasks.read.extract import read_page
from tests.collect.conftest import Desk
from tests.collect.hostile import HostileServer, answer, saying

RUSSIAN = "В понедельник в результате обстрела окраин города погибли три человека, сообщили врачи и жители. "
ARABIC = "قتل ثلاثة أشخاص في قصف على أطراف المدينة يوم الاثنين، بحسب ما قال أطباء وسكان. "
CHINESE = "周一,城郊遭到炮击,三人死亡,医生和居民说。警方正在调查此事,目前尚无人声称对袭击负责。"
JAPANESE = "月曜日、町の郊外が砲撃を受け、3人が死亡したと医師と住民が語った。警察が調べています。"
KOREAN = "월요일 도시 외곽이 포격을 받아 세 명이 숨졌다고 의사와 주민들이 말했다. 경찰이 조사하고 있다. "
GERMAN = "Am Montag wurden bei Beschuss am Rande der Stadt drei Menschen getötet, sagten Ärzte und Anwohner. "


def page(text: str, head: str = "") -> str:
    paragraphs = f"<p>{text * 3}</p>" * 5
    return f"<!doctype html><html><head>{head}<title>{text[:40]}</title></head><body><article>{paragraphs}</article></body></html>"


def meta(charset: str) -> str:
    return f"<meta charset={charset}>"


# What the header says, the body, and a text that must come out whole.
TRAPS: dict[str, tuple[str, bytes, str]] = {
    "nothing says that it is UTF-8": ("text/html", page(RUSSIAN).encode(), RUSSIAN),
    "UTF-8 called Latin-1 by the server": ("text/html; charset=iso-8859-1", page(RUSSIAN).encode(), RUSSIAN),
    "UTF-8 called windows-1251 by the page": ("text/html", page(RUSSIAN, meta("windows-1251")).encode(), RUSSIAN),
    "UTF-8 called UTF-16 by the page": ("text/html", page(RUSSIAN, meta("utf-16")).encode(), RUSSIAN),
    "UTF-8 called utf8mb4": ("text/html; charset=utf8mb4", page(RUSSIAN).encode(), RUSSIAN),
    "UTF-8 called UTF-7": ("text/html; charset=utf-7", page(RUSSIAN).encode(), RUSSIAN),
    "UTF-8 behind its mark, called KOI8-R": ("text/html; charset=koi8-r", codecs.BOM_UTF8 + page(RUSSIAN).encode(), RUSSIAN),
    "UTF-8 behind two marks": ("text/html", codecs.BOM_UTF8 * 2 + page(RUSSIAN).encode(), RUSSIAN),
    "UTF-8 with a byte of something else": ("text/html", page(RUSSIAN).encode() + b"<!-- \xff -->", RUSSIAN),
    "UTF-8 with half a letter at its end": ("text/html; charset=utf-8", page(RUSSIAN).encode() + "я".encode()[:1], RUSSIAN),
    "windows-1251 as the server says": ("text/html; charset=windows-1251", page(RUSSIAN).encode("cp1251"), RUSSIAN),
    "windows-1251 as the page says": ("text/html", page(RUSSIAN, meta("'windows-1251'")).encode("cp1251"), RUSSIAN),
    "windows-1251 that nobody names": ("text/html", page(RUSSIAN).encode("cp1251"), RUSSIAN),
    "windows-1251, the server right and the page wrong": (
        "text/html; charset=windows-1251",
        page(RUSSIAN, meta("koi8-r")).encode("cp1251"),
        RUSSIAN,
    ),
    "windows-1251 twice in one header": (
        "text/html; charset=windows-1251; charset=utf-8",
        page(RUSSIAN).encode("cp1251"),
        RUSSIAN,
    ),
    "windows-1251, oddly written": ('text/html;CHARSET = "Windows-1251" ;x', page(RUSSIAN).encode("cp1251"), RUSSIAN),
    "KOI8-R in an XML declaration": (
        "text/html",
        b'<?xml version="1.0" encoding="koi8-r"?>' + page(RUSSIAN).encode("koi8-r"),
        RUSSIAN,
    ),
    "UTF-16 behind its mark": ("text/html", codecs.BOM_UTF16_LE + page(RUSSIAN).encode("utf-16-le"), RUSSIAN),
    "UTF-16, big end first, called UTF-8": (
        "text/html; charset=utf-8",
        codecs.BOM_UTF16_BE + page(RUSSIAN).encode("utf-16-be"),
        RUSSIAN,
    ),
    "UTF-16 without its mark": ("text/html; charset=utf-16le", page(RUSSIAN).encode("utf-16-le"), RUSSIAN),
    "Arabic in windows-1256": ("text/html; charset=windows-1256", page(ARABIC).encode("cp1256"), ARABIC),
    "Arabic in ISO 8859-6": ("text/html", page(ARABIC, meta("iso-8859-6")).encode("iso8859-6"), ARABIC),
    "Chinese in GB 18030, called GB 2312": ("text/html; charset=gb2312", page(CHINESE).encode("gb18030"), CHINESE),
    "Chinese in Big5": ("text/html", page("週一城郊遭到炮擊三人死亡" * 4, meta("big5")).encode("big5"), "週一城郊遭到炮擊三人死亡"),
    "Japanese in Shift JIS": ("text/html; charset=Shift_JIS", page(JAPANESE).encode("cp932"), JAPANESE),
    "Japanese in EUC": ("text/html", page(JAPANESE, meta("euc-jp")).encode("euc_jp"), JAPANESE),
    "Korean in EUC": ("text/html; charset=euc-kr", page(KOREAN).encode("cp949"), KOREAN),
    "German in windows-1252, called Latin-1": ("text/html; charset=iso-8859-1", page(GERMAN).encode("cp1252"), GERMAN),
    "German in windows-1252, called ASCII": ("text/html; charset=us-ascii", page(GERMAN).encode("cp1252"), GERMAN),
    "German in windows-1252, called UTF-8": ("text/html; charset=utf-8", page(GERMAN).encode("cp1252"), GERMAN),
    "windows-1251, called UTF-8 by both": ("text/html; charset=utf-8", page(RUSSIAN, meta("utf-8")).encode("cp1251"), RUSSIAN),
    "Arabic in windows-1256, the page right and the server wrong": (
        "text/html; charset=utf-8",
        page(ARABIC, meta("windows-1256")).encode("cp1256"),
        ARABIC,
    ),
    "UTF-8 with a box in windows-1252": (
        "text/html; charset=utf-8",
        page(RUSSIAN).encode() + f"<p>{GERMAN}</p>".encode("cp1252"),
        RUSSIAN,
    ),
    "German, its letters as entities of windows-1252": (
        "text/html; charset=utf-8",
        page(GERMAN.replace("Ä", "&#196;").replace(", sagten", " &#150; sagten")).encode(),
        GERMAN.replace(", sagten", " – sagten"),
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    acts = {f"/{n}": saying(answer(body, f"Content-Type: {kind}")) for n, (kind, body, _) in enumerate(TRAPS.values())}
    with HostileServer(acts) as running:
        yield running


@pytest.mark.parametrize("number", range(len(TRAPS)), ids=list(TRAPS))
def test_whatever_the_encoding_is_called_the_text_comes_out_whole(desk: Desk, server: HostileServer, number: int) -> None:
    _, _, text = list(TRAPS.values())[number]
    capture = desk.fetch_one(desk.source(), f"{server.url}/{number}")
    assert capture.archive is not None
    kept = desk.archive.read(capture.archive)
    read = read_page(
        Page("p", capture.url, kept.body, kept.content_type, kept.http_status, kept.fetched_at), ReadRules("paper", "P")
    )
    assert read.outcome is Outcome.OK
    assert text.strip() in read.text
