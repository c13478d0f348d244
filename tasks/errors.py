"""Every exception that Dateline raises on purpose. Expected failures of a fetch or a page are outcomes, not exceptions.

DatelineError
├── ConfigurationError       the configuration, or the way a command was called, is wrong: exit code 2
│   ├── SourcesError         sources.yaml: file, source, key, value and what is allowed
│   ├── SettingsError        an environment variable or setting
│   └── PackError            a language pack: file, key and what is allowed
├── WarehouseError           the warehouse file cannot be used
│   ├── WarehouseBusy        another process holds it
│   ├── WarehouseTooNew      a newer Dateline wrote it
│   ├── WarehouseTooOld      an earlier Dateline wrote it, and nobody has brought it forward yet
│   ├── DiskFull             there is no room left to write; what was committed before is safe
│   ├── NotAWarehouse        it is no DuckDB file, or is damaged
│   ├── MigrationFailed      a migration stopped; the file is as it was
│   └── ChecksFailed         a check found errors; the published file is as it was
├── ArchiveError             the WARC archive cannot be written or read
└── GazetteerError           the gazetteer cannot be built or read
"""

from __future__ import annotations

from typing import Any


class DatelineError(Exception):
    """Something that the user can act on. The message says what happened, where, and what to do next."""

    def __init__(self, message: str, *, source_id: str | None = None, url: str | None = None) -> None:
        """Keep the message, and the source and address that it concerns where there are any."""
        super().__init__(message)
        self.source_id = source_id
        self.url = url


class ConfigurationError(DatelineError):
    """The configuration, or the way a command was called, is wrong."""


class SourcesError(ConfigurationError):
    """`sources.yaml` says something that cannot be."""


class SettingsError(ConfigurationError):
    """A setting has a value that cannot be used."""


class PackError(ConfigurationError):
    """A file of a language pack is missing or says something that cannot be."""


class WarehouseError(DatelineError):
    """The warehouse file cannot be used."""


class WarehouseBusy(WarehouseError):
    """Another process holds the warehouse file."""


class WarehouseTooNew(WarehouseError):
    """The warehouse file was written by a newer Dateline."""


class WarehouseTooOld(WarehouseError):
    """The warehouse file was written by an earlier Dateline and can only be read, not brought forward."""


class DiskFull(WarehouseError):
    """There is no room left on the disk; the step was rolled back."""


class NotAWarehouse(WarehouseError):
    """The file is no DuckDB database, or is damaged."""


class MigrationFailed(WarehouseError):
    """A migration stopped half way; its transaction was rolled back."""


class ChecksFailed(WarehouseError):
    """A check found errors in the warehouse, which was not published. `results` is what each check found."""

    def __init__(self, message: str, results: tuple[Any, ...] = ()) -> None:
        """Keep what the checks found beside the message."""
        super().__init__(message)
        self.results = results


class ArchiveError(DatelineError):
    """The WARC archive cannot be written or read."""


class GazetteerError(DatelineError):
    """The gazetteer cannot be built or read."""
