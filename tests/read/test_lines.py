"""Which lines are no journalist's, and which only look so."""

from __future__ import annotations

import time

import pytest

from tasks.read.lines import Known, phrase_rules, strip_lines

BEFORE = "Shelling hit the northern outskirts of the town on Monday, killing three people, the governor said."
AFTER = "Rescue teams were still searching the ruins of a bakery where two workers were missing on Tuesday."


def kept(line: str) -> bool:
    lines, _ = strip_lines([BEFORE, line, AFTER], Known())
    assert BEFORE in lines
    assert AFTER in lines
    return line in lines


@pytest.mark.parametrize(
    "line",
    [
        "Like her brother, she was killed in the strike on the market.",
        'The minister wrote on Twitter: "We will answer this attack."',
        "Promoted to general in 2019, he led the siege of the town.",
        "Loading docks at the port were hit by two drones.",
        "Anzeige erstatteten am Montag zwei Angehörige der Opfer.",
        "He published a weekly newsletter on human rights abuses.",
        '"Don\'t miss me when I am gone," he told his mother.',
        "He shared a photo: it showed a burnt-out armoured vehicle.",
        "Reporting from Khartoum has been impossible for weeks.",
        "Sources in the army confirmed the ambush.",
        "Video shared by residents showed smoke over the station.",
        "More about the attackers was not known on Monday.",
        "Updated figures put the number of displaced at 40,000.",
        "Related violence was reported in two other districts.",
        "Register offices in the region have stopped issuing death certificates.",
        "Follow-up attacks on rescue workers killed two paramedics.",
        "The latest attack",
        "Casualties",
        "Five soldiers were killed.",
    ],
)
def test_a_line_of_news_stays(line: str) -> None:
    assert kept(line)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: What the ceasefire says",
        "ALSO READ | Governor calls for talks",
        "Lesen Sie auch: Was im Waffenstillstand steht",
        "Lire aussi : Ce que dit le cessez-le-feu",
        "Читайте также: Что известно об обстреле",
        "Sign up for our morning briefing",
        "Follow The Courier on Google News",
        "Follow her on Twitter @annlee",
        "Click here to get the app",
        "Advertisement",
        "© 2024 The Courier. All rights reserved.",
        "Photo: Jo Park / The Courier",
        "14 Comments",
        "Most read in World",
        "Share this article",
        "Get the day's stories delivered to your inbox.",
    ],
)
def test_a_line_of_the_site_goes(line: str) -> None:
    assert not kept(line)


def test_what_stands_around_a_text_stays_inside_it() -> None:
    labels = Known(labels=frozenset({"world"}), headings=frozenset({"theattack", "popular"}))
    lines, removed = strip_lines(["World", BEFORE, "World", "The attack", AFTER, "The attack"], labels)
    assert lines == [BEFORE, "World", "The attack", AFTER]
    assert [(line.line, line.rule) for line in removed] == [("World", "label"), ("The attack", "heading-at-end")]


def test_a_text_that_is_a_list_of_links_keeps_them() -> None:
    links = [f"A report on the events of the week number {number}" for number in range(12)]
    known = Known(links=frozenset("".join(char for char in link.lower() if char.isalnum()) for link in links))
    assert strip_lines([BEFORE, *links, AFTER], known)[0] == [BEFORE, *links, AFTER]


@pytest.mark.parametrize("part", ["read more ", "a ", "sign up ", "©", "by ", "follow x", ".", "1 ", "get the "])
def test_no_pattern_takes_long_on_any_line(part: str) -> None:
    started = time.perf_counter()
    for rule in phrase_rules():
        rule.finds((part * 5000)[:400])
    assert time.perf_counter() - started < 0.2
