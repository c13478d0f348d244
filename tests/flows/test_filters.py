"""`dateline read`, `code` and `link` over JSON Lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main

TEXT = "Gunmen killed seven soldiers in an ambush near the town of Ghazni on Monday, the governor said."
OTHER = "Seven soldiers were killed when gunmen ambushed their convoy near Ghazni on Monday, according to the army."
PAGE = (
    "<html><head><title>Fair draws crowd</title></head><body><article>"
    + "<p>The village fair drew a large crowd this year.</p>" * 6
)


def run(command: str, folder: Path, lines: Sequence[Mapping[str, Any] | str]) -> tuple[int, list[dict[str, Any]]]:
    """Run a filter over `lines`; return its exit code and what it wrote."""
    given, out = folder / f"{command}.in.jsonl", folder / f"{command}.out.jsonl"
    given.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main([command, str(given), str(out)])
    assert not list(folder.glob("*.part"))
    return int(left.value.code or 0), [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_pages_are_read_plain_or_gzipped_and_bad_lines_come_back_with_their_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    lines: list[dict[str, Any] | str] = [
        {"id": "a", "url": "https://paper.example/a", "html_file": "a.html"},
        {"id": "gone", "url": "https://paper.example/c", "html_file": "c.html"},
        "no json",
        {"id": 7, "url": "https://paper.example/b", "html_file": str(tmp_path / "b.html.gz")},
    ]
    code, rows = run("read", tmp_path, lines)
    assert code == 1
    assert [row["id"] for row in rows] == ["a", "gone", None, 7]
    assert ["error" in row for row in rows] == [False, True, True, False]
    assert rows[0]["text"] == rows[3]["text"]
    assert (rows[0]["outcome"], rows[0]["title"]) == ("ok", "Fair draws crowd")
    assert "c.html" in rows[1]["error"]


def test_texts_are_coded_in_order_with_offsets_that_cut_out_their_words(tmp_path: Path) -> None:
    lines: list[dict[str, Any] | str] = [
        {"id": "a", "text": TEXT, "published_at": "2019-05-07", "source": "one"},
        {"id": "x", "text": 5},
        {"id": "y"},
        {"id": "z", "text": TEXT, "published_at": "someday"},
        {"id": "b", "text": "The choir sang in the park."},
    ]
    code, rows = run("code", tmp_path, lines)
    assert code == 1
    assert [(row["id"], "error" in row) for row in rows] == [("a", False), ("x", True), ("y", True), ("z", True), ("b", False)]
    first = rows[0]
    assert (first["source"], first["published_at"], first["relevant"]) == ("one", "2019-05-07", True)
    (event,) = first["events"]
    (claim,) = event["casualties"]
    assert (claim["harm"], claim["best"], event["date_start"]) == ("killed", 7, "2019-05-06")
    for span in (claim, event["trigger"], *event["places"], *event["actors"]):
        assert TEXT[span["start"] : span["end"]].strip()
    assert "Ghazni" in {TEXT[place["start"] : place["end"]] for place in first["places"]}
    assert (rows[4]["relevant"], rows[4]["events"]) == (False, [])


def test_coded_lines_of_one_incident_become_one_event_with_its_reports(tmp_path: Path) -> None:
    lines = [{"id": name, "text": text, "published_at": "2019-05-07", "source": name} for name, text in (("a", TEXT), ("b", OTHER))]
    _, coded = run("code", tmp_path, lines)
    code, events = run("link", tmp_path, [*coded, "{}"])
    assert code == 1
    assert [event for event in events if "error" in event]
    (event,) = [event for event in events if "error" not in event]
    assert sorted((report["id"], report["event"]) for report in event["reports"]) == [("a", 0), ("b", 0)]
    assert (event["best"], event["number_of_sources"], event["country"]) == (7, 2, "AF")


@pytest.mark.parametrize("command", ["read", "code", "link"])
def test_an_input_that_is_not_there_is_wrong_usage(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, str(tmp_path / "absent.jsonl"), str(tmp_path / "out.jsonl")])
    assert left.value.code == 2
    assert "absent.jsonl" in capsys.readouterr().err
