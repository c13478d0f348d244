"""Measurements: scripts that print figures, run by hand with `uv run python -m tests.bench.NAME`. None of them is a test."""
