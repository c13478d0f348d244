"""The questions in `warehouse/examples/`: one `.sql` file each, the question in its first line."""

from __future__ import annotations

from pathlib import Path

from tasks.errors import ConfigurationError

EXAMPLES = Path(__file__).parent / "examples"


def questions() -> dict[str, str]:
    """Return the question of each example, by name."""
    return {file.stem: _text(file).partition("\n")[0].removeprefix("-- ") for file in sorted(EXAMPLES.glob("*.sql"))}


def statement(name: str) -> str:
    """Return the SQL of an example.

    Raises:
        ConfigurationError: there is no example of that name.
    """
    if name not in questions():
        raise ConfigurationError(f"There is no example {name!r}. `dateline sql --examples` lists them: {', '.join(questions())}.")
    return _text(EXAMPLES / f"{name}.sql")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
