"""The past: from sitemaps or listings by date, from a list of addresses, or from WARC files.

What a backfill wants is noted in the warehouse before it is fetched, so a backfill that was killed goes on where it stopped when the
same command is given again. Run it with `python -m flows.backfill`, `dateline backfill`, or as the deployment of prefect.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from prefect import flow

from flows import stages
from flows.ingest import choose_sources, digest
from flows.publish import publish_now
from flows.run import Run, RunSummary, recorded, utc_now, writing
from tasks.collect.sources import Source
from tasks.collect.urls import url_key
from tasks.errors import ConfigurationError
from tasks.models import Sighting, WayInKind
from tasks.store.load import load_polls, load_sources

Origin = Literal["sitemap", "listing", "warc", "urls"]

SITEMAPS = frozenset({WayInKind.SITEMAP, WayInKind.NEWS_SITEMAP})
LISTINGS = frozenset({WayInKind.LISTING})
