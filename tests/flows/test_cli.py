"""The command line: help with an example everywhere, and wrong use that says what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from tasks.settings import settings
from tests.warehouse.test_connection import held
from warehouse.connection import open_writer
from warehouse.connection import sql as named_sql

ROOT = Path(__file__).parent.parent.parent

COMMANDS = (
    "demo",
    "ingest",
    "backfill",
    "replay",
    "publish",
    "sql",
    "export",
    "status",
    "backup",
    "restore",
    "read",
    "code",
    "link",
)
SUBCOMMANDS = (("sources", "check"), ("sources", "discover"), ("sources", "try"), ("sources", "schema"))


def run(*tokens: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(tokens))
    return int(left.value.code or 0)


def refused(capsys: pytest.CaptureFixture[str], *tokens: str) -> str:
    """Run a command that must be refused with exit code 2, and return what it said."""
    assert run(*tokens) == 2
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).split())


@pytest.mark.parametrize("command", [*((name,) for name in COMMANDS), *SUBCOMMANDS], ids=" ".join)
def test_every_command_has_help_with_an_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*command, "--help") == 0
    assert f"dateline {' '.join(command)}" in " ".join(capsys.readouterr().out.split()).partition("Example")[2]


def test_an_unknown_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--sauce" in refused(capsys, "ingest", "--sauce", "bbc")


def test_sources_that_do_not_exist_are_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "ingest", "--source", "no-such-paper")
    assert "no-such-paper" in said
    assert "sources.yaml" in said


def test_a_missing_configuration_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "absent.yaml" in refused(capsys, "sources", "check", "absent.yaml")


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATELINE_WORKERS", "many")
    monkeypatch.setenv("DATELINE_CONTACT", "büro@paper.example")
    settings.cache_clear()
    said = refused(capsys, "status")
    assert "DATELINE_WORKERS is 'many'" in said
    assert "DATELINE_CONTACT is 'büro@paper.example': Value error, it is sent to sites as it is" in said
    settings.cache_clear()


def test_asking_before_anything_was_ingested_says_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "dateline ingest" in refused(capsys, "sql", "SELECT 1")


@pytest.fixture
def published(home: Path, empty_warehouse: bytes) -> Path:
    """The published file of a warehouse that nothing was loaded into."""
    home.mkdir()
    settings().published_file.write_bytes(empty_warehouse)
    return settings().published_file


@pytest.mark.usefixtures("published")
def test_wrong_sql_gets_duckdbs_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert "SELEC" in refused(capsys, "sql", "SELEC 1")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("statement", ["", "-- nothing but a remark", "SELECT 1; SELECT 2"])
def test_sql_is_one_statement(statement: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "One statement" in refused(capsys, "sql", statement)


@pytest.mark.usefixtures("published")
def test_a_narrow_answer_keeps_its_title_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sql", "SELECT 1 AS n") == 0
    assert "answer" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM raw.runs",
        "COPY raw.runs TO 'out.csv'",
        "FROM read_csv('/etc/passwd')",
        "SET enable_external_access = true",
        "ATTACH 'x.duckdb'",
    ],
)
def test_sql_can_neither_write_nor_reach_other_files(
    statement: str, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = published.read_bytes()
    refused(capsys, "sql", statement)
    assert published.read_bytes() == before
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def statements_in(path: str) -> list[str]:
    return re.findall(r'dateline sql "([^"]+)"', (ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("statement", [*statements_in("README.md"), *statements_in("flows/commands/asking.py")])
def test_every_statement_that_is_shown_to_users_runs(statement: str) -> None:
    assert run("sql", statement.replace("SELECT …", "SELECT 1")) == 0


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "warehouse" / "examples").glob("*.sql")))
def test_every_example_runs(name: str) -> None:
    assert run("sql", named_sql(f"examples/{name}")) == 0


@pytest.mark.usefixtures("published")
def test_sql_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sql", "SELECT 1 AS one, DATE '2024-02-29' AS day", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [{"one": 1, "day": "2024-02-29"}]


def test_a_file_that_is_no_database_is_left_as_it_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    settings().published_file.write_bytes(b"not a database at all" * 1000)
    assert "no DuckDB database" in refused(capsys, "sql", "SELECT 1")
    assert settings().published_file.read_bytes().startswith(b"not a database")


def test_a_database_that_is_not_ours_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    with duckdb.connect(str(settings().published_file)) as con:
        con.execute("CREATE TABLE somebody_elses (x INTEGER)")
    assert str(settings().published_file) in refused(capsys, "status")


@pytest.mark.usefixtures("published")
def test_an_export_of_an_empty_warehouse_is_empty_and_one_that_cannot_be_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "--format", "csv", "--to", str(tmp_path / "out")) == 0
    assert f"{tmp_path / 'out'} is there already" in refused(capsys, "export", "--format", "csv", "--to", str(tmp_path / "out"))
    assert "parquet" in refused(capsys, "export", "--format", "xlsx", "--to", str(tmp_path / "more"))
    assert "cannot be written" in refused(capsys, "export", "--format", "csv", "--to", "/proc/dateline")
    assert "since" in refused(capsys, "export", "--format", "csv", "--since", "yesterday")
    assert not (tmp_path / "more").exists()


ASKING = (("sql", "SELECT count(*) FROM mart.events"), ("status",), ("export", "--format", "csv"))


@pytest.mark.parametrize("asked", ASKING, ids=lambda asked: asked[0])
def test_a_warehouse_that_is_damaged_newer_or_in_use_is_named_with_what_to_do(
    asked: tuple[str, ...], published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with held(published, 60) as pid:
        assert f"in use by process {pid}" in refused(capsys, *asked)
    with open_writer(published, wait_s=5) as con:
        con.execute("INSERT INTO raw.migrations VALUES (900, '900_more', now())")
    assert "Update Dateline" in refused(capsys, *asked)
    whole = published.read_bytes()
    published.write_bytes(whole[: len(whole) // 2])
    assert "Put a backup in its place" in refused(capsys, *asked)
    published.write_bytes(b"")
    assert "Put a backup in its place" in refused(capsys, *asked)


@pytest.mark.usefixtures("published")
def test_status_tells_what_the_checks_found(capsys: pytest.CaptureFixture[str]) -> None:
    with open_writer(settings().working_file, wait_s=0) as con:
        con.execute("INSERT INTO raw.check_results VALUES ('run', 'spans', now(), 'error', 'Offsets are wrong.', 3, 'key')")
    assert run("status") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "0 of 1 checks passed" in shown
    assert "spans error 3 key Offsets are wrong." in shown
    assert run("status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["checks"][0]["failing_rows"] == 3


def test_a_backup_is_restored_by_the_command_that_readme_shows(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_writer(settings().working_file, wait_s=0):
        pass
    assert run("backup", str(tmp_path / "kept")) == 0
    settings().working_file.write_bytes(b"lost")
    assert run("restore", str(tmp_path / "kept")) == 0
    with open_writer(settings().working_file, wait_s=0):
        pass
    assert "is there already" in refused(capsys, "backup", str(tmp_path / "kept"))
    assert "holds no backup" in refused(capsys, "restore", str(tmp_path / "none"))


def test_words_from_the_network_cannot_move_the_readers_cursor(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sql", r"SELECT 'a' || chr(27) || '[2J' || chr(7) || chr(10) || '[red]b' AS headline") == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[red]b" in shown
    assert run("sql", r"SELECT chr(155) || '2J' || chr(8238) || 'é' AS headline", "--json") == 0
    shown = capsys.readouterr().out
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert json.loads(shown) == [{"headline": "\x9b2J\u202eé"}]
