"""Every setting: name, default, unit and help in one place. Each is read from the environment as `DATELINE_<NAME>`."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasks.errors import SettingsError

LONGEST_CONTACT = 200


class Settings(BaseSettings):
    """The settings of one process. Units are in the names: `_s` seconds, `_bytes` bytes."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", frozen=True, extra="ignore")

    home: Path = Field(Path("warehouse/data"), description="Folder for the warehouse, the archive and exports.")
    sources: Path = Field(Path("sources.yaml"), description="File that lists the sources.")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("dateline"),
        description="Folder for what can be rebuilt, such as the gazetteer.",
    )
    packs: Path | None = Field(None, description="Folder of your own language packs for the event coder, one folder a language.")
    contact: str | None = Field(None, description="E-mail address or URL that the user agent gives to site owners.")
    workers: int = Field(
        default_factory=lambda: min(4, os.cpu_count() or 1), ge=1, le=64, description="Processes that read and code."
    )
    batch_size: int = Field(25, ge=1, le=1000, description="Pages in one batch of reading or coding.")
    body_cap_bytes: int = Field(10_000_000, ge=1_000, description="Largest body taken, after decompression.")
    fetch_deadline_s: float = Field(
        30.0, gt=0, description="Longest time for one page: all its requests, redirects and further tries included."
    )
    read_limit_s: float = Field(10.0, gt=0, description="Longest time for reading one page.")
    lock_wait_s: float = Field(60.0, ge=0, description="How long to wait for another process to let go of the warehouse.")

    @field_validator("contact")
    @classmethod
    def _contact_fits_a_header(cls, value: str | None) -> str | None:
        if value and not (value.isascii() and value.isprintable() and len(value) <= LONGEST_CONTACT):
            raise ValueError(f"it is sent to sites as it is: write ASCII characters only, {LONGEST_CONTACT} at most")
        return (value or "").strip() or None

    @property
    def archive_dir(self) -> Path:
        """Folder of the WARC archive, one folder a source in it."""
        return self.home / "archive"

    @property
    def hosts_dir(self) -> Path:
        """Folder of what runs share about hosts: robots.txt files, each kept for a day, and whose turn it is to ask."""
        return self.home / "hosts"

    @property
    def working_file(self) -> Path:
        """The writer's database."""
        return self.home / "working.duckdb"

    @property
    def published_file(self) -> Path:
        """The database that people query."""
        return self.home / "dateline.duckdb"

    @property
    def exports_dir(self) -> Path:
        """Default folder for exports."""
        return self.home / "exports"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return this process's settings.

    Raises:
        SettingsError: a `DATELINE_…` variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"DATELINE_{str(problem['loc'][0]).upper()} is {problem['input']!r}: {problem['msg']}" for problem in error.errors()
        ]
        raise SettingsError("\n".join([*lines, "Correct the environment and run the command again."])) from error
