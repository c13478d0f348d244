"""`dateline code --explain`: what an analyst sees of a text's coding."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cli import main

TEXT = "Gunmen killed seven soldiers in an ambush near the town of Ghazni on Monday, the governor said."


def explained(path: Path, *options: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["code", "--explain", *options, str(path)])
    return int(left.value.code or 0)


def test_each_field_is_shown_with_its_rule_and_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ambush.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert explained(path, "--published", "2019-05-07") == 0
    shown = capsys.readouterr().out
    assert "[1 ambush]" in shown
    rows = {line.split("  ")[0].strip(" │|"): line for line in shown.splitlines() if "  " in line}
    for field, words in {
        "type": "ambush",
        "date": "Monday",
        "place near: Ghazni": "place_model",
        "killed: 7": "killed seven",
        "attributed to": "governor",
    }.items():
        assert any(field in key and words in line for key, line in rows.items()), (field, shown)
    assert "2019-05-06" in shown


def test_a_text_without_events_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fair.txt"
    path.write_text("The choir sang in the park, and everyone went home happy.", encoding="utf-8")
    assert explained(path) == 0
    assert "no event; not_relevant" in capsys.readouterr().out


def test_what_a_text_does_to_terminals_is_not_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text("\x1b]0;owned\x07" + TEXT.replace("Ghazni", "Ghazni\x1b[2J"), encoding="utf-8")
    assert explained(path) == 0
    assert "\x1b]0" not in (shown := capsys.readouterr().out)
    assert "\x1b[2J" not in shown
