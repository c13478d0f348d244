"""The forms that a word takes: regular endings by rule, others from a table. Faster, surer on headlines, than a lemmatiser."""

from __future__ import annotations

from functools import lru_cache

IRREGULAR = {
    "be": "is are was were been being", "beat": "beaten", "behead": "", "blow": "blew blown", "break": "broke broken",
    "build": "built", "burn": "burnt", "come": "came", "die": "dying", "drive": "drove driven", "fall": "fell fallen",
    "fight": "fought", "find": "found", "fire": "firing", "gain": "", "go": "went gone goes", "hit": "hitting", "hold": "held",
    "injure": "injuring", "lay": "laid", "leave": "left", "lose": "lost", "make": "made", "move": "moving", "overrun": "overran overrunning",
    "retake": "retook retaken retaking", "rip": "ripped ripping", "set": "setting", "shoot": "shot", "slay": "slew slain",
    "slit": "slitting", "split": "splitting", "steal": "stole stolen", "strike": "struck stricken", "swear": "swore sworn",
    "take": "took taken", "tear": "tore torn", "throw": "threw thrown", "withdraw": "withdrew withdrawn", "himself": "",
    "man": "men", "woman": "women", "child": "children", "life": "lives", "send": "sent", "kidnap": "kidnapped kidnapping kidnaped",
    "say": "said", "tell": "told", "stab": "stabbed stabbing", "plot": "plotted plotting", "nab": "nabbed nabbing", "step": "stepped stepping",
    "strip": "stripped stripping", "drop": "dropped dropping", "gun": "gunned gunning", "begin": "began begun beginning", "swap": "swapped swapping",
}  # fmt: skip
UNCHANGED = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "on",
        "in",
        "at",
        "by",
        "from",
        "for",
        "with",
        "without",
        "under",
        "into",
        "up",
        "down",
        "out",
        "off",
        "-",
        "his",
        "her",
        "their",
        "its",
        "as",
        "not",
        "between",
        "around",
    ]
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
    if word.endswith(("s", "sh", "ch", "x", "z")):
        forms.add(word + "es")
    return frozenset(forms)
