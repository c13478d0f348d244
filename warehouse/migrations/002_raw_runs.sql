-- One row per flow run.
CREATE TABLE raw.runs (
    run_id VARCHAR NOT NULL,
    flow VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    status VARCHAR NOT NULL,
    counts JSON,
    code_version VARCHAR NOT NULL
);

COMMENT ON TABLE raw.runs IS 'One row per flow run. Every run of a flow, the running one too.';
COMMENT ON COLUMN raw.runs.run_id IS 'Identifier of the run.';
COMMENT ON COLUMN raw.runs.flow IS 'Name of the flow: ingest, backfill, replay or publish.';
COMMENT ON COLUMN raw.runs.started_at IS 'When the run began (UTC).';
COMMENT ON COLUMN raw.runs.finished_at IS 'When the run ended (UTC). NULL: still running, or killed.';
COMMENT ON COLUMN raw.runs.status IS 'running, completed, completed_with_failures, failed, or interrupted: it was killed, and what it left undone the next run did.';
COMMENT ON COLUMN raw.runs.counts IS 'What the run did, as counts by name.';
COMMENT ON COLUMN raw.runs.code_version IS 'Version of Dateline that ran.';
