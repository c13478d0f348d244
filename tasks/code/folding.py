"""Keys under which two spellings of one place name meet."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

LONGEST_NAME_CHARS = 80
"""No toponym is longer; what is, gets no key. Bounds the work on hostile text."""

_SILENT = str.maketrans("", "", "'`\"^*.")
_WORD = re.compile(r"[a-z0-9]+")
_ARTICLES = frozenset({"al", "el", "as", "ash", "ad", "adh", "an", "ar", "at", "ath", "az", "ez", "es", "ed", "er", "et", "en"})
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"} | dict.fromkeys(("kafar", "kufr", "kefr", "kefar"), "kafr")
_LOOSE_LETTERS = str.maketrans({"q": "k", "w": "u", "y": "i", "e": "i", "o": "u", "z": "s"})
_LOOSE_PAIRS = (("ph", "f"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sh", "\x01"), ("ch", "\x01"))
_SHORT_VOWELS = (("ai", "i"), ("au", "u"), ("dj", "j"))
_FINAL_H = re.compile(r"(?<=...)h$")
_DOUBLE = re.compile(r"(.)\1+")


def fold_words(name: str) -> tuple[str, ...]:
    """Split a name into lower-case ASCII words without quotes, with common abbreviations written out."""
    if len(name) > LONGEST_NAME_CHARS:
        return ()
    if name.isascii() and name.isalpha():
        word = name.lower()
        return (_SHORT.get(word, word),)
    text = name if name.isascii() else anyascii(unicodedata.normalize("NFC", name))
    words = _WORD.findall(text.lower().translate(_SILENT))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return tuple([_SHORT.get(word, word) for word in words])


def fold_keys(name: str) -> tuple[str, str]:
    """Return the strict keys of a name with and without Arabic articles: `al-Bara` gives `albara` and `bara`.

    A key is ASCII, lower case, without quotes, hyphens or blanks; empty for what has no letter or digit.
    """
    words = fold_words(name)
    full = "".join(words)
    if len(words) == 1:
        return full, full
    return full, "".join(word for word in words if word not in _ARTICLES) or full


def fold_loose(bare: str) -> str:
    """Return the phonetic key of a bare key: `dj` is `j`, `kh` is `h`, `ou` and `o` are `u`, `e` is `i`, letters are single."""
    key = bare.replace("zh", "z").translate(_LOOSE_LETTERS)
    if "h" in key:
        for old, new in _LOOSE_PAIRS:
            key = key.replace(old, new)
        key = _FINAL_H.sub("", key)
    for old, new in _SHORT_VOWELS:
        key = key.replace(old, new)
    return _DOUBLE.sub(r"\1", key)
