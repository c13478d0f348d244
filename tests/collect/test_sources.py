"""`sources.yaml`: what it may say, and what is said of what it may not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasks.collect.sources import catalogue_schema, load_catalogue
from tasks.errors import SourcesError

ROOT = Path(__file__).parent.parent.parent

GOOD: dict[str, Any] = {
    "id": "paper",
    "name": "The Paper",
    "homepage": "https://paper.example/",
    "country": "SY",
    "languages": ["en"],
    "affiliation": "independent",
    "ways_in": [{"kind": "feed", "url": "https://paper.example/feed"}],
}


def load(tmp_path: Path, *sources: dict[str, Any], **top: Any) -> Any:
    file = tmp_path / "sources.yaml"
    file.write_text(yaml.safe_dump({**top, "sources": list(sources)}), encoding="utf-8")
    return load_catalogue(file)


LISTING = {"kind": "listing", "url": "https://paper.example/world"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"politness": {}}, ["source paper", "politness", "not known"]),
        ({"ways_in": [{"kind": "feed", "url": "https://paper.example/feed", "link": "a"}]}, ["ways_in", "link", "not known"]),
        ({"ways_in": [LISTING | {"links": "a["}]}, ["source paper", "links", "'a['", "no CSS selector"]),
        ({"ways_in": [LISTING]}, ["needs `links`"]),
        ({"ways_in": [{"kind": "fee", "url": "https://paper.example/feed"}]}, ["kind", "'fee'", "feed"]),
        ({"ways_in": [{"kind": "feed", "url": "ftp://paper.example/feed"}]}, ["url", "http or https"]),
        ({"time_zone": "Europe/Atlantis"}, ["time_zone", "Europe/Atlantis"]),
        ({"country": "Syria"}, ["country", "'Syria'"]),
        ({"affiliation": "free"}, ["affiliation", "'free'", "independent"]),
        ({"reject": ["("]}, ["reject", "no regular expression"]),
        ({"every": "soon"}, ["every", "'soon'", "30m"]),
        ({"id": "The Paper"}, ["id", "'The Paper'"]),
        ({"allow_addresses": ["here"]}, ["allow_addresses", "here"]),
    ],
)
def test_what_is_wrong_is_named_with_file_source_key_and_value(tmp_path: Path, change: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(SourcesError) as caught:
        load(tmp_path, GOOD | change)
    said = str(caught.value)
    assert [word for word in ["sources.yaml", "sources check", *words] if word not in said] == []


def test_an_id_may_be_given_once(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="paper is given to more than one source"):
        load(tmp_path, GOOD, GOOD)


@pytest.mark.parametrize("text", ["sources: [", "- a\n- b", "", "sources: []", "sources: 7", "sources:\n  - 5", "\x00"])
def test_a_file_of_another_shape_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourcesError, match=r"sources\.yaml"):
        load_catalogue(file)


def test_defaults_hold_where_a_source_says_nothing(tmp_path: Path) -> None:
    own = GOOD | {"id": "own", "politeness": {"max_retries": 0}, "reject": ["/own/"], "every": "2h"}
    catalogue = load(tmp_path, GOOD, own, defaults={"every": "1h", "politeness": {"delay_s": 7}, "reject": ["/video/"]})
    paper, other = catalogue.sources
    assert (paper.every, paper.politeness.delay_s, paper.reject, paper.owner_group) == ("1h", 7, ("/video/",), "paper")
    assert (other.every, other.politeness.delay_s, other.politeness.max_retries, other.reject) == ("2h", 7, 0, ("/video/", "/own/"))


def test_a_changed_configuration_has_another_hash(tmp_path: Path) -> None:
    one, same, other = (load(tmp_path, GOOD | change).sources[0].config_hash for change in ({}, {}, {"every": "2h"}))
    assert one == same != other


def test_the_sources_that_come_with_the_project_are_valid_and_enough() -> None:
    assert len(load_catalogue(ROOT / "sources.yaml").sources) >= 15


def test_the_schema_that_editors_use_is_up_to_date_and_named_in_the_first_line() -> None:
    assert json.loads((ROOT / "sources.schema.json").read_text(encoding="utf-8")) == catalogue_schema()
    assert (ROOT / "sources.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=sources.schema.json\n")
