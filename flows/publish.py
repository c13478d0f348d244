"""Put a consistent copy of the warehouse where people query it.

Run it by itself with `python -m flows.publish`, through `dateline publish`, or as the deployment `publish` of prefect.yaml. Ingest,
backfill and replay end with it too; by itself it is for after a repaired check.
"""

from __future__ import annotations

import sys

from prefect import flow

from flows.run import RunSummary, recorded


@flow(name="publish")
def publish() -> RunSummary:
    """Check the working warehouse and put a copy of it in place of the published file, atomically.

    Raises:
        DatelineError: a check of severity `error` failed, or a file cannot be used. The published file is then as it was.
    """
    with recorded("publish") as run:
        pass  # publishing is how every run ends
    return run.summary()


if __name__ == "__main__":
    from flows.cli import main

    main(["publish", *sys.argv[1:]])
