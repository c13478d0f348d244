"""Who is a person in a byline."""

from __future__ import annotations

import pytest

from tasks.read.authors import people


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
    ],
)
def test_people_are_told_from_desks_agencies_and_the_outlet(byline: str, names: list[str]) -> None:
    assert list(people(byline, frozenset({"thecourier"}))) == names
