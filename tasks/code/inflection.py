"""The forms that a word takes: regular endings by rule, others from a table. Faster, surer on headlines, than a lemmatiser."""

from __future__ import annotations

import re
from functools import lru_cache

LEAST_DOUBLED = 2
_DOUBLES = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")
"""Endings before which English may double the last letter: `patrol`, `stab`. Where it does not, the form matches nothing."""

IRREGULAR = {
    "be": "is are was were been being",
    "beat": "beaten",
    "begin": "began begun beginning",
    "blow": "blew blown",
    "break": "broke broken",
    "build": "built",
    "burn": "burnt",
    "child": "children",
    "come": "came",
    "die": "dying",
    "drive": "drove driven",
    "drop": "dropped dropping",
    "fall": "fell fallen",
    "fight": "fought",
    "find": "found",
    "fire": "firing",
    "go": "went gone goes",
    "gun": "gunned gunning",
    "hit": "hitting",
    "hold": "held",
    "injure": "injuring",
    "kidnap": "kidnapped kidnapping kidnaped",
    "lay": "laid",
    "leave": "left",
    "life": "lives",
    "lose": "lost",
    "make": "made",
    "man": "men",
    "move": "moving",
    "nab": "nabbed nabbing",
    "overrun": "overran overrunning",
    "plot": "plotted plotting",
    "retake": "retook retaken retaking",
    "rip": "ripped ripping",
    "say": "said",
    "send": "sent",
    "set": "setting",
    "shoot": "shot",
    "slay": "slew slain",
    "slit": "slitting",
    "split": "splitting",
    "stab": "stabbed stabbing",
    "steal": "stole stolen",
    "step": "stepped stepping",
    "strike": "struck stricken",
    "strip": "stripped stripping",
    "swap": "swapped swapping",
    "swear": "swore sworn",
    "take": "took taken",
    "tear": "tore torn",
    "tell": "told",
    "throw": "threw thrown",
    "withdraw": "withdrew withdrawn",
    "woman": "women",
}
UNCHANGED = frozenset(
    {
        "-",
        "a",
        "an",
        "around",
        "as",
        "at",
        "between",
        "by",
        "down",
        "for",
        "from",
        "her",
        "his",
        "in",
        "into",
        "its",
        "not",
        "of",
        "off",
        "on",
        "out",
        "the",
        "their",
        "to",
        "under",
        "up",
        "with",
        "without",
    }
)


@lru_cache(maxsize=4096)
def inflections(word: str) -> frozenset[str]:
    """Return `word` in lower case with the forms it may take as verb or noun. Some are no words: they match nothing."""
    word = word.lower()
    if word in UNCHANGED:
        return frozenset({word})
    forms = {word, *IRREGULAR.get(word, "").split(), word + "s", word + "ed", word + "ing"}
    if word.endswith("e"):
        forms |= {word + "d", word[:-1] + "ing"}
    if word.endswith("y") and word[-2:-1] not in set("aeiou"):
        forms |= {word[:-1] + "ies", word[:-1] + "ied"}
    if len(word) > LEAST_DOUBLED and _DOUBLES.search(word):
        forms |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    if word.endswith(("s", "sh", "ch", "x", "z")):
        forms.add(word + "es")
    return frozenset(forms)
