"""Whether any text makes the event coder slow: hostile texts of all sizes, with the time that each takes for its length.

    uv run python -m tests.bench.fuzz_coding [--texts 2000] [--characters 20000] [--seed 1]

Texts are rows of one, two or three pieces said again and again, as regular expressions that backtrack dislike them, and heaps of
pieces at random: words of the lexicon, numbers, dates, names, brackets, quotation marks, control and combining characters. What is
printed is the CPU time for a thousand characters: its median, and the slowest texts by their pieces. A rule that backtracks without
bound would stand out by orders of magnitude. Ends with 1 when a text takes longer than `--limit` seconds or the coder raises.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import date
from statistics import median

from tasks.code.coder import coder
from tasks.models import CodeInput
from tasks.settings import settings

WORDS = """
killed wounded at least more than 20 1,200 three dozens soldiers civilians a the of in near and by said according to
Aleppo al-Sham Kafr -based between north Monday 3 June 2018 0025 since until overnight last week early bomb attack
shelling clashes protest police SAA including among them bringing toll up from 12-15 % km not if will was were
( ) , . ; : - — … " ' “ ” [ ] / & $ 1 11 111 a.m. U.S. Mr. é́ 😀 tué blessés mardi убито قتل 死亡
"""
PIECES = (*WORDS.split(), "\u200f", "\x00", "\x1b[31m", "\ufeff", "\n", "\n\n", "\t", "le 3 juin")
SHOWN = 5


def texts(count: int, characters: int, rng: random.Random) -> list[tuple[str, str]]:
    """Return hostile texts, each with the pieces it is made of."""
    made = []
    for _ in range(count):
        size = int(characters * rng.random() ** 3) + 20
        pieces = rng.sample(PIECES, rng.choice((1, 2, 3, 12)))
        glue = rng.choice((" ", " ", "", "-", "\n", ", "))
        row = glue.join(pieces) + glue
        text = row * (size // len(row) + 1) if len(pieces) < 12 else glue.join(rng.choices(PIECES, k=size // 5))
        made.append((text[:size], repr(row[:60])))
    return made


def main() -> None:
    """Code the texts one by one and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=2000, help="how many")
    parser.add_argument("--characters", type=int, default=20_000, help="length of the longest, in code points")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=30.0, help="seconds of CPU that one text may take")
    given = parser.parse_args()
    one = coder(settings().cache)
    one.code(CodeInput("warm", "A bomb killed two people in Kabul on Monday.", None, date(2021, 6, 16)))
    took: list[tuple[float, float, int, str]] = []
    for text, pieces in texts(given.texts, given.characters, random.Random(given.seed)):
        began = time.process_time()
        one.code(CodeInput("fuzz", text, None, date(2021, 6, 16)))
        seconds = time.process_time() - began
        took.append((1e6 * seconds / len(text), seconds, len(text), pieces))
    characters = sum(size for *_, size, _ in took)
    print(f"{len(took)} texts, {characters:,} characters; median {median(rate for rate, *_ in took):.1f} ms per 1,000 characters")
    print("slowest for their length, of texts over 1,000 characters:")
    for rate, seconds, size, pieces in sorted((row for row in took if row[2] > 1000), reverse=True)[:SHOWN]:
        print(f"  {rate:6.1f} ms per 1,000 characters, {seconds:.2f} s for {size:,}: {pieces}")
    slowest = max(seconds for _, seconds, _, _ in took)
    print(f"slowest text: {slowest:.2f} s")
    sys.exit(slowest > given.limit)


if __name__ == "__main__":
    main()
