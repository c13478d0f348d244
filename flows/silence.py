"""Telling Prefect of sources that went silent, so that an automation can tell a person."""

from __future__ import annotations

from prefect.events import emit_event

from flows.run import Run, utc_now, writing
from tasks.store.load import load_silence
from tasks.store.state import GoneSilent, gone_silent

EVENT = "dateline.source.silent"


def tell_silence(run: Run) -> None:
    """Emit one event for each silence that has become too long; README shows an automation for it.

    It is noted after it was told: a run that is killed in between tells it twice rather than never.
    """
    with writing() as con:
        found = gone_silent(con)
    for source in found:
        run.counts["sources_gone_silent"] += 1
        emit_event(event=EVENT, resource=_resource(source), payload={"words": _words(source)})
        with writing() as con:
            load_silence(con, source.source_id, source.silent_from, utc_now(), run.run_id)


def _resource(source: GoneSilent) -> dict[str, str]:
    return {"prefect.resource.id": f"dateline.source.{source.source_id}", "prefect.resource.name": source.name}


def _words(source: GoneSilent) -> str:
    problem = f" Its ways in fail: {source.problem}." if source.problem else ""
    return (
        f"{source.name} has brought no new article for {source.silent_h:g} hours; {source.silence_limit_h:g} would be long."
        f"{problem} `dateline sources try {source.source_id}` shows what it yields now."
    )
