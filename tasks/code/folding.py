"""Keys under which two spellings of one place name meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

LONGEST_NAME_CHARS = 80
"""No toponym is longer; what is, gets no key. Bounds the work on hostile text."""

_QUOTES = str.maketrans("", "", "'`\"^*")
_WORD = re.compile(r"[a-z0-9]+")
_ARTICLES = frozenset("al el as ash ad adh an ar at ath az ez es ed er et en".split())
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "kafar": "kafr", "kufr": "kafr", "kefr": "kafr", "kefar": "kafr"}
_LOOSE_PAIRS = (
    ("ph", "f"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("zh", "z"),
    ("dj", "j"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("q", "k"),
    ("w", "u"),
    ("y", "i"),
    ("e", "i"),
    ("o", "u"),
    ("ai", "i"),
    ("au", "u"),
    ("z", "s"),
)
_DOUBLE = re.compile(r"(.)\1+")


def fold_words(name: str) -> tuple[str, ...]:
    """Split a name into lower-case ASCII words without quotes, with common abbreviations written out."""
    if len(name) > LONGEST_NAME_CHARS:
        return ()
    text = name if name.isascii() else anyascii(unicodedata.normalize("NFC", name))
    words = _WORD.findall(text.lower().translate(_QUOTES).replace(".", ""))
    return tuple(_SHORT.get(word, word) for word in words)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return the strict key: ASCII, lower case, no quotes, hyphens or blanks. Empty for what has no letter or digit."""
    return "".join(fold_words(name))


@lru_cache(maxsize=65536)
def fold_bare(name: str) -> str:
    """Return the strict key without Arabic articles: `al-Bara` and `Bara` meet, `Deir ez-Zor` and `Deir Zor` too."""
    words = fold_words(name)
    kept = [word for word in words if word not in _ARTICLES]
    return "".join(kept or words)


@lru_cache(maxsize=65536)
def fold_loose(bare: str) -> str:
    """Return the phonetic key of a bare key: `dj` is `j`, `kh` is `h`, `ou` and `o` are `u`, `e` is `i`, letters are single."""
    key = bare
    for old, new in _LOOSE_PAIRS:
        key = key.replace(old, new)
    key = _DOUBLE.sub(r"\1", key)
    if len(key) > 3 and key.endswith("h"):
        key = key[:-1]
    return key
