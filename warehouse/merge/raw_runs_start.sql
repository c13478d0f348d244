-- One row per flow run: notes that a run has begun; a run that is known stays as it is.
MERGE INTO raw.runs AS kept
USING (
    SELECT $run_id::VARCHAR AS run_id, $flow::VARCHAR AS flow, $started_at::TIMESTAMPTZ AS started_at,
        'running' AS status, $code_version::VARCHAR AS code_version
) AS new
ON kept.run_id = new.run_id
WHEN NOT MATCHED THEN INSERT BY NAME;
