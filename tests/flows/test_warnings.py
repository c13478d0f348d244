"""What a run says before it asks anybody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.client import client_for
from flows.progress import shown
from tasks.collect.archive import Archive
from tasks.collect.sources import Source
from tasks.settings import settings
from tests.flows.conftest import source

PUBLIC = Source.model_validate(source("paper", "https://paper.example", {"kind": "feed", "url": "/feed"}, allow_addresses=[]))
DEMO = Source.model_validate(source("demo", "http://127.0.0.1", {"kind": "feed", "url": "/feed"}))


@pytest.mark.parametrize(
    ("contact", "asked", "warns"),
    [(None, PUBLIC, True), ("  ", PUBLIC, True), ("desk@paper.example", PUBLIC, False), (None, DEMO, False)],
)
def test_a_run_that_gives_site_owners_nobody_to_write_to_warns(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    contact: str | None,
    asked: Source,
    *,
    warns: bool,
) -> None:
    monkeypatch.delenv("DATELINE_CONTACT", raising=False)
    if contact is not None:
        monkeypatch.setenv("DATELINE_CONTACT", contact)
    settings.cache_clear()

    async def start() -> None:
        async with client_for([asked], Archive(home), None):
            pass

    with shown():
        asyncio.run(start())
    assert ("DATELINE_CONTACT is not set" in capsys.readouterr().err) is warns
