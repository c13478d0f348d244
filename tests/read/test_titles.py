"""Which of a page's many titles is its headline, and what is not of it."""

from __future__ import annotations

import json

import pytest

from tasks.read.jsonld import article_node, read_json_ld
from tasks.read.metas import read_metas
from tasks.read.outlet import outlet_names, without_outlet, without_signature
from tasks.read.page import parse
from tasks.read.titles import heading_text, read_titles

SHELLS = "Three killed as shells hit Karvel outskirts"


def _title(body: str, *, element: str = "", og: str = "", headline: str = "") -> str | None:
    data = json.dumps({"@type": "NewsArticle", "headline": headline, "publisher": {"name": "Karvel Courier"}})
    head = f"<title>{element}</title><meta property='og:title' content=\"{og}\">"
    if headline:
        head += f"<script type='application/ld+json'>{data}</script>"
    tree = parse(f"<html><head>{head}</head><body>{body}")
    assert tree is not None
    metas, nodes = read_metas(tree), read_json_ld(tree)
    outlets = outlet_names("https://forum.courier.test/a", metas, nodes, "")
    return read_titles(tree, metas, article_node(nodes, frozenset()), outlets, None).title


def _heading(inner: str) -> str:
    tree = parse(f"<html><body><h1>{inner}</h1></body></html>")
    assert tree is not None
    return heading_text(tree.find(".//h1"))


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f'<span class="article__kicker">Border war</span><span class="article__title">{SHELLS}</span>', SHELLS),
        (f'<div class="articleOverline">Border war</div> {SHELLS}', SHELLS),
        (f'{SHELLS} <span class="badge badge--live">Live</span>', SHELLS),
        ("Three killed as shells<br>hit Karvel outskirts", SHELLS),
        ("Three killed as <em>shells</em> hit <i>K</i>arvel outskirts", SHELLS),
        (f'<a href="/a"><span class="eyebrow">Border war</span>{SHELLS}</a>', SHELLS),
        (f'<span class="label">{SHELLS}</span>', SHELLS),  # nothing else is there
        ("<b>a</b>" * 50, "a" * 50),
    ],
)
def test_a_heading_is_read_without_kicker_and_badge(inner: str, text: str) -> None:
    assert _heading(inner) == text


def test_a_kicker_that_the_page_offers_with_the_headline_stays() -> None:
    heading = f'<h1><span class="topline">Border war</span> <span>{SHELLS}</span></h1>'
    assert _title(heading, element=f"Border war: {SHELLS} | Courier", og=f"Border war: {SHELLS}") == f"Border war: {SHELLS}"


def test_the_headline_that_readers_see_wins_over_a_main_heading_for_search_engines() -> None:
    search = "Karvel: shelling kills three on Monday"
    body = f'<h1 class="breadcrumb">{search}</h1><h2><span>Border war</span><span>{SHELLS}</span></h2>'
    assert _title(body, element=search, og=SHELLS, headline=search) == SHELLS


def test_a_linked_heading_is_another_articles() -> None:
    body = f'<h1>Shells hit Karvel, killing three people</h1><h2><a href="/b">{SHELLS}</a></h2>'
    title = _title(
        body, element="Shells hit Karvel, killing three people", og=SHELLS, headline="Shells hit Karvel, killing three people"
    )
    assert title == "Shells hit Karvel, killing three people"


def test_the_heading_that_is_shared_wins_over_a_headline_that_repeats_the_title_element() -> None:
    search = "Karvel shelling death toll"
    assert _title(f"<h1>{SHELLS}</h1>", element=f"{search} | Courier", og=SHELLS, headline=search) == SHELLS


def test_a_headline_for_print_is_kept_where_the_title_element_differs_from_it() -> None:
    printed = "Night of shells"
    assert _title(f"<h1>{SHELLS}</h1>", element=f"{SHELLS} | Courier", og=SHELLS, headline=printed) == printed


def test_the_main_heading_that_is_marked_as_headline_wins() -> None:
    short = "Karvel outskirts hit by shells, three killed"
    assert _title(f'<h1 itemprop="headline">{SHELLS}</h1>', element=short, og=short, headline=short) == SHELLS


def test_a_marked_heading_of_something_else_does_not_win() -> None:
    body = '<h1 itemprop="headline">Why reindeer fight all winter long</h1>'
    assert _title(body, element=SHELLS, og=SHELLS, headline=SHELLS) == SHELLS


@pytest.mark.parametrize("cut", ["Three killed as shells hit…", "Three killed as shells hit ..."])
def test_a_headline_that_was_cut_off_is_taken_where_it_goes_on(cut: str) -> None:
    assert _title(f"<h1>{SHELLS}</h1>", element=f"{SHELLS} | Courier", og=cut, headline=cut) == SHELLS


def test_a_headline_that_ends_in_dots_of_its_own_stays() -> None:
    own = "Only those who love..."
    assert _title(f"<h1>{own}</h1>", element=f"{own} — Some Daily", og=own.replace("...", "…"), headline=own) == own


def test_capitals_are_left_where_another_place_spells_the_same() -> None:
    assert _title(f"<h1>{SHELLS.upper()}</h1>", element=SHELLS, og=SHELLS, headline=SHELLS.upper()) == SHELLS


def test_markup_and_double_escapes_are_not_of_a_headline() -> None:
    headline = "&lt;em&gt;Three killed&lt;/em&gt; as shells hit Karvel &amp;amp; Ostra"
    assert _title("", element="", og=headline) == "Three killed as shells hit Karvel & Ostra"


def test_a_kicker_that_only_one_place_gives_before_a_break_is_left_out() -> None:
    assert _title(f"<h1>{SHELLS}</h1>", element="Karvel: three killed", og=SHELLS, headline=f"Karvel - {SHELLS}") == SHELLS


def test_without_a_main_heading_the_part_that_a_smaller_one_repeats_is_the_title() -> None:
    assert _title(f"<h2>{SHELLS}</h2>", element=f"{SHELLS} - Ostra Observer of the North") == SHELLS


OUTLETS = frozenset({"courier", "karvelcourier", "muenchenerbote"})


@pytest.mark.parametrize(
    "title",
    [
        f"{SHELLS} | Karvel Courier",
        f"{SHELLS} | Opinion",
        f"Opinion | {SHELLS}",
        f"{SHELLS} :: Courier",
        f"{SHELLS} « The Courier",
        f"{SHELLS} – Münchener Bote",
        f"{SHELLS} | Video | The Courier",
        f"The Courier » {SHELLS}",
        f"{SHELLS} - 13.05.2024 - The Courier",
    ],
)
def test_outlets_labels_and_dates_at_either_end_are_left_out(title: str) -> None:
    assert without_outlet(title, OUTLETS) == SHELLS


@pytest.mark.parametrize("title", [f"{SHELLS} - Courier Community Forum", f"{SHELLS} - Courier News - Art, Design & Fun"])
def test_an_ending_that_holds_the_outlets_name_is_left_out_with_what_follows(title: str) -> None:
    assert without_signature(title, OUTLETS) == SHELLS


@pytest.mark.parametrize("title", [SHELLS, "Karvel - Ostra 2:1", "War / Peace: a review", "Opinion: let them in", ""])
def test_a_title_without_additions_stays(title: str) -> None:
    assert without_signature(title, OUTLETS) == title


def test_hostile_titles_end() -> None:
    title = " | a" * 5000
    assert len(without_signature(title, OUTLETS)) <= len(title)
    assert _title("<h1>" + "<span>a " * 5000) is None
