from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.code.folding import fold_keys, fold_loose
from tasks.code.gazetteer import FILE_NAME, Gazetteer
from tasks.code.gazetteer_build import Kind, distance_km
from tasks.errors import GazetteerError
from tests.code.geo import gazetteer

SMALL = "cities15000"


@pytest.fixture(scope="module")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gazetteer")
    Gazetteer.open(folder, SMALL)
    return folder / FILE_NAME


def test_spellings_of_one_name_meet() -> None:
    assert fold_keys("Al-Bārah")[1] == "barah"
    assert fold_keys("St. Louis") == fold_keys("Saint Louis")
    assert fold_keys("Sa\u2018dah") == fold_keys("Sa'dah") == fold_keys("Sadah")
    assert fold_keys("The Hague") == fold_keys("Hague")
    for one, other in [
        ("Khan Sheikhoun", "Khān Shaykhūn"),
        ("Deir ez-Zor", "Dayr az Zawr"),
        ("Kafr Nabl", "Kefr Nabl"),
        ("Djenin", "Jinin"),
    ]:
        assert fold_loose(fold_keys(one)[1]) == fold_loose(fold_keys(other)[1])


def test_distinct_consonants_stay_distinct() -> None:
    assert fold_loose("sharaf") != fold_loose("saraf")


def test_a_country_a_division_and_a_town_are_found_by_name() -> None:
    assert gazetteer().find("U.S.")[0].country == "US"
    assert {entry.kind for entry in gazetteer().find("Idlib")} == {Kind.ADM1, Kind.PLACE}
    town = gazetteer().find("Bakhmut")[0]
    assert (town.country, town.adm_1) == ("UA", "Donetsk")


def test_an_article_is_dropped_only_where_arabic_is_written() -> None:
    assert any(entry.country == "SY" for entry in gazetteer().find("al-Qusayr"))
    assert gazetteer().find("El Salvador")[0].kind is Kind.COUNTRY
    assert all(entry.kind is not Kind.COUNTRY for entry in gazetteer().find("Salvador"))


def test_a_name_is_heard_in_the_given_countries_only() -> None:
    heard = gazetteer().find_loosely("Kansafra", frozenset({"SY"}))
    assert [entry.adm_1 for entry in heard] == ["Idlib"]
    assert gazetteer().find_loosely("Kansafra", frozenset({"US", "IT"})) == ()


def test_crimea_lies_in_ukraine() -> None:
    assert {entry.country for name in ("Crimea", "Sevastopol", "Simferopol") for entry in gazetteer().find(name)[:1]} == {"UA"}


def test_every_division_has_a_point_on_earth_and_an_english_name() -> None:
    for name, country in [
        ("Latakia", "SY"),
        ("Kharkiv", "UA"),
        ("Nineveh", "IQ"),
        ("Borno", "NG"),
        ("Rakhine", "MM"),
        ("England", "GB"),
    ]:
        entry = next(entry for entry in gazetteer().find(name) if entry.kind is Kind.ADM1)
        assert (entry.country, entry.adm_1, entry.where_prec) == (country, name, 4)
        assert -90 <= entry.latitude <= 90
        assert -180 <= entry.longitude <= 180


def test_a_place_of_both_sources_is_kept_once() -> None:
    close = [entry for entry in gazetteer().find("Saraqib") if entry.country == "SY" and entry.kind is Kind.PLACE]
    assert len(close) == 1
    assert close[0].geonameid is not None


def test_distances_are_great_circles() -> None:
    assert distance_km(33.51, 36.29, 36.20, 37.16) == pytest.approx(310, abs=5)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 1000])
def test_what_is_no_gazetteer_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(GazetteerError, match=r"gazetteer\.sqlite"):
        Gazetteer(tmp_path / FILE_NAME, SMALL)


def test_a_file_of_another_version_is_refused(small_file: Path, tmp_path: Path) -> None:
    old = tmp_path / FILE_NAME
    old.write_bytes(small_file.read_bytes())
    con = sqlite3.connect(old)
    con.execute("UPDATE meta SET value = 'older'")
    con.commit()
    con.close()
    with pytest.raises(GazetteerError, match="another version"):
        Gazetteer(old, SMALL)


def test_two_processes_may_replace_a_truncated_file_at_once(small_file: Path, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(small_file.read_bytes()[:100_000])
    program = (
        "import sys; from pathlib import Path; from tasks.code.gazetteer import Gazetteer;"
        f"print(Gazetteer.open(Path(sys.argv[1]), {SMALL!r}).find('Aleppo')[0].country)"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        for _ in range(2)
    ]
    assert [run.communicate()[0].strip() for run in runs] == ["SY", "SY"]
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.skipif(os.name != "posix", reason="needs a file where a folder should be to refuse writing")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GazetteerError, match="DATELINE_CACHE"):
        Gazetteer.open(tmp_path / "file" / "below", SMALL)


def test_a_county_s_town_is_no_longer_its_stand_in() -> None:
    county = next(entry for entry in gazetteer().find("Otter Tail County") if entry.kind is Kind.ADM2)
    assert (county.country, county.adm_1, county.where_prec) == ("US", "Minnesota", 3)
    assert distance_km(county.latitude, county.longitude, 46.41, -95.71) < 25


def test_every_name_passes_the_filter_and_most_words_do_not() -> None:
    assert all(gazetteer().find(name) for name in ("Aleppo", "al-Qusayr", "Kharkiv", "St. Louis", "N\u2019Djamena"))
    con = sqlite3.connect(f"file:{gazetteer().path}?mode=ro", uri=True)
    (bits,) = con.execute("SELECT bits FROM filter").fetchone()
    con.close()
    assert 0 < sum(byte.bit_count() for byte in bits) < len(bits) * 8 / 10


@given(st.text(max_size=120))
def test_any_name_can_be_looked_up(name: str) -> None:
    for entry in gazetteer().find(name):
        assert entry.is_exact
    for entry in gazetteer().find_loosely(name, frozenset({"SY", "UA"})):
        assert entry.country in {"SY", "UA"}
