"""Who is a person in a byline."""

from __future__ import annotations

import pytest

from tasks.read import jsonld
from tasks.read.authors import people, read_authors
from tasks.read.metas import read_metas
from tasks.read.page import parse


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("By Ann Lee and Bo Li", ["Ann Lee", "Bo Li"]),
        ("By Ann Lee, Senior Correspondent, in Karvel", ["Ann Lee"]),
        ("ANN LEE | Staff Writer", ["Ann Lee"]),
        ("Von Karl von der Au und Ida Öhm", ["Karl von der Au", "Ida Öhm"]),
        ("Por María J. Sanz y Luis Gil", ["María J. Sanz", "Luis Gil"]),
        ("Ann Lee (Reuters)", ["Ann Lee"]),
        ("Ann Lee ann.lee@example.test @annlee", ["Ann Lee"]),
        ("Олена Коваль", ["Олена Коваль"]),
        ("山田太郎", ["山田太郎"]),
        ("Courier Staff", []),
        ("The Courier", []),
        ("Reuters", []),
        ("AP", []),
        ("Editorial Team", []),
        ("https://www.facebook.com/thecourier", []),
        ("admin", []),
        ("", []),
        ("Story and photos by Ann Lee", ["Ann Lee"]),
        ("Text & Fotos: Ida Öhm", ["Ida Öhm"]),
        ("Posted on May 3, 2019 by Ann Lee", ["Ann Lee"]),
        ("Ann Lee for The Beacon", ["Ann Lee"]),
        ("By Ann Lee Published 3 May 2020", ["Ann Lee"]),
        ("Lee, Ann", ["Ann Lee"]),
        ("ANN O'HARA-MCKAY and JEAN DE LA TOUR", ["Ann O'Hara-McKay", "Jean de la Tour"]),
        ("Par Jean Tour avec AFP", ["Jean Tour"]),
        ("Ann Lee, AP Foreign Writer", ["Ann Lee"]),
        ("Deutsche Presse-Agentur", []),
        ("(Reporting by Ann Lee in Karvel and Bo Li in Tarn; Editing by Cy Po and Di Ro)", ["Ann Lee", "Bo Li"]),
        ("Photo: Getty Images", []),
        ("Con Lee and Dan E Po", ["Con Lee", "Dan E Po"]),
        ("Kim In Po", ["Kim In Po"]),
        ("AA Lee", ["AA Lee"]),
        ("Ana Sanz e Luis Gil", ["Ana Sanz", "Luis Gil"]),
        ("CC BY 3.0", []),
        ("Deputy Content Director", []),
        ("김철수 기자", ["김철수"]),
        ("記者 山田太郎", ["山田太郎"]),
        ("Γράφει ο Νίκος Παπάς", ["Νίκος Παπάς"]),
        ("بقلم أحمد علي", ["أحمد علي"]),
        ("Автор: Олена Коваль", ["Олена Коваль"]),
    ],
)
def test_people_are_told_from_desks_agencies_and_the_outlet(byline: str, names: list[str]) -> None:
    assert list(people(byline, frozenset({"thecourier"}))) == names


PROSE = "<p>" + "The council met in Karvel on Monday and heard from those who had lost their houses. " * 3 + "</p>"


def _authors(body: str, head: str = "") -> tuple[str, ...]:
    tree = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    nodes = jsonld.read_json_ld(tree)
    return read_authors(tree, read_metas(tree), jsonld.article_node(nodes, frozenset()), nodes, frozenset({"thecourier"}))


def _page(byline: str) -> str:
    return f"<h1>Council hears of the lost houses</h1>{byline}{PROSE * 4}"


def _json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ('<p class="byline">By Ann Lee</p>', ("Ann Lee",)),
        ('<span class="author vcard"><a class="url fn" href="/blog">oz</a></span>', ("oz",)),
        ('<div class="by">By <a rel="author" href="/a">Ann Lee</a> and Bo Li</div>', ("Ann Lee", "Bo Li")),
        ('<ul><li><a href="/author/ann">Ann Lee</a></li><li><a href="/author/bo">Bo Li</a></li></ul>', ("Ann Lee", "Bo Li")),
        ('<div itemprop="author"><meta itemprop="name" content="Ann Lee"></div>', ("Ann Lee",)),
        ('<div class="author"><b>Ann Lee</b><span>Deputy Content Director</span><i>3 May 2020</i></div>', ("Ann Lee",)),
        ("<p>11.12.2019 - Ann Lee</p>", ("Ann Lee",)),
        ("<ul><li><strong>Autorin/Autor</strong> Ida Öhm</li></ul>", ("Ida Öhm",)),
        ("<p>Von Ida Öhm</p>", ("Ida Öhm",)),
        ('<p class="byline">By The Courier</p><div class="more"><a href="/author/bo">Bo Li</a></div>', ()),
        ("<figure><figcaption>by Ann Lee, CC BY 3.0</figcaption></figure>", ()),
        ('<div itemscope itemtype="https://schema.org/ImageObject"><span itemprop="author">Ann Lee</span></div>', ()),
    ],
)
def test_a_byline_near_the_headline_names_the_authors(byline: str, names: tuple[str, ...]) -> None:
    assert _authors(_page(byline)) == names


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("<p>(Reporting by Ann Lee in Karvel; Editing by Cy Po)</p>", ("Ann Lee",)),
        ("<p><b><i>Ann Lee</i></b></p>", ("Ann Lee",)),
        ('<div class="comment-author">Ann Lee</div>', ()),
        ('<aside class="related"><a href="/author/ann-lee">Ann Lee</a></aside>', ()),
        (
            '<p>As <a href="/author/ann-lee">Ann Lee</a> wrote last week, the council had not met for a year.</p>',
            (),
        ),
    ],
)
def test_what_stands_below_the_text_names_authors_only_where_it_is_the_articles_own(end: str, names: tuple[str, ...]) -> None:
    assert _authors(_page("") + end) == names


def test_an_author_named_by_reference_is_found_in_the_graph() -> None:
    graph = """{"@graph": [{"@type": "NewsArticle", "headline": "A", "author": [{"@id": "#1"}, {"@id": "#2"}]},
        {"@type": "Person", "@id": "#1", "name": "Ann Lee"}, {"@type": "Person", "@id": "#2", "name": "Bo Li"}]}"""
    assert _authors(_page(""), _json_ld(graph)) == ("Ann Lee", "Bo Li")


def test_an_organisation_gives_way_to_the_person_in_the_byline() -> None:
    article = '{"@type": "NewsArticle", "author": {"@type": "Organization", "name": "Harbour Watch"}}'
    assert _authors(_page('<p class="byline">By Ann Lee</p>'), _json_ld(article)) == ("Ann Lee",)
    assert _authors(_page(""), _json_ld(article)) == ()


def test_a_name_with_and_without_its_initial_is_one() -> None:
    article = '{"@type": "NewsArticle", "author": [{"name": "Ann Lee"}, {"name": "Ann K. Lee"}, {"name": "ANN LEE"}]}'
    assert _authors(_page(""), _json_ld(article)) == ("Ann K. Lee",)


def test_the_data_for_statistics_names_the_author_where_nothing_else_does() -> None:
    assert _authors(_page(""), "<script>dataLayer = [{'category': 'News', 'author': 'Ann Lee'}];</script>") == ("Ann Lee",)
    assert _authors(_page(""), "<script>x = [{'author': 'Ann Lee'}, {'author': 'Bo Li'}];</script>") == ()
