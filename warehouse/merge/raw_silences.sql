-- One row per silence of a source that was told.
MERGE INTO raw.silences AS kept
USING (
    SELECT $source_id::VARCHAR AS source_id, $silent_from::TIMESTAMPTZ AS silent_from, $told_at::TIMESTAMPTZ AS told_at, $run_id::VARCHAR AS run_id
) AS new
ON kept.source_id = new.source_id AND kept.silent_from = new.silent_from
WHEN NOT MATCHED THEN INSERT BY NAME;
