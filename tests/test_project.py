"""What the project promises about itself: pins, deployments, documented settings."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tasks.settings import Settings

ROOT = Path(__file__).parent.parent


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.skipif(not (ROOT / "uv.lock").exists(), reason="uv has resolved nothing here")
def test_every_resolved_package_is_pinned_to_the_version_it_resolved_to() -> None:
    constraints = [Requirement(line) for line in _toml("pyproject.toml")["tool"]["uv"]["constraint-dependencies"]]
    pins = {constraint.name: str(constraint.specifier) for constraint in constraints}
    packages = _toml("uv.lock")["package"]
    resolved = {package["name"]: f"=={package['version']}" for package in packages if package["name"] != "dateline"}
    assert resolved == pins


def test_no_tracked_file_is_a_lock_that_names_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "uv.lock" not in tracked


def test_every_setting_is_documented_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    undocumented = [name for name in Settings.model_fields if f"| `DATELINE_{name.upper()}` |" not in readme]
    assert undocumented == []
