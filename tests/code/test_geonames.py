"""Places added from GeoNames' own dumps."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from flows.cli import main
from tasks.code.gazetteer import Gazetteer
from tasks.code.geonames import add_file, places_of
from tasks.errors import GazetteerError
from tasks.settings import settings

SMALL = "cities15000"
README = "Readme for GeoNames Gazetteer extract files"


def line(number: int, name: str, *, kind: str = "P", point: tuple[str, str] = ("35.68", "36.55"), others: str = "") -> str:
    fields = [
        str(number),
        name,
        name,
        others,
        *point,
        kind,
        "PPL",
        "SY",
        "",
        "12",
        "",
        "",
        "",
        "0",
        "",
        "300",
        "Asia/Damascus",
        "2024-01-01",
    ]
    return "\t".join(fields) + "\n"


VILLAGES = line(99_000_001, "Qaryat at Tajribah", others="Kafr Tajriba,كفر تجربة") + line(99_000_002, "Wadi Tajribah", kind="H")


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "SY.txt"
    path.write_text(VILLAGES, encoding="utf-8")
    return path


def test_a_village_of_an_added_dump_is_found_by_each_of_its_names(tmp_path: Path, dump: Path) -> None:
    cache = tmp_path / "cache"
    before = Gazetteer.open(cache, SMALL)
    assert before.find("Kafr Tajriba") == ()
    add_file(cache, dump)
    after = Gazetteer.open(cache, SMALL)
    [village] = after.find("Kafr Tajriba")
    assert (village.geonameid, village.country, village.adm_1, village.where_prec) == (99_000_001, "SY", "Idlib", 1)
    assert after.find("Qaryat at Tajribah") != ()
    assert after.find("Wadi Tajribah") == ()  # a valley
    assert after.count() == before.count() + 1


@pytest.mark.parametrize("kind", ["txt", "gz", "zip"])
def test_a_dump_is_read_as_it_comes(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"SY.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", README)
            archive.writestr("SY.txt", VILLAGES)
    else:
        path.write_bytes(gzip.compress(VILLAGES.encode()) if kind == "gz" else VILLAGES.encode())
    assert [place.names[0] for place in places_of(path)] == ["Qaryat at Tajribah"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,latitude\nKarvel,35.1\n", "line 1: 1 fields"),
        (VILLAGES + line(1, "Nowhere", point=("95", "36")), "line 3: 95.0, 36.0 is no point"),
        (VILLAGES + line(1, "Nowhere", point=("x", "36")), "line 3: could not convert"),
        (line(1, "Wadi", kind="H"), "no populated place"),
        ("", "no populated place"),
    ],
)
def test_what_is_no_dump_is_refused_with_the_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "SY.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerError, match=says):
        add_file(tmp_path / "cache", path)
    assert not (tmp_path / "cache").exists()


def test_a_zip_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(GazetteerError, match="cannot be read"):
        add_file(tmp_path / "cache", path)


def test_the_command_refuses_what_is_no_dump_and_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    settings.cache_clear()
    (tmp_path / "SY.txt").write_text("no dump", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["gazetteer", "add", str(tmp_path / "SY.txt")])
    settings.cache_clear()
    assert left.value.code == 2
    assert "SY.txt, line 1: 1 fields between tabs" in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()
