"""Flows join the rooms; these are what a person runs or schedules."""
