"""Telling Prefect of sources that went silent, so that an automation can tell a person."""

from __future__ import annotations

from prefect.events import emit_event

from flows.run import Run, writing
from tasks.store.state import GoneSilent, gone_silent

EVENT = "dateline.source.silent"


def tell_silence(run: Run) -> None:
    """Emit one event for each source whose silence became too long since the run before; README shows an automation for it."""
    with writing() as con:
        found = gone_silent(con, run.run_id)
    for source in found:
        run.counts["sources_gone_silent"] += 1
        emit_event(event=EVENT, resource=_resource(source), payload={"words": _words(source)})


def _resource(source: GoneSilent) -> dict[str, str]:
    return {"prefect.resource.id": f"dateline.source.{source.source_id}", "prefect.resource.name": source.name}


def _words(source: GoneSilent) -> str:
    return (
        f"{source.name} has brought no new article for {source.silent_h:g} hours; {source.silence_limit_h:g} would be long. "
        f"`dateline sources try {source.source_id}` shows what it yields now."
    )
