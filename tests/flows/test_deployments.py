"""What prefect.yaml promises: every deployment loads, and its parameters are the flow's own."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.events import AutomationCore, EventTrigger
from prefect.flows import load_flow_from_entrypoint

from flows.silence import EVENT

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


def test_the_automation_that_readme_shows_is_one_for_the_event_that_is_emitted() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme[readme.index("    name: A source has gone silent") :].split("\n\n")[0]
    automation = AutomationCore.model_validate(yaml.safe_load(textwrap.dedent(shown)))
    assert isinstance(automation.trigger, EventTrigger)
    assert automation.trigger.expect == {EVENT}
