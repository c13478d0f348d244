-- One row per flow run.
CREATE VIEW mart.runs AS
SELECT run_id, flow, status, started_at, finished_at, epoch(finished_at - started_at) AS duration_s, counts, code_version
FROM raw.runs;

COMMENT ON VIEW mart.runs IS 'One row per flow run. A run that was killed stays "running": the next one finishes its work.';
COMMENT ON COLUMN mart.runs.run_id IS 'Identifier of the run.';
COMMENT ON COLUMN mart.runs.flow IS 'Name of the flow: ingest, backfill, replay or publish.';
COMMENT ON COLUMN mart.runs.status IS 'running, completed, completed_with_failures or failed.';
COMMENT ON COLUMN mart.runs.started_at IS 'When the run began (UTC).';
COMMENT ON COLUMN mart.runs.finished_at IS 'When the run ended (UTC). NULL: still running, or killed.';
COMMENT ON COLUMN mart.runs.duration_s IS 'How long it took, in seconds.';
COMMENT ON COLUMN mart.runs.counts IS 'What the run did, as counts by name.';
COMMENT ON COLUMN mart.runs.code_version IS 'Version of Dateline that ran.';
