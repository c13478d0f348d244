"""What prefect.yaml promises: every deployment loads, and its parameters are the flow's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.flows import load_flow_from_entrypoint

ROOT = Path(__file__).parent.parent.parent
CONFIG: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("deployment", CONFIG["deployments"], ids=lambda deployment: deployment["entrypoint"])
def test_every_deployment_loads_and_takes_the_parameters_that_it_sets(
    deployment: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    flow: Flow[..., Any] = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)
    given = deployment.get("parameters", {})
    assert set(given) == set(flow.parameters.properties)
    assert flow.validate_parameters(given).keys() == given.keys()


def test_only_ingest_runs_on_a_schedule_and_never_twice_at_once() -> None:
    scheduled = [d for d in CONFIG["deployments"] if d.get("schedules")]
    assert [d["entrypoint"] for d in scheduled] == ["flows/ingest.py:ingest"]
    assert scheduled[0]["schedules"][0]["cron"] == "*/30 * * * *"
    assert scheduled[0]["concurrency_limit"] == 1
