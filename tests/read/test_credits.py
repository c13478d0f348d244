"""Which wire services a page credits, and which it only tells of."""

from __future__ import annotations

import pytest

from tasks.read.credits import read_agencies

MIDDLE = "\nThe council met on Monday.\nIt will meet again.\nNobody came.\nThe hall was dark."


@pytest.mark.parametrize(
    ("start", "agencies"),
    [
        ("KARVEL (Reuters) - Two houses burned.", ("Reuters",)),
        ("KARVEL, Jan 3 (Xinhua) -- Two houses burned.", ("Xinhua",)),
        ("ST. KARVEL, Mich. (AP) — Two houses burned.", ("AP",)),
        ("KARVEL, January 3. /TASS/. Two houses burned.", ("TASS",)),
        ("Karvel (dpa/AFP) - Zwei Häuser brannten.", ("dpa", "AFP")),
        ("Berlin (AFP) Zwei Häuser brannten.", ("AFP",)),
        ("Karvel, 3 ene (EFE).- Dos casas ardieron.", ("EFE",)),
        ("(ANSA) - KARVEL, 03 GEN - Due case.", ("ANSA",)),
        ("AP — Two houses burned.", ("AP",)),
        ("Two houses burned, sources told Reuters.", ()),
        ("The party of the minister (PTI) said that two houses burned.", ()),
        ("Reuters reported that two houses burned.", ()),
    ],
)
def test_a_dateline_credits_an_agency(start: str, agencies: tuple[str, ...]) -> None:
    assert read_agencies((), {}, start + MIDDLE) == agencies


@pytest.mark.parametrize(
    ("end", "agencies"),
    [
        ("(AFP)", ("AFP",)),
        ("dpa/AFP", ("dpa", "AFP")),
        ("SDA/sep", ("Keystone-SDA",)),
        ("Source: Reuters", ("Reuters",)),
        ("The hall will open again in May. (ANI)", ("ANI",)),
        ("With inputs from AP and Reuters", ("AP", "Reuters")),
        ("Mit Informationen der Nachrichtenagenturen AFP, dpa und Reuters.", ("AFP", "dpa", "Reuters")),
        ("© 2019 Associated Press. All rights reserved.", ("AP",)),
        ("Ann Lee and The Associated Press contributed to this report.", ("AP",)),
        ("The minister told the Reuters news agency that the hall would open again.", ()),
        ("They sat in the hall and read aa and pa aloud.", ()),
        ("", ()),
    ],
)
def test_a_last_line_credits_an_agency(end: str, agencies: tuple[str, ...]) -> None:
    assert read_agencies((), {}, f"Two houses burned.{MIDDLE}\n{end}") == agencies


def test_json_ld_credits_agencies() -> None:
    node = {"author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Agence France-Presse"}]}
    assert read_agencies((), node, "") == ("AFP",)
    assert read_agencies((), {"creditText": "Reuters", "publisher": {"name": "AP"}}, "") == ("Reuters",)


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("By Ann Lee, Reuters", ("Reuters",)),
        ("Bron: BELGA", ("Belga",)),
        ("Meg Kin and Ann Lee, Associated Press", ("AP",)),
        ("Photo: Ann Lee, AP", ()),
    ],
)
def test_a_byline_credits_an_agency_and_a_picture_does_not(line: str, agencies: tuple[str, ...]) -> None:
    assert read_agencies((line,), {}, "") == agencies
